import pg from 'pg';
import { findProtocol } from '../../src/repairs/protocol-document.query.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { NOON, openRepairOffice, type RepairOffice } from './repair-office.js';

let db: TestDatabase;
let office: RepairOffice;
let owner: pg.Client;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await db.close();
});

/** An approved protocol and an annulled one, by the ids of their rows. */
async function finalProtocol(state: 'APPROVED' | 'ANNULLED') {
  const { id } = await office.anApproved();
  if (state === 'ANNULLED') await office.decisions.annul(office.itHead, { id, reason: 'x' }, NOON);
  const [row] = await db.dataSource.query<{ revision: number; operation: number; part: number; pdf: string }[]>(
    `SELECT r.id AS revision, r.pdf_sha256 AS pdf,
            (SELECT min(o.id) FROM repair_operation o WHERE o.revision_id = r.id) AS operation,
            (SELECT min(p.id) FROM repair_part p WHERE p.revision_id = r.id) AS part
     FROM repair_protocol_revision r WHERE r.protocol_id = $1`,
    [id],
  );
  return { id, ...row! };
}
type Final = Awaited<ReturnType<typeof finalProtocol>>;

const CHANGES: [string, (final: Final) => string][] = [
  [
    'its completion date',
    ({ revision }) => `UPDATE repair_protocol_revision SET completed_on = '2025-01-01' WHERE id = ${revision}`,
  ],
  ['its text', ({ revision }) => `UPDATE repair_protocol_revision SET diagnosis = 'x' WHERE id = ${revision}`],
  ['who approved it', ({ revision }) => `UPDATE repair_protocol_revision SET approved_by = 1 WHERE id = ${revision}`],
  ['its file', ({ revision }) => `UPDATE repair_protocol_revision SET pdf_sha256 = NULL WHERE id = ${revision}`],
  [
    'its frozen outage',
    ({ revision }) => `UPDATE repair_protocol_revision SET outage_started_at = now() WHERE id = ${revision}`,
  ],
  ['its state back', ({ revision }) => `UPDATE repair_protocol_revision SET state = 'DRAFT' WHERE id = ${revision}`],
  ['the revision away', ({ revision }) => `DELETE FROM repair_protocol_revision WHERE id = ${revision}`],
  ['an operation', ({ operation }) => `UPDATE repair_operation SET kind = 'CLEANING' WHERE id = ${operation}`],
  ['an operation away', ({ operation }) => `DELETE FROM repair_operation WHERE id = ${operation}`],
  [
    'another operation in',
    ({ revision }) => `INSERT INTO repair_operation (revision_id, kind, position) VALUES (${revision}, 'OTHER', 99)`,
  ],
  ['a part', ({ part }) => `UPDATE repair_part SET name = 'x' WHERE id = ${part}`],
  ['a part away', ({ part }) => `DELETE FROM repair_part WHERE id = ${part}`],
  [
    'another part in',
    ({ revision }) =>
      `INSERT INTO repair_part (revision_id, name, quantity, position) VALUES (${revision}, 'x', 1, 99)`,
  ],
  ['its number', ({ id }) => `UPDATE repair_protocol SET number = 'PN/999/2026' WHERE id = ${id}`],
  ['its number away', ({ id }) => `UPDATE repair_protocol SET number = NULL WHERE id = ${id}`],
  ['its asset', ({ id }) => `UPDATE repair_protocol SET asset_id = asset_id + 1 WHERE id = ${id}`],
  ['the protocol away', ({ id }) => `DELETE FROM repair_protocol WHERE id = ${id}`],
  ['the bytes of its file', ({ pdf }) => `UPDATE blob SET content = '\\x00' WHERE sha256 = '${pdf}'`],
  ['its file away', ({ pdf }) => `DELETE FROM blob WHERE sha256 = '${pdf}'`],
];

