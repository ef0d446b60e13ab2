import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { answerForm } from '../rendering/answer-form.js';
import { AnnualCardService } from './annual-card.service.js';
import { reportsOfYear } from './kpi-report-list.query.js';
import { KpiReportsService } from './kpi-reports.service.js';
import { KpiYearPage } from './kpi-year.page.js';
import { indicatorView } from './kpi-year.view.js';
import { revisionFromPath, yearFromPath } from './year-from-path.js';

const draftForm = z.object({
  reason: z.string().trim().max(1000).optional().meta({ title: 'Powód nowej rewizji' }),
});

/** Stored annual reports. */
@Controller('kpi/:year/reports')
export class KpiReportsController {
  constructor(
    private readonly db: DataSource,
    private readonly reports: KpiReportsService,
    private readonly yearPage: KpiYearPage,
    private readonly cards: AnnualCardService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Requires('kpi.report.draft')
  async create(
    @CurrentUser() actor: Actor,
    @Param('year') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const year = yearFromPath(path);
    const now = this.clock.now();
    await answerForm(reply, {
      schema: draftForm,
      body,
      act: ({ reason }) => this.reports.draft(actor, { year, reason: reason || null }, now),
      done: (revision) => ({
        to: `/kpi/${year}/reports/${revision}`,
        text: 'Projekt sprawozdania został sporządzony.',
      }),
      template: 'pages/kpi/show',
      again: (form) => this.yearPage.view(actor, year, now, form),
    });
  }

  @Get(':revision')
  @Requires('kpi.view')
  @Render('pages/kpi/report')
  async show(@Param('year') path: string, @Param('revision') revision: string) {
    const year = yearFromPath(path);
    const reports = await reportsOfYear(this.db.manager, year);
    const report = found(
      reports.find((candidate) => String(candidate.revision) === revision),
      'kpi-report',
    );
    const { snapshot, ...facts } = report;
    const counted = snapshot.outages.filter(({ notCounted }) => !notCounted);
    return {
      ...facts,
      lastDay: snapshot.period.lastDay,
      isLatest: report === reports.at(0),
      indicators: snapshot.indicators.map((figure) => indicatorView(figure, year)),
      inputs: {
        outages: counted.length,
        notCountedOutages: snapshot.outages.length - counted.length,
        openOutages: counted.filter(({ openAtEnd }) => openAtEnd).length,
        repairs: snapshot.repairs.length,
        acceptances: snapshot.acceptances.length,
        equipment: snapshot.register.equipment.length,
        computers: snapshot.register.computers.length,
      },
    };
  }

  @Get(':revision/card.pdf')
  @Requires('kpi.view')
  async card(
    @CurrentUser() actor: Actor,
    @Param('year') year: string,
    @Param('revision') revision: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stamp = { at: this.clock.now(), by: actor.name };
    const pdf = await this.cards.pdfOfReport(yearFromPath(year), revisionFromPath(revision), stamp);
    void reply
      .type('application/pdf')
      .header('content-disposition', `attachment; filename="mierniki-${year}-rewizja-${revision}.pdf"`)
      .send(pdf);
  }

  @Post(':revision/approval')
  @Requires('kpi.report.approve')
  async createApproval(
    @CurrentUser() actor: Actor,
    @Param('year') path: string,
    @Param('revision') revision: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const year = yearFromPath(path);
    const now = this.clock.now();
    await answerForm(reply, {
      schema: z.object({}),
      body: {},
      act: () => this.reports.approve(actor, { year, revision: revisionFromPath(revision) }, now),
      done: () => ({ to: `/kpi/${year}`, text: `Sprawozdanie za rok ${year} zostało zatwierdzone.` }),
      template: 'pages/kpi/show',
      again: (form) => this.yearPage.view(actor, year, now, form),
    });
  }
}
