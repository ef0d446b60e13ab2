import { findProtocol } from '../../src/repairs/protocol-document.query.js';
import {
  countProtocols,
  listProtocols,
  protocolChoices,
  type ProtocolFilter,
} from '../../src/repairs/protocol-list.query.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';
import { NOON, openRepairOffice, type RepairOffice } from './repair-office.js';

const ZONE = 'Europe/Warsaw';
let db: TestDatabase;
let office: RepairOffice;
let ids: Record<'counted' | 'cleaning' | 'lastYear' | 'submitted' | 'draft' | 'corrected' | 'annulled', number>;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  const cleaning = [{ kind: 'CLEANING', description: '' }] as const;
  ids = {
    counted: (await office.anApproved()).id,
    cleaning: (await office.anApproved({ operations: cleaning })).id,
    lastYear: (await office.anApproved({ completedOn: '2025-12-30' })).id,
    submitted: (await office.aSubmitted({}, office.colleague)).id,
    draft: (await office.aDraft({ completedOn: null })).id,
    corrected: (await office.anApproved()).id,
    annulled: (await office.anApproved()).id,
  };
  const { protocols, decisions, technician, itHead } = office;
  await protocols.startRevision(technician, { id: ids.corrected, reason: 'x' }, NOON);
  await decisions.annul(itHead, { id: ids.annulled, reason: 'x' }, NOON);
});
afterAll(() => db.close());

async function list(filter: ProtocolFilter, actor = office.itHead) {
  const page = { sort: 'newest', descending: false, limit: 50, timeZone: ZONE } as const;
  const rows = await listProtocols(db.dataSource.manager, actor, filter, page);
  expect(await countProtocols(db.dataSource.manager, actor, filter, ZONE)).toBe(rows.length);
  return rows.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)![0]);
}

describe('the list of protocols', () => {
  it.each<[string, ProtocolFilter, string[]]>([
    ['all', {}, ['counted', 'cleaning', 'lastYear', 'submitted', 'draft', 'corrected', 'annulled']],
    ['of indicator 2 this year', { year: 2026, counted: true }, ['counted', 'corrected']],
    ['of indicator 2 last year', { year: 2025, counted: true }, ['lastYear']],
    ['not counted', { year: 2026, counted: false }, ['cleaning', 'submitted', 'draft', 'annulled']],
    ['submitted', { state: 'SUBMITTED' }, ['submitted']],
    ['drafts, corrections among them', { state: 'DRAFT' }, ['draft', 'corrected']],
    ['annulled', { state: 'ANNULLED' }, ['annulled']],
    ['of last year', { year: 2025 }, ['lastYear']],
    ['of no year', { year: 2019 }, []],
    ['nothing matches', { q: '%' }, []],
  ])('%s', async (_what, filter, expected) => {
    expect(await list(filter)).toEqual(expected);
  });

  it('of one technician, and by number', async () => {
    expect(await list({ technicianId: office.colleague.personId })).toEqual(['submitted']);
    const [row] = await db.dataSource.query<{ number: string }[]>('SELECT number FROM repair_protocol WHERE id = $1', [
      ids.lastYear,
    ]);
    expect(await list({ q: row!.number.toLowerCase() })).toEqual(['lastYear']);
  });

  it('waiting for me: submitted by somebody else', async () => {
    expect(await list({ awaitingMe: true })).toEqual(['submitted']);
    expect(await list({ awaitingMe: true }, office.colleague)).toEqual([]);
  });

  it.each(['newest', 'completed', 'number'] as const)(
    'by %s, page by page: each row once, up and down',
    async (sort) => {
      for (const descending of [true, false]) {
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const page = { sort, descending, cursor, limit: 2, timeZone: ZONE };
          const rows = await listProtocols(db.dataSource.manager, office.itHead, {}, page);
          seen.push(...rows.map(({ id }) => id));
          cursor = rows.length === 2 ? rows[1]!.cursor : undefined;
        } while (cursor);
        expect(seen.toSorted((a, b) => a - b)).toEqual(Object.values(ids).toSorted((a, b) => a - b));
      }
    },
  );

  it('leaves out protocols of tickets that the reader may not see', async () => {
    await db.dataSource.query(
      `UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = (SELECT ticket_id FROM repair_protocol WHERE id = $1)`,
      [ids.cleaning],
    );
    const auditor = await anActor(db, { roles: ['auditor'] });
    expect(await list({ year: 2026 }, auditor)).not.toContain('cleaning');
    expect(await list({ year: 2026 }, office.itHead)).toContain('cleaning');
  });

  it('waiting for me: not what I have edited, and the count beside it agrees', async () => {
    const editor = await anActor(db, { roles: ['itHead'] });
    const { id } = await office.aDraft();
    const content = (await findProtocol(db.dataSource.manager, id))!.revisions[0]!;
    await office.protocols.save(editor, { id, content }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);
    const awaiting = async (actor: typeof editor) => (await protocolChoices(db.dataSource.manager, actor)).awaiting;

    const ofEditor = await list({ awaitingMe: true }, editor);
    expect(ofEditor).toEqual(['submitted']);
    expect(await awaiting(editor)).toBe(1);
    expect(await awaiting(office.itHead)).toBe(2);
  });
});
