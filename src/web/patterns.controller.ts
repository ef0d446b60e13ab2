import { Controller, Get, Param, Post, Query, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { chartSvg } from '../rendering/charts.js';
import { leaveFlash } from '../rendering/flash.js';
import { errorView } from './error-view.js';
import { patternSamples } from './pattern-samples.js';

/** The pattern page: every part of a page in every state. Only the demo has it. */
@Controller('demo/patterns')
@Public()
export class PatternsController {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Render('pages/patterns/index')
  show(): object {
    this.onlyInDemo();
    return patternSamples(this.clock.now());
  }

  @Post()
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.onlyInDemo();
    leaveFlash(reply, `Odebrano formularz. Pola: ${Object.keys(request.body ?? {}).length}.`);
    void reply.redirect('/demo/patterns', 303);
  }

  @Get('chart.svg')
  async chart(@Query('theme') theme: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    this.onlyInDemo();
    const svg = await chartSvg({
      kind: 'bar',
      categories: ['2024', '2025', '2026'],
      series: [{ name: 'Naprawy', values: [9.41, 9.02, 8.69] }],
      unit: '%',
      target: { value: 10, label: 'cel: mniej niż 10%' },
      theme: theme === 'dark' ? 'dark' : 'light',
    });
    void reply.type('image/svg+xml').send(svg);
  }

  @Get('lookup')
  lookup(@Query('q') text: string | undefined, @Res() reply: FastifyReply): void {
    this.onlyInDemo();
    const found = text && 'um-013-d-0087'.startsWith(text.trim().toLowerCase());
    const html = found
      ? '<button class="lookup-choice" type="button" data-choose="UM-013-D-0087"><strong>UM-013-D-0087</strong> drukarka laserowa, WF, pok. 112</button>'
      : '<p class="hint">Nie ma takiego urządzenia w ewidencji.</p>';
    void reply.type('text/html; charset=utf-8').send(text ? html : '');
  }

  @Get('frame')
  frame(@Res() reply: FastifyReply): void {
    this.onlyInDemo();
    void reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
      .header('x-frame-options', 'SAMEORIGIN')
      .type('text/html; charset=utf-8')
      .send('<p style="font-family:sans-serif">Dzień dobry,<br>drukarka <b>nie drukuje</b>.</p>');
  }

  @Get('errors/:status')
  error(@Param('status') status: string, @Res() reply: FastifyReply): void {
    this.onlyInDemo();
    const mark = Number(status) >= 500 ? '3f9a61c2' : null;
    const problem = {
      status: Number(status),
      code: `http.${status}`,
      message: 'Tu stoi, co się stało i co z tym zrobić.',
      mark,
    };
    void reply.view('pages/web/error', errorView(problem));
  }

  private onlyInDemo(): void {
    if (!this.config.demo) throw new DomainError('page.not-found', 'not-found', 'Nie ma takiej strony.');
  }
}
