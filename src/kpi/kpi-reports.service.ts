import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { DomainError, found } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import type { EventType } from '../events/event-types.js';
import { blocksApproval } from './availability.js';
import { registerIds } from './equipment-facts.query.js';
import { KpiReport } from './kpi-report.entity.js';
import { type Figures, KpiFiguresService } from './kpi-figures.service.js';
import { differences, type ReportSnapshot, snapshotOf } from './report-snapshot.js';

/** Serialization failure, unique violation: someone else was first. */
const CONFLICTS = new Set(['40001', '23505']);

/** Annual reports: a snapshot is drafted, may be drafted anew, and once approved stays as it is. */
@Injectable()
export class KpiReportsService {
  constructor(
    private readonly db: DataSource,
    private readonly kpi: KpiFiguresService,
    private readonly calendars: CalendarService,
    private readonly events: EventsService,
  ) {}

  /**
   * Takes a snapshot of a year that is over: into the draft at hand, or as a new revision, which needs a reason after an
   * approved one.
   * @returns the revision
   * @throws DomainError `kpi-report.year-not-over`, `.reason-required`, `.busy`
   */
  async draft(actor: Actor, command: { year: number; reason: string | null }, at: Date): Promise<number> {
    const { year, reason } = command;
    return this.inSnapshot(async (tx) => {
      allow(actor, 'kpi.report.draft');
      const figures = await this.kpi.figures(year, at, tx);
      const cardVersion = annual(figures);
      const latest = await tx.findOne(KpiReport, {
        where: { year },
        order: { revision: 'DESC' },
        lock: { mode: 'pessimistic_write' },
      });
      if (latest?.state === 'APPROVED' && !reason) {
        const message = 'Nowa rewizja zatwierdzonego sprawozdania wymaga uzasadnienia.';
        throw new DomainError('kpi-report.reason-required', 'invalid', message, { reason: message });
      }
      const report =
        latest?.state === 'DRAFT' ? latest : tx.create(KpiReport, { year, revision: (latest?.revision ?? 0) + 1 });
      Object.assign(report, {
        state: 'DRAFT',
        reason: reason ?? report.reason ?? null,
        cardVersion,
        asOf: at,
        snapshot: await this.snapshot(tx, figures),
        createdAt: at,
        createdBy: actor.personId,
      } satisfies Partial<KpiReport>);
      await tx.save(report);
      await this.append(tx, actor, at, 'kpi-report.drafted', report);
      return report.revision;
    });
  }

  /**
   * @throws DomainError `kpi-report.not-found`, `.already-approved`, `.stale` (something changed since the draft),
   * `.undocumented-outages`, `.busy`
   */
  async approve(actor: Actor, command: { year: number; revision: number }, at: Date): Promise<void> {
    await this.inSnapshot(async (tx) => {
      allow(actor, 'kpi.report.approve');
      const report = found(
        await tx.findOne(KpiReport, { where: command, lock: { mode: 'pessimistic_write' } }),
        'kpi-report',
      );
      if (report.state === 'APPROVED') {
        throw new DomainError('kpi-report.already-approved', 'conflict', 'To sprawozdanie jest już zatwierdzone.');
      }
      const figures = await this.kpi.figures(command.year, at, tx);
      refuseStale(report, figures);
      refuseUndocumented(figures);
      // The figures are those of the draft; how well each outage is documented may have become better since.
      const snapshot = await this.snapshot(tx, figures);
      Object.assign(report, { state: 'APPROVED', asOf: at, snapshot, approvedAt: at, approvedBy: actor.personId });
      await tx.save(report);
      await this.append(tx, actor, at, 'kpi-report.approved', report);
    });
  }

  private async snapshot(tx: EntityManager, figures: Figures): Promise<ReportSnapshot> {
    const register = await registerIds(tx, figures.period.lastDay);
    return snapshotOf(figures, register, (await this.calendars.load(tx)).rules);
  }

  /** All facts of a report are read as of one moment. */
  private async inSnapshot<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.db.transaction('REPEATABLE READ', work);
    } catch (error) {
      if (!(error instanceof QueryFailedError) || !CONFLICTS.has((error.driverError as { code: string }).code))
        throw error;
      throw new DomainError('kpi-report.busy', 'conflict', 'Ktoś właśnie zmienia to sprawozdanie. Spróbuj ponownie.');
    }
  }

  private async append(tx: EntityManager, actor: Actor, at: Date, type: EventType, { id, year, revision }: KpiReport) {
    await this.events.append(tx, {
      type,
      subjectType: 'kpi_report',
      subjectId: id,
      actorId: actor.personId,
      at,
      payload: { year, revision },
    });
  }
}

/** @returns the version of the card that the report of a whole year stands on */
function annual({ period, cardVersion }: Figures): number {
  if (!period.complete) {
    const message = `Sprawozdanie roczne można sporządzić po zakończeniu roku ${period.year}.`;
    throw new DomainError('kpi-report.year-not-over', 'conflict', message);
  }
  return found(cardVersion, 'process-card-version');
}

function refuseStale(report: KpiReport, figures: Figures): void {
  if (differences(report.snapshot, figures).length === 0 && report.cardVersion === figures.cardVersion) return;
  const message = 'Od sporządzenia projektu zmieniły się dane. Należy sporządzić go ponownie i sprawdzić.';
  throw new DomainError('kpi-report.stale', 'conflict', message);
}

function refuseUndocumented({ availability }: Figures): void {
  if (!availability.outages.some(blocksApproval)) return;
  const message =
    'Nie można zatwierdzić: są przestoje bez zatwierdzonego protokołu naprawy albo z innymi godzinami niż w protokole.';
  throw new DomainError('kpi-report.undocumented-outages', 'conflict', message);
}