describe.each(['APPROVED', 'ANNULLED'] as const)('P9: given a protocol that is %s', (state) => {
  let final: Final;
  beforeAll(async () => void (final = await finalProtocol(state)));

  it.each(CHANGES)('change %s: PostgreSQL refuses, the owner of the tables too', async (_what, sql) => {
    await expect(db.dataSource.query(sql(final))).rejects.toMatchObject({ code: expect.stringMatching(REFUSED) });
    await expect(owner.query(sql(final))).rejects.toMatchObject({ code: expect.stringMatching(REFUSED) });
  });
});

/** restrict_violation of a trigger, or foreign_key_violation. */
const REFUSED = /^(23001|23503)$/;

describe('four eyes', () => {
  const APPROVE = `UPDATE repair_protocol_revision SET state = 'APPROVED', approved_at = now(), approved_by = $2 WHERE protocol_id = $1`;

  it('given a protocol of several writers, then none of them becomes its approver, whatever the program says', async () => {
    const { id } = await office.aDraft();
    const content = (await findProtocol(db.dataSource.manager, id))!.revisions[0]!;
    await office.protocols.save(office.colleague, { id, content }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);

    // Who prepared it meets an older check first.
    const refusals = [
      [office.technician, 'repair_protocol_revision_approved_check'],
      [office.colleague, 'repair_protocol_revision_four_eyes_check'],
    ] as const;
    for (const [{ personId }, constraint] of refusals)
      await expect(owner.query(APPROVE, [id, personId])).rejects.toMatchObject({ constraint });
    await owner.query(APPROVE, [id, office.itHead.personId]);
  });

  it('given its writers are forgotten, then it cannot be submitted', async () => {
    const { id } = await office.aSubmitted();
    const forget = `UPDATE repair_protocol_revision SET written_by = '{}' WHERE protocol_id = $1`;
    await expect(owner.query(forget, [id])).rejects.toMatchObject({
      constraint: 'repair_protocol_revision_writers_check',
    });
  });

  it('given nobody knows who submitted it, then it waits for its approval all the same', async () => {
    const { id } = await office.aSubmitted();
    const unknown = `UPDATE repair_protocol_revision SET submitted_by = NULL WHERE protocol_id = $1`;
    await expect(owner.query(unknown, [id])).resolves.toMatchObject({ rowCount: 1 });
  });
});

describe('P9: the program’s own role', () => {
  it.each([
    'ALTER TABLE repair_protocol_revision DISABLE TRIGGER ALL',
    'DROP TRIGGER repair_protocol_revision_final ON repair_protocol_revision',
    `SET session_replication_role = 'replica'`,
    'TRUNCATE repair_protocol_revision CASCADE',
    'TRUNCATE repair_part',
  ])('cannot get round it: %s', async (sql) => {
    await expect(db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('given an approval that has not committed, when a line is added meanwhile, then it waits and is refused', async () => {
    const { id } = await office.aSubmitted();
    const [revision] = await db.dataSource.query<{ id: number }[]>(
      'SELECT r.id FROM repair_protocol_revision r WHERE r.protocol_id = $1',
      [id],
    );
    const line = `INSERT INTO repair_operation (revision_id, kind, position) VALUES (${revision!.id}, 'OTHER', 99)`;
    let added: Promise<unknown> | undefined;
    await db.dataSource.transaction(async (tx) => {
      await tx.query(
        `UPDATE repair_protocol_revision SET state = 'APPROVED', approved_at = now(), approved_by = $2 WHERE id = $1`,
        [revision!.id, office.itHead.personId],
      );
      added = owner.query(line).then(
        () => 'added',
        (error: pg.DatabaseError) => error.code,
      );
      await waitsForLock(owner);
    });
    expect(await added).toBe('23001');
  });
});

/** Until the client's session is seen waiting. */
async function waitsForLock(client: pg.Client): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  await until(async () => {
    const [row] = await db.dataSource.query<{ waiting: boolean }[]>(
      'SELECT cardinality(pg_blocking_pids($1)) > 0 AS waiting',
      [processID],
    );
    return row?.waiting;
  });
}
