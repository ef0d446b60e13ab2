import type { Actor } from '../../src/access/actor.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { instantOfWallTime } from '../../src/calendar/wall-time.js';
import { EventsService } from '../../src/events/events.service.js';
import { KpiEvidenceService } from '../../src/kpi/kpi-evidence.service.js';
import { KpiFiguresService } from '../../src/kpi/kpi-figures.service.js';
import { KpiReportsService } from '../../src/kpi/kpi-reports.service.js';
import { KpiService } from '../../src/kpi/kpi.service.js';
import { ProcessCardService } from '../../src/process-card/process-card.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, eventsOf, testConfig } from '../support/office.js';
import { KpiFactsBuilder } from './kpi-facts.js';

const at = (text: string) => instantOfWallTime(text, 'Europe/Warsaw');
const DURING = at('2026-11-24 10:00');
const AFTER = at('2027-02-01 09:00');

let db: TestDatabase;
let facts: KpiFactsBuilder;
let kpi: KpiService;
let reports: KpiReportsService;
let head: Actor;
let technician: Actor;

beforeEach(async () => {
  db = await openTestDatabase();
  const calendars = new CalendarService(db.dataSource, new EventsService(), testConfig());
  const figures = new KpiFiguresService(db.dataSource, calendars, new ProcessCardService(db.dataSource));
  kpi = new KpiService(db.dataSource, figures, new KpiEvidenceService(db.dataSource));
  reports = new KpiReportsService(db.dataSource, figures, calendars, new EventsService());
  head = await anActor(db, { roles: ['itHead'] });
  technician = await anActor(db, { roles: ['technician'] });
  facts = await KpiFactsBuilder.in(db.dataSource.manager);
  await facts.assets(100);
  await facts.repairs(8);
});
afterEach(() => db.close());

const stateOf = async () => (await kpi.standing(head, 2026, AFTER)).state;

describe('the annual report', () => {
  it('waits for the end of the year', async () => {
    await expect(reports.draft(head, { year: 2026, reason: null }, DURING)).rejects.toMatchObject({
      code: 'kpi-report.year-not-over',
    });
    expect((await kpi.standing(head, 2026, DURING)).state).toBe('INTERIM');
    await expect(kpi.standing(head, 2027, DURING)).rejects.toMatchObject({ code: 'kpi-year.not-found' });
  });

  it('is drafted with its input ids, approved, and from then on stays as it is', async () => {
    expect(await reports.draft(head, { year: 2026, reason: null }, AFTER)).toBe(1);
    await reports.approve(head, { year: 2026, revision: 1 }, AFTER);

    const [report] = (await kpi.standing(head, 2026, AFTER)).reports;
    expect(report).toMatchObject({
      revision: 1,
      state: 'APPROVED',
      cardVersion: 5,
      createdBy: expect.stringContaining('Anna'),
    });
    expect(report!.snapshot.indicators[1]).toMatchObject({
      numerator: 8,
      denominator: 100,
      display: '8,00%',
      met: true,
    });
    expect(report!.snapshot.repairs).toHaveLength(8);
    expect(report!.snapshot.register.equipment).toHaveLength(100);
    expect(await stateOf()).toBe('APPROVED');
    expect(await eventsOf(db, 'kpi_report', report!.id)).toEqual(['kpi-report.drafted', 'kpi-report.approved']);

    for (const change of [`UPDATE kpi_report SET reason = 'x'`, 'DELETE FROM kpi_report']) {
      await expect(db.dataSource.query(change)).rejects.toThrow('is final');
    }
    await expect(reports.approve(head, { year: 2026, revision: 1 }, AFTER)).rejects.toMatchObject({
      code: 'kpi-report.already-approved',
    });
  });

  it('a draft may be taken again and again; it is the same revision', async () => {
    await reports.draft(head, { year: 2026, reason: null }, AFTER);
    await facts.repairs(1);
    await expect(reports.approve(head, { year: 2026, revision: 1 }, AFTER)).rejects.toMatchObject({
      code: 'kpi-report.stale',
    });
    expect(await reports.draft(head, { year: 2026, reason: null }, AFTER)).toBe(1);
    await reports.approve(head, { year: 2026, revision: 1 }, AFTER);
    expect(await stateOf()).toBe('APPROVED');
  });

  it('a late correction shows as a difference and becomes a new revision, with a reason', async () => {
    await reports.draft(head, { year: 2026, reason: null }, AFTER);
    await reports.approve(head, { year: 2026, revision: 1 }, AFTER);
    await facts.repairs(2, { completedOn: '2026-12-30' });

    const standing = await kpi.standing(head, 2026, AFTER);
    expect(standing.state).toBe('DRAFT');
    expect(standing.changes).toEqual([
      { id: 2, then: { numerator: 8, denominator: 100 }, now: { numerator: 10, denominator: 100 } },
    ]);
    await expect(reports.draft(head, { year: 2026, reason: null }, AFTER)).rejects.toMatchObject({
      code: 'kpi-report.reason-required',
      fields: { reason: expect.any(String) },
    });
    expect(await reports.draft(head, { year: 2026, reason: 'protokoły z grudnia' }, AFTER)).toBe(2);
    await reports.approve(head, { year: 2026, revision: 2 }, AFTER);
    const [second, first] = (await kpi.standing(head, 2026, AFTER)).reports;
    expect(second!.snapshot.indicators[1]).toMatchObject({ numerator: 10, met: false });
    expect(first!.snapshot.indicators[1]).toMatchObject({ numerator: 8, met: true });
  });

  it('is blocked by an outage that no approved protocol proves', async () => {
    const outage = await facts.outage(at('2026-03-10 10:00'), at('2026-03-10 11:30'));
    await reports.draft(head, { year: 2026, reason: null }, AFTER);
    await expect(reports.approve(head, { year: 2026, revision: 1 }, AFTER)).rejects.toMatchObject({
      code: 'kpi-report.undocumented-outages',
    });
    await facts.document(outage);
    await reports.approve(head, { year: 2026, revision: 1 }, AFTER);
    const [report] = (await kpi.standing(head, 2026, AFTER)).reports;
    expect(report!.snapshot.outages).toMatchObject([{ id: outage.id, evidence: 'DOCUMENTED', workingMinutes: 90 }]);
  });

  it('is not blocked by one that is still open, and changes when it ends', async () => {
    const outage = await facts.outage(at('2026-12-30 14:00'), null);
    await reports.draft(head, { year: 2026, reason: null }, AFTER);
    await reports.approve(head, { year: 2026, revision: 1 }, AFTER);
    await db.dataSource.query('UPDATE outage SET ended_at = $2 WHERE id = $1', [outage.id, at('2026-12-31 09:00')]);
    expect((await kpi.standing(head, 2026, AFTER)).changes.map(({ id }) => id)).toEqual([1]);
  });

  it('of two who draft at once one is told to try again', async () => {
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => reports.draft(head, { year: 2026, reason: null }, AFTER)),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect([[], ['kpi-report.busy']]).toContainEqual(refused);
    expect(await stateOf()).toBe('DRAFT');
  });

  it('is drafted and approved by those who answer for the process only', async () => {
    await expect(reports.draft(technician, { year: 2026, reason: null }, AFTER)).rejects.toMatchObject({
      code: 'kpi.forbidden',
    });
    await reports.draft(head, { year: 2026, reason: null }, AFTER);
    await expect(reports.approve(technician, { year: 2026, revision: 1 }, AFTER)).rejects.toMatchObject({
      code: 'kpi.forbidden',
    });
  });
});
