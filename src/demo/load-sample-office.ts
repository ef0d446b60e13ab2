import pg from 'pg';
import type { SampleRow, SampleTables } from './sample-tables.js';

/** Foreign keys point upwards in this list, but for the few that `LATE` fills in. */
const ORDER = [
  'organizational_unit',
  'person',
  'identity',
  'role_assignment',
  'api_token',
  'queue_member',
  'calendar_exception',
  'blob',
  'asset',
  'asset_fact',
  'ticket',
  'ticket_participant',
  'ticket_search',
  'mailbox',
  'inbound_email',
  'inbound_email_attempt',
  'ticket_message',
  'attachment',
  'ticket_obligation',
  'repair_protocol',
  'outage',
  'repair_protocol_revision',
  'repair_operation',
  'repair_part',
  'budget_line',
  'purchase_request',
  'purchase_request_line',
  'approval',
  'budget_entry',
  'acceptance_protocol',
  'acceptance_item',
  'event',
  'notification',
  'suppressed_address',
];

/** Columns that refer to a table further down; set when that is there. */
const LATE: Record<string, string> = { asset: 'acceptance_item_id' };

/** Invented, as all of the sample. */
const PROFILE = {
  phone: '62 000 00 10',
  accessibilityContact: 'Wydział Organizacyjny, Anna Przykładowa',
  accessibilityPhone: '62 000 00 00',
  buildingAccess:
    'Wejście od strony dziedzińca bez progu, winda na wszystkie kondygnacje, toaleta dla osób z niepełnosprawnościami na parterze, ' +
    'w Biurze Obsługi Interesanta pętla indukcyjna. Do budynku można wejść z psem asystującym. ' +
    'Tłumacza języka migowego prosimy zamówić 3 dni robocze wcześniej.',
};

const WITHOUT_IDENTITY = new Set([
  'queue_member',
  'calendar_exception',
  'blob',
  'ticket_participant',
  'ticket_search',
  'suppressed_address',
]);
const BATCH = 2_000;

/**
 * Writes the sample office into an empty database, in one transaction: after a crash there is nothing, not half an office.
 * @param ownerUrl as the owner, who may give the rows their ids
 */
export async function loadSampleOffice(ownerUrl: string, tables: SampleTables): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    let running: Promise<unknown> = Promise.resolve();
    // The next rows are written down as JSON while the database takes those before.
    for (const [text, values] of insertsOf(tables)) {
      await running;
      running = client.query(text, values);
    }
    await running;
    await fillLate(client, tables);
    await describeOffice(client);
    await finalise(client, tables.of('final:repair_protocol_revision'));
    await continueNumbers(client);
    await client.query('COMMIT');
    await client.query(`ANALYZE ${ORDER.join(', ')}`);
  } finally {
    await client.end();
  }
}

type Statement = [text: string, values: unknown[]];

function* insertsOf(tables: SampleTables): Generator<Statement> {
  for (const table of ORDER) yield* rowsOf(table, tables.of(table));
}

function* rowsOf(table: string, rows: readonly SampleRow[]): Generator<Statement> {
  if (rows.length === 0) return;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => column !== LATE[table]);
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const overriding = WITHOUT_IDENTITY.has(table) ? '' : 'OVERRIDING SYSTEM VALUE';
  for (let start = 0; start < rows.length; start += BATCH) {
    yield [
      `INSERT INTO ${table} (${list}) ${overriding} SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows.slice(start, start + BATCH))],
    ];
  }
  if (!WITHOUT_IDENTITY.has(table))
    yield [`SELECT setval(pg_get_serial_sequence($1, 'id'), (SELECT max(id) FROM ${table}))`, [table]];
}

async function fillLate(client: pg.Client, tables: SampleTables): Promise<void> {
  for (const [table, column] of Object.entries(LATE)) {
    const rows = tables.of(table).filter((row) => row[column] != null);
    await client.query(
      `UPDATE ${table} t SET ${column} = r.value FROM jsonb_to_recordset($1::jsonb) AS r (id integer, value integer) WHERE t.id = r.id`,
      [JSON.stringify(rows.map((row) => ({ id: row.id, value: row[column] })))],
    );
  }
}

/** What the declaration of accessibility says; the office's names are there from the beginning. */
async function describeOffice(client: pg.Client): Promise<void> {
  await client.query(
    `UPDATE office_profile SET phone = $1, accessibility_contact = $2, accessibility_phone = $3, building_access = $4,
       declared_on = '2026-03-02', declaration_changed_on = '2026-11-16'`,
    [PROFILE.phone, PROFILE.accessibilityContact, PROFILE.accessibilityPhone, PROFILE.buildingAccess],
  );
}

/** Protocols reach their state after their lines are in: the database refuses lines of an approved one. */
async function finalise(client: pg.Client, rows: readonly SampleRow[]): Promise<void> {
  await client.query(
    `UPDATE repair_protocol_revision t SET state = r.state, submitted_at = r.submitted_at, submitted_by = r.submitted_by, approved_at = r.approved_at,
       approved_by = r.approved_by, outage_started_at = r.outage_started_at, outage_ended_at = r.outage_ended_at, returned_at = r.returned_at,
       returned_by = r.returned_by, return_reason = r.return_reason, annulled_at = r.annulled_at, annulled_by = r.annulled_by,
       annul_reason = r.annul_reason
     FROM jsonb_populate_recordset(NULL::repair_protocol_revision, $1::jsonb) r WHERE t.id = r.id`,
    [JSON.stringify(rows)],
  );
}

/** New numbers go on where the sample ends. */
async function continueNumbers(client: pg.Client): Promise<void> {
  await client.query(`
    INSERT INTO number_series (series, year, last_number)
    SELECT 'ticket', split_part(t.number, '/', 2)::integer, max(split_part(t.number, '/', 3)::integer) FROM ticket t GROUP BY 2
    UNION ALL
    SELECT 'repair_protocol', split_part(p.number, '/', 3)::integer, max(split_part(p.number, '/', 2)::integer)
      FROM repair_protocol p WHERE p.number IS NOT NULL GROUP BY 2
    UNION ALL
    SELECT 'purchase_request', split_part(p.number, '/', 3)::integer, max(split_part(p.number, '/', 2)::integer)
      FROM purchase_request p WHERE p.number IS NOT NULL GROUP BY 2
    UNION ALL
    SELECT 'acceptance_protocol', split_part(p.number, '/', 3)::integer, max(split_part(p.number, '/', 2)::integer)
      FROM acceptance_protocol p GROUP BY 2`);
}
