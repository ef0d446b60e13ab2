import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found, refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm, refusedForm } from '../rendering/forms.js';
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
    const form = readForm(draftForm, body);
    let revision = 0;
    const refusal = form.ok
      ? await refusalOf(async () => {
          revision = await this.reports.draft(actor, { year, reason: form.data.reason || null }, now);
        })
      : null;
    if (!form.ok || refusal) {
      const shown = form.ok ? refusedForm(form.values, refusal!.fields, draftForm, refusal!.message) : form;
      const view = await this.yearPage.view(actor, year, now, shown);
      return void reply.status(refusal?.kind === 'conflict' ? 409 : 422).view('pages/kpi/show', view);
    }
    leaveFlash(reply, 'Projekt sprawozdania został sporządzony.');
    void reply.redirect(`/kpi/${year}/reports/${revision}`, 303);
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
    const refusal = await refusalOf(() =>
      this.reports.approve(actor, { year, revision: revisionFromPath(revision) }, now),
    );
    if (refusal) {
      const view = await this.yearPage.view(actor, year, now, refusedForm({}, {}, undefined, refusal.message));
      return void reply.status(409).view('pages/kpi/show', view);
    }
    leaveFlash(reply, `Sprawozdanie za rok ${year} zostało zatwierdzone.`);
    void reply.redirect(`/kpi/${year}`, 303);
  }
}
