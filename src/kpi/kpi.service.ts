import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { hadServer } from './equipment-facts.query.js';
import { type AcceptanceItem, KpiEvidenceService, type OutageItem, type RepairItem } from './kpi-evidence.service.js';
import { type Figures, KpiFiguresService } from './kpi-figures.service.js';
import { type ReportRow, reportsOfYear } from './kpi-report-list.query.js';
import { differences, type Difference } from './report-snapshot.js';
import type { IndicatorFigure } from './year-figures.js';

/**
 * INTERIM: the year is not over. APPROVED: the figures are those of the approved report. DRAFT: no report is approved, or
 * something has changed since.
 */
export type ReportState = 'INTERIM' | 'DRAFT' | 'APPROVED';

export type IndicatorReport = IndicatorFigure & {
  evidence: (OutageItem | RepairItem | AcceptanceItem)[];
};

/** What `GET /api/v1/kpi/{year}` answers: the figures as known now, each with what stands behind its numerator. */
export interface YearReport {
  year: number;
  cardVersion: number | null;
  asOf: Date;
  state: ReportState;
  /** Inclusive local days. */
  period: { from: string; to: string };
  indicators: IndicatorReport[];
  /** Stored revisions, newest first. */
  reports: Pick<ReportRow, 'revision' | 'state' | 'asOf' | 'reason' | 'approvedAt'>[];
}

/** The year as its page shows it. */
export interface YearStanding {
  figures: Figures;
  state: ReportState;
  reports: ReportRow[];
  /** What is known otherwise than in the newest stored report. */
  changes: Difference[];
  /** false: no server stood in the register, so nothing could lower indicator 1. */
  hadServer: boolean;
}

/** The report of a year for those who read it. */
@Injectable()
export class KpiService {
  constructor(
    private readonly db: DataSource,
    private readonly figures: KpiFiguresService,
    private readonly evidence: KpiEvidenceService,
  ) {}

  /** @throws DomainError `kpi.forbidden`, `kpi-year.not-found` */
  async standing(actor: Actor, year: number, asOf: Date): Promise<YearStanding> {
    allow(actor, 'kpi.view');
    const figures = await this.figures.figures(year, asOf);
    const reports = await reportsOfYear(this.db.manager, year);
    const latest = reports.at(0);
    const changes = latest ? differences(latest.snapshot, figures) : [];
    const approved = latest?.state === 'APPROVED' && changes.length === 0;
    const servers = await hadServer(this.db.manager, figures.period);
    return {
      figures,
      reports,
      changes,
      hadServer: servers,
      state: !figures.period.complete ? 'INTERIM' : approved ? 'APPROVED' : 'DRAFT',
    };
  }

  /** @throws DomainError `kpi.forbidden`, `kpi-year.not-found` */
  async report(actor: Actor, year: number, asOf: Date): Promise<YearReport> {
    const { figures, reports, state } = await this.standing(actor, year, asOf);
    const evidence = {
      1: await this.evidence.outages(actor, figures),
      2: await this.evidence.repairs(actor, figures),
      3: await this.evidence.acceptances(actor, figures),
    };
    return {
      year,
      cardVersion: figures.cardVersion,
      asOf,
      state,
      period: { from: figures.period.firstDay, to: figures.period.lastDay },
      indicators: figures.indicators.map((figure) => ({ ...figure, evidence: evidence[figure.id] })),
      reports: reports.map(({ revision, state: stored, asOf: takenAt, reason, approvedAt }) => ({
        revision,
        state: stored,
        asOf: takenAt,
        reason,
        approvedAt,
      })),
    };
  }
}
