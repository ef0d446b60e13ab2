import { findOutage } from '../../src/outages/outage-document.query.js';
import { listOutages, type OutageFilter } from '../../src/outages/outage-list.query.js';
import type { OutageData } from '../../src/outages/outages.service.js';
import { COMPLETE, NOON, openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, eventsOf } from '../support/office.js';

let db: TestDatabase;
let office: RepairOffice;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
});
afterAll(() => db.close());

const at = (time: string) => new Date(`2026-03-10T${time}:00Z`);

async function data(changes: Partial<OutageData> = {}): Promise<OutageData> {
  const server = changes.inventoryNumber ?? (await office.anAsset('SERVER', { inKpiScope: true })).inventoryNumber;
  return {
    inventoryNumber: server,
    cause: 'SERVER_FAILURE',
    serviceInterrupted: true,
    systemName: 'system podatkowy',
    startedAt: at('08:00'),
    endedAt: null,
    description: '',
    ticketNumber: null,
    incident: null,
    ...changes,
  };
}

const start = async (changes: Partial<OutageData> = {}) =>
  (await office.outages.start(office.technician, await data(changes), NOON)).id;
const read = async (id: number) => (await findOutage(db.dataSource.manager, office.itHead, id))!;

describe('an outage', () => {
  it('is recorded while it goes on, and ends', async () => {
    const id = await start();
    expect(await read(id)).toMatchObject({ endedAt: null, notCounted: null, evidence: 'NO_PROTOCOL' });

    await office.outages.end(office.technician, { id, endedAt: at('09:30') }, NOON);
    expect(await read(id)).toMatchObject({ endedAt: at('09:30') });
    expect(await eventsOf(db, 'outage', id)).toEqual(['outage.started', 'outage.ended']);
    await expect(office.outages.end(office.technician, { id, endedAt: at('10:00') }, NOON)).rejects.toMatchObject({
      code: 'outage.already-ended',
    });
  });

  it.each<[string, Partial<OutageData>, string]>([
    ['of an unknown server', { inventoryNumber: 'UM-NIE-MA' }, 'outage.asset-unknown'],
    ['that has not begun yet', { startedAt: at('13:00') }, 'outage.times-refused'],
    ['that ends before it begins', { endedAt: at('07:00') }, 'outage.times-refused'],
    ['of an incident that is none', { incident: 999_999 }, 'incident.not-found'],
  ])('%s is refused', async (_what, changes, code) => {
    await expect(start(changes)).rejects.toMatchObject({ code });
  });

  it('is not recorded twice while it goes on', async () => {
    const { inventoryNumber } = await read(await start());
    await expect(start({ inventoryNumber })).rejects.toMatchObject({ code: 'outage.already-open' });
    expect(await start({ inventoryNumber, cause: 'POWER' })).toEqual(expect.any(Number));
  });

  it('is recorded by technicians only', async () => {
    await expect(office.outages.start(office.requester, await data(), NOON)).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it('corrected, it tells old and new codes and times, never words', async () => {
    const id = await start();
    const { inventoryNumber } = await read(id);
    const changed = await data({ inventoryNumber, cause: 'POWER', systemName: 'poczta', startedAt: at('07:45') });
    await office.outages.change(office.technician, { id, data: changed }, NOON);

    const [event] = await db.dataSource.query<{ payload: object }[]>(
      `SELECT payload FROM event WHERE subject_type = 'outage' AND subject_id = $1 AND type = 'outage.changed'`,
      [id],
    );
    expect(event!.payload).toEqual({
      endedAt: null,
      changes: {
        cause: { from: 'SERVER_FAILURE', to: 'POWER' },
        startedAt: { from: at('08:00').toISOString(), to: at('07:45').toISOString() },
        systemName: true,
      },
    });
    await office.outages.change(office.technician, { id, data: changed }, NOON);
    expect(await eventsOf(db, 'outage', id)).toEqual(['outage.started', 'outage.changed']);
  });

  it('of several servers are one incident', async () => {
    const first = await start({ incident: 'Awaria macierzy' });
    const { incidentId } = await read(first);
    const second = await start({ incident: incidentId });

    expect(await read(second)).toMatchObject({ incidentTitle: 'Awaria macierzy', siblings: [{ id: first }] });
  });
});

describe('the ticket that told of it', () => {
  it('has to wait for its end', async () => {
    const ticket = await office.aTicket({ triageResult: 'OUTAGE' });
    const id = await start({ ticketNumber: ticket.number });
    const state = async () =>
      (await office.obligationsOf(ticket.id))
        .filter(({ kind }) => kind === 'OUTAGE')
        .map((row) => [row.ref, row.state]);
    expect(await state()).toEqual([[id, 'OPEN']]);

    await office.outages.end(office.technician, { id, endedAt: at('09:30') }, NOON);
    expect(await state()).toEqual([[id, 'MET']]);

    const { inventoryNumber } = await read(id);
    const reopened = await data({ inventoryNumber, ticketNumber: ticket.number });
    await office.outages.change(office.technician, { id, data: reopened }, NOON);
    expect(await state()).toEqual([[id, 'OPEN']]);

    await office.outages.change(office.technician, { id, data: { ...reopened, ticketNumber: null } }, NOON);
    expect(await state()).toEqual([[null, 'OPEN']]);
  });

  it('recorded when it was over, it is met at once', async () => {
    const ticket = await office.aTicket({ triageResult: 'OUTAGE' });
    const id = await start({ ticketNumber: ticket.number, endedAt: at('09:00') });
    expect(await office.obligationsOf(ticket.id)).toContainEqual({ kind: 'OUTAGE', ref: id, state: 'MET' });
  });

  it('is not named to those who may not see it', async () => {
    const ticket = await office.aTicket();
    const id = await start({ ticketNumber: ticket.number });
    await db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = $1`, [ticket.id]);
    const auditor = await anActor(db, { roles: ['auditor'] });

    expect((await findOutage(db.dataSource.manager, auditor, id))!.ticketNumber).toBeNull();
    expect((await read(id)).ticketNumber).toBe(ticket.number);
  });
});

describe('what indicator 1 thinks of it', () => {
  it.each<[string, Partial<OutageData>, string | null]>([
    ['a failure of a server in scope', {}, null],
    ['planned maintenance', { cause: 'PLANNED_MAINTENANCE' }, 'CAUSE'],
    ['power', { cause: 'POWER' }, 'CAUSE'],
    ['a node that failed over', { serviceInterrupted: false }, 'SERVICE_WORKED'],
  ])('%s', async (_what, changes, reason) => {
    expect((await read(await start(changes))).notCounted).toBe(reason);
  });

  it('a test server and a workstation do not count', async () => {
    const test = await office.anAsset('SERVER');
    const workstation = await office.anAsset('DESKTOP');
    expect((await read(await start({ inventoryNumber: test.inventoryNumber }))).notCounted).toBe('OUT_OF_SCOPE');
    expect((await read(await start({ inventoryNumber: workstation.inventoryNumber }))).notCounted).toBe('NOT_A_SERVER');
  });

  it('scope is that of the moment when it began', async () => {
    const server = await office.anAsset('SERVER', { inKpiScope: true });
    const id = await start({ inventoryNumber: server.inventoryNumber });
    const later = { id: server.id, inKpiScope: false, validFrom: '2026-03-11' };
    await db.dataSource.query(
      `INSERT INTO asset_fact (asset_id, attribute, value, valid_from, recorded_at) VALUES ($1, 'inKpiScope', 'false', $2, now())`,
      [later.id, later.validFrom],
    );
    await db.dataSource.query('UPDATE asset SET in_kpi_scope = false WHERE id = $1', [later.id]);

    expect(await read(id)).toMatchObject({ notCounted: null, inKpiScope: false });
  });

  it('an approved protocol proves it until its hours are changed', async () => {
    const server = await office.anAsset('SERVER', { inKpiScope: true });
    const ticket = await office.aTicket({ triageResult: 'OUTAGE', assetId: server.id });
    const changes = { inventoryNumber: server.inventoryNumber, ticketNumber: ticket.number };
    const id = await start({ ...changes, endedAt: at('09:30') });
    const draft = { ticketNumber: ticket.number, content: COMPLETE };
    const protocol = await office.protocols.draft(office.technician, draft, NOON);
    expect(await read(id)).toMatchObject({ evidence: 'NOT_APPROVED', protocolId: protocol.id });

    await office.decisions.submit(office.technician, { id: protocol.id }, NOON);
    await office.decisions.approve(office.itHead, { id: protocol.id }, NOON);
    expect(await read(id)).toMatchObject({ evidence: 'DOCUMENTED', protocolId: protocol.id });

    const moved = await data({ ...changes, endedAt: at('10:00') });
    await office.outages.change(office.technician, { id, data: moved }, NOON);
    expect(await read(id)).toMatchObject({ evidence: 'INTERVAL_DIFFERS', provenEndedAt: at('09:30') });
    expect(await office.obligationsOf(ticket.id)).toEqual([
      { kind: 'OUTAGE', ref: id, state: 'MET' },
      { kind: 'REPAIR_PROTOCOL', ref: protocol.id, state: 'MET' },
    ]);
  });

  it('a protocol of a server that is still down is not complete', async () => {
    const server = await office.anAsset('SERVER', { inKpiScope: true });
    const ticket = await office.aTicket({ triageResult: 'OUTAGE', assetId: server.id });
    await start({ inventoryNumber: server.inventoryNumber, ticketNumber: ticket.number });
    const draft = { ticketNumber: ticket.number, content: COMPLETE };
    const protocol = await office.protocols.draft(office.technician, draft, NOON);

    await expect(office.decisions.submit(office.technician, { id: protocol.id }, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.incomplete',
      fields: { outageId: expect.any(String) },
    });
  });

  it('only a protocol of the same server can be named', async () => {
    const id = await start();
    const { id: protocolId } = await office.aDraft();
    await expect(office.outages.linkProtocol(office.technician, { id, protocolId }, NOON)).rejects.toMatchObject({
      code: 'outage.protocol-of-other-asset',
    });
  });
});

describe('the list of outages', () => {
  const list = async (filter: OutageFilter, cursor?: string) =>
    listOutages(db.dataSource.manager, office.itHead, filter, {
      ...{ sort: 'startedAt', descending: true, cursor, limit: 3, timeZone: 'Europe/Warsaw' },
    });

  it('by year takes every outage with any part in it, by the local clock', async () => {
    const server = await office.anAsset('SERVER', { inKpiScope: true });
    const changes = { inventoryNumber: server.inventoryNumber, cause: 'LINK' as const };
    const over = { startedAt: new Date('2019-12-31T22:30:00Z'), endedAt: new Date('2019-12-31T23:30:00Z') };
    const id = await start({ ...changes, ...over });

    const inYear = async (year: number) => (await list({ year, assetId: server.id })).map((row) => row.id);
    expect(await inYear(2018)).toEqual([]);
    expect(await inYear(2019)).toEqual([id]);
    expect(await inYear(2020)).toEqual([id]);
    expect(await inYear(2021)).toEqual([]);
  });

  it('filters and pages', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const rows = await list({ open: true }, cursor);
      expect(rows.every(({ endedAt }) => endedAt === null)).toBe(true);
      seen.push(...rows.map(({ id }) => id));
      cursor = rows.length === 3 ? rows[2]!.cursor : undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(3);
    expect((await list({ cause: 'POWER' })).every(({ cause }) => cause === 'POWER')).toBe(true);
    expect((await list({ counted: false })).every(({ notCounted }) => notCounted !== null)).toBe(true);
    const todo = await list({ undocumented: true });
    expect(todo.length).toBeGreaterThan(0);
    for (const outage of todo) {
      expect(outage).toMatchObject({ notCounted: null, endedAt: expect.any(Date) });
      expect(outage.evidence).not.toBe('DOCUMENTED');
    }
  });
});
