import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { KpiService } from './kpi.service.js';
import { changeViews, indicatorView, outageCounts } from './kpi-year.view.js';

/** The page of a year, also shown again when a form on it was refused. */
@Injectable()
export class KpiYearPage {
  constructor(
    private readonly kpi: KpiService,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `kpi.forbidden`, `kpi-year.not-found` */
  async view(actor: Actor, year: number, now: Date, reportForm: FormView = emptyForm()) {
    const standing = await this.kpi.standing(actor, year, now);
    const { figures, reports, state, hadServer } = standing;
    const latest = reports.at(0);
    const outages = outageCounts(figures);
    return {
      year,
      previousYear: year - 1,
      nextYear: year < localYear(now, this.config.timeZone) ? year + 1 : null,
      state,
      complete: figures.period.complete,
      lastDay: figures.period.lastDay,
      hadServer,
      cardVersion: figures.cardVersion,
      indicators: figures.indicators.map((figure) => indicatorView(figure, year)),
      outages,
      reports: reports.map((report) => ({
        revision: report.revision,
        state: report.state,
        asOf: report.asOf,
        reason: report.reason,
        createdBy: report.createdBy,
        approvedAt: report.approvedAt,
        approvedBy: report.approvedBy,
        values: report.snapshot.indicators.map(({ display }) => display),
      })),
      changes: changeViews(standing),
      latestRevision: latest?.revision ?? null,
      latestState: latest?.state ?? null,
      canDraft: figures.period.complete && can(actor, 'kpi.report.draft'),
      canApprove: latest?.state === 'DRAFT' && outages.undocumented === 0 && can(actor, 'kpi.report.approve'),
      needsReason: latest?.state === 'APPROVED',
      reportForm,
    };
  }
}
