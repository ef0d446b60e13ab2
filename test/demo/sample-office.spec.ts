import { createHash } from 'node:crypto';
import { SessionService } from '../../src/access/session.service.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { loadSampleOffice } from '../../src/demo/load-sample-office.js';
import { sampleOffice } from '../../src/demo/sample-office.js';
import { approveSampleReports } from '../../src/demo/sample-reports.js';
import type { SampleTables } from '../../src/demo/sample-tables.js';
import { EventsService } from '../../src/events/events.service.js';
import { EVENT_TYPES } from '../../src/events/event-types.js';
import { OUTCOMES } from '../../src/intake/email/inbound-email.js';
import { KpiFiguresService } from '../../src/kpi/kpi-figures.service.js';
import { KpiReportsService } from '../../src/kpi/kpi-reports.service.js';
import { ProcessCardService } from '../../src/process-card/process-card.service.js';
import { REQUEST_STATES } from '../../src/purchases/purchase-request-state.js';
import { PROTOCOL_STATES } from '../../src/repairs/protocol-codes.js';
import { STATUSES } from '../../src/tickets/ticket-codes.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testConfig } from '../support/office.js';

const HOURS = { opensAt: '07:30', closesAt: '15:30' };
const options = (anchor: string) => ({
  seed: 20_101,
  anchor: new Date(anchor),
  timeZone: 'Europe/Warsaw',
  schedules: [{ validFrom: '2010-01-01', hours: { 1: HOURS, 2: HOURS, 3: HOURS, 4: HOURS, 5: HOURS } }],
  passwordHash: 'none',
});

const WORKING_DAY = '2026-11-24T11:00:00Z';
const FIRST_DAYS = '2027-01-04T05:10:00Z';

const made = new Map<string, SampleTables>();

/** Making an office up takes seconds; once for each anchor is enough. */
function officeAt(anchor: string): SampleTables {
  const tables = made.get(anchor) ?? sampleOffice(options(anchor));
  made.set(anchor, tables);
  return tables;
}

function fingerprint(tables: SampleTables): string {
  const rows = ['person', 'ticket', 'event', 'notification', 'inbound_email', 'blob', 'purchase_request', 'asset'].map(
    (table) => tables.of(table),
  );
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

const valuesOf = (tables: SampleTables, table: string, column: string) => [
  ...new Set(tables.of(table).map((row) => row[column])),
];

it('is a function of seed and anchor', () => {
  expect(fingerprint(sampleOffice(options(FIRST_DAYS)))).toBe(fingerprint(officeAt(FIRST_DAYS)));
}, 60_000);

it.each([
  ['a working day', WORKING_DAY],
  ['a Sunday night', '2026-03-01T22:30:00Z'],
  ['the first days of a year', FIRST_DAYS],
])(
  'given %s, when the office is made up, then every state has an example and nothing lies in the future',
  (_case, anchor) => {
    const tables = officeAt(anchor);

    expect(valuesOf(tables, 'ticket', 'status')).toEqual(expect.arrayContaining([...STATUSES]));
    expect(valuesOf(tables, 'purchase_request', 'state')).toEqual(expect.arrayContaining([...REQUEST_STATES]));
    expect(valuesOf(tables, 'final:repair_protocol_revision', 'state')).toEqual(
      expect.arrayContaining([...PROTOCOL_STATES]),
    );
    const decided = OUTCOMES.filter((outcome) => outcome !== 'waiting');
    expect(valuesOf(tables, 'inbound_email', 'outcome')).toEqual(expect.arrayContaining(decided));
    expect(EVENT_TYPES).toEqual(expect.arrayContaining(valuesOf(tables, 'event', 'type')));
    expect(tables.of('event').filter(({ at }) => String(at) > new Date(anchor).toISOString())).toEqual([]);
  },
  60_000,
);

describe('in the database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase();
    await loadSampleOffice(db.ownerUrl, officeAt(WORKING_DAY));
  }, 120_000);
  afterAll(() => db.close());

  it('gives the figures of the annual card for its last full year and others for the one before, approved in the January after', async () => {
    const events = new EventsService();
    const config = testConfig();
    const calendars = new CalendarService(db.dataSource, events, config);
    const figures = new KpiFiguresService(db.dataSource, calendars, new ProcessCardService(db.dataSource));
    const reports = new KpiReportsService(db.dataSource, figures, calendars, events);
    const sessions = new SessionService(db.dataSource, events, config);
    await approveSampleReports({ reports, sessions, calendars }, new Date(WORKING_DAY));

    const rows = await db.dataSource.query<{ year: number; state: string; shown: string[] }[]>(
      `SELECT r.year, r.state, (SELECT json_agg(i.value ->> 'display' ORDER BY i.ordinality)
         FROM jsonb_array_elements(r.snapshot -> 'indicators') WITH ORDINALITY i) AS shown
       FROM kpi_report r ORDER BY r.year`,
    );
    expect(rows).toEqual([
      { year: 2024, state: 'APPROVED', shown: ['99,85%', '8,10%', '14,56%'] },
      { year: 2025, state: 'APPROVED', shown: ['99,82%', '8,69%', '15,06%'] },
    ]);
  });

  it.each([
    ['the head of the unit', 'kierownik', `r.state = 'SUBMITTED' AND r.unit_id = p.unit_id`],
    ['the technician', 'technik', `r.state = 'UNIT_APPROVED'`],
    ['the head of WO', 'naczelnik', `r.state = 'IT_REVIEWED'`],
    ['the treasurer', 'skarbnik', `r.state = 'HOLDER_APPROVED'`],
    ['the secretary', 'sekretarz', `r.state = 'BUDGET_CONFIRMED'`],
  ])('has a request that waits for %s', async (_who, account, condition) => {
    const rows = await db.dataSource.query(
      `SELECT r.id FROM purchase_request r, person p WHERE p.email = $1 AND ${condition}`,
      [`${account}@urzad.example`],
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  it('has no protocol whose part belongs to another kind of device', async () => {
    const rows = await db.dataSource.query(
      `SELECT a.kind, o.description FROM repair_operation o JOIN repair_protocol_revision r ON r.id = o.revision_id
       JOIN repair_protocol p ON p.id = r.protocol_id JOIN asset a ON a.id = p.asset_id
       WHERE (o.description LIKE '%pobierania%' AND a.kind NOT IN ('PRINTER', 'MFP')) OR (o.description LIKE '%RAM%' AND a.kind IN ('PRINTER', 'MFP', 'SCANNER', 'SERVER'))`,
    );
    expect(rows).toEqual([]);
  });
});
