import { Asset } from '../../src/inventory/asset.entity.js';
import type { RecordAcceptance } from '../../src/purchases/acceptance.service.js';
import { leftOf } from '../../src/purchases/budget-line.query.js';
import { PurchaseRequestLine } from '../../src/purchases/purchase-request.entity.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { eventsOf } from '../support/office.js';
import { aLine, NOON, openPurchaseOffice, type PurchaseOffice } from './purchase-office.js';

let db: TestDatabase;
let office: PurchaseOffice;
let budgetLineId: number;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openPurchaseOffice(db);
  budgetLineId = await office.aBudgetLine(10_000_000_00, '750-75023-4210');
});
afterAll(() => db.close());

let sequence = 0;
const pieces = (count: number) =>
  Array.from({ length: count }, () => ({ inventoryNumber: `UM-013-L-${++sequence}`, serialNumber: `SN${sequence}` }));
const committed = async () => (await leftOf(db.dataSource.manager, budgetLineId)).committedGrosze;

/** Three laptops and ten toners on order. */
async function anOrder() {
  const id = await office.anOrdered({
    budgetLineId,
    lines: [
      aLine({ quantity: 3 }),
      aLine({ description: 'Toner', assetKind: null, quantity: 10, unitNetGrosze: 100_00, unitGrossGrosze: 123_00 }),
    ],
  });
  const lines = await db.dataSource.manager.find(PurchaseRequestLine, {
    where: { requestId: id },
    order: { position: 'ASC' },
  });
  return { id, laptops: lines[0]!.id, toner: lines[1]!.id };
}

function aDelivery(id: number, items: Partial<RecordAcceptance['items'][number]>[]): RecordAcceptance {
  const defaults = { manufacturer: 'Dell', model: 'Latitude 5550', warrantyUntil: '2029-03-10', pieces: [] };
  return {
    id,
    acceptedOn: '2026-03-10',
    invoiceReference: 'FV/1/2026',
    remarks: '',
    items: items.map((item) => ({ ...defaults, quantity: item.pieces?.length ?? 0, lineId: 0, ...item })),
  };
}

const assetsOf = (requestId: number) =>
  db.dataSource.query<Pick<Asset, 'id' | 'inventoryNumber'>[]>(
    `SELECT a.id, a.inventory_number AS "inventoryNumber", a.title, a.accepted_on AS "acceptedOn", a.withdrawn_on AS "withdrawnOn",
            a.withdrawal_reason AS "withdrawalReason", a.gross_value_grosze AS "grossValueGrosze", a.unit_id AS "unitId"
     FROM asset a JOIN acceptance_item i ON i.id = a.acceptance_item_id JOIN acceptance_protocol p ON p.id = i.acceptance_id
     WHERE p.request_id = $1 ORDER BY a.id`,
    [requestId],
  );

describe('acceptance', () => {
  it('given a part delivered, then its pieces are in the register; given the rest, then the request is complete', async () => {
    const { id, laptops, toner } = await anOrder();
    const first = await office.acceptance.record(
      office.technician,
      aDelivery(id, [{ lineId: laptops, pieces: pieces(2) }]),
      NOON,
    );

    expect(first.number).toMatch(/^PO\/\d+\/2026$/);
    expect(await office.stateOf(id)).toBe('PARTLY_ACCEPTED');
    const expected = { title: 'PURCHASED', acceptedOn: '2026-03-10', withdrawnOn: null, grossValueGrosze: 553_500 };
    expect(await assetsOf(id)).toMatchObject([expected, { ...expected, unitId: office.unitId }]);

    const rest = aDelivery(id, [
      { lineId: laptops, pieces: pieces(1) },
      { lineId: toner, quantity: 10 },
    ]);
    await office.acceptance.record(office.technician, rest, NOON);
    expect(await office.stateOf(id)).toBe('COMPLETED');
    expect(await assetsOf(id)).toHaveLength(3);
    expect((await eventsOf(db, 'purchase_request', id)).slice(-2)).toEqual([
      'purchase-request.partly-accepted',
      'purchase-request.completed',
    ]);
    expect(await eventsOf(db, 'acceptance_protocol', first.id)).toEqual(['acceptance.recorded']);
  });

  it.each([
    ['more than ordered', { count: 4 }, 'acceptance.more-than-ordered'],
    ['a piece without a number', { count: 1, quantity: 2 }, 'acceptance.pieces-differ'],
    ['no model', { count: 1, model: ' ' }, 'acceptance.model-required'],
    ['a day before the order', { count: 1, acceptedOn: '2026-03-09' }, 'acceptance.before-order'],
    ['a day to come', { count: 1, acceptedOn: '2026-03-11' }, 'acceptance.day-in-future'],
  ])(
    'given %s, then nothing is recorded',
    async (_case, wrong: { count: number; quantity?: number; model?: string; acceptedOn?: string }, code) => {
      const { id, laptops } = await anOrder();
      const { count, acceptedOn = '2026-03-10', ...item } = wrong;
      const delivery = { ...aDelivery(id, [{ lineId: laptops, pieces: pieces(count), ...item }]), acceptedOn };

      await expect(office.acceptance.record(office.technician, delivery, NOON)).rejects.toMatchObject({ code });
      expect(await assetsOf(id)).toEqual([]);
      expect(await office.stateOf(id)).toBe('ORDERED');
    },
  );

  it('given an inventory number that is taken, then nothing is recorded and no number of a protocol is lost', async () => {
    const { id, laptops } = await anOrder();
    const [piece] = pieces(1);
    const delivery = aDelivery(id, [{ lineId: laptops, pieces: [piece!] }]);
    const first = await office.acceptance.record(office.technician, delivery, NOON);

    await expect(office.acceptance.record(office.technician, delivery, NOON)).rejects.toMatchObject({
      code: 'asset.inventory-number-taken',
    });
    const next = aDelivery(id, [{ lineId: laptops, pieces: pieces(1) }]);
    const second = await office.acceptance.record(office.technician, next, NOON);
    expect(Number(second.number.split('/')[1])).toBe(Number(first.number.split('/')[1]) + 1);
  });

  it('given a request that was not ordered, then a delivery is refused', async () => {
    const id = await office.aSubmitted();
    const [line] = await db.dataSource.manager.findBy(PurchaseRequestLine, { requestId: id });
    const delivery = aDelivery(id, [{ lineId: line!.id, pieces: pieces(1) }]);
    await expect(office.acceptance.record(office.technician, delivery, NOON)).rejects.toMatchObject({
      code: 'purchase-request.transition-not-allowed',
    });
  });

  it('given a supplier that will not deliver the rest, then the request ends short and the money of the rest is free', async () => {
    const before = await committed();
    const { id, laptops } = await anOrder();
    await office.acceptance.record(office.technician, aDelivery(id, [{ lineId: laptops, pieces: pieces(3) }]), NOON);
    await office.procurement.closeShort(office.technician, { id, reason: 'Dostawca nie ma tonerów.' }, NOON);

    expect(await office.stateOf(id)).toBe('COMPLETED');
    expect(await committed()).toBe(before + 3 * 553_500);
  });
});

describe('returns', () => {
  async function delivered() {
    const { id, laptops } = await anOrder();
    await office.acceptance.record(office.technician, aDelivery(id, [{ lineId: laptops, pieces: pieces(3) }]), NOON);
    const [item] = await db.dataSource.query<{ id: number }[]>('SELECT id FROM acceptance_item WHERE line_id = $1', [
      laptops,
    ]);
    return { id, acceptanceItemId: item!.id, assets: await assetsOf(id) };
  }
  const common = { returnedOn: '2026-03-10', reason: 'Wada matrycy.', quantity: 0 };

  it('given a refund, then the piece leaves the register and its money is free', async () => {
    const { id, acceptanceItemId, assets } = await delivered();
    const before = await committed();
    const assetIds = [assets[0]!.id];
    await office.returns.record(
      office.technician,
      { ...common, acceptanceItemId, kind: 'REFUND', assetIds, replacements: [] },
      NOON,
    );

    expect((await assetsOf(id))[0]).toMatchObject({ withdrawnOn: '2026-03-10', withdrawalReason: 'RETURNED' });
    expect(await committed()).toBe(before - 553_500);
    await expect(
      office.returns.record(
        office.technician,
        { ...common, acceptanceItemId, kind: 'REFUND', assetIds, replacements: [] },
        NOON,
      ),
    ).rejects.toMatchObject({ code: 'asset.withdrawn' });
  });

  it('given an exchange, then another piece comes in its place, not as a purchase', async () => {
    const { id, acceptanceItemId, assets } = await delivered();
    const before = await committed();
    const command = { ...common, acceptanceItemId, kind: 'EXCHANGE', assetIds: [assets[1]!.id] } as const;

    await expect(
      office.returns.record(office.technician, { ...command, replacements: [] }, NOON),
    ).rejects.toMatchObject({ code: 'acceptance-return.replacements-differ' });
    await office.returns.record(office.technician, { ...command, replacements: pieces(1) }, NOON);

    const register = await assetsOf(id);
    expect(register[1]).toMatchObject({ withdrawalReason: 'EXCHANGED' });
    expect(register[3]).toMatchObject({ title: 'EXCHANGED', acceptedOn: '2026-03-10', withdrawnOn: null });
    expect(await committed()).toBe(before);
  });

  it('given pieces of another delivery, then they cannot be returned here', async () => {
    const [one, other] = [await delivered(), await delivered()];
    await expect(
      office.returns.record(
        office.technician,
        {
          ...common,
          acceptanceItemId: one.acceptanceItemId,
          kind: 'REFUND',
          assetIds: [other.assets[0]!.id],
          replacements: [],
        },
        NOON,
      ),
    ).rejects.toMatchObject({ code: 'acceptance-return.foreign-piece' });
  });
});

describe('the ticket behind a request', () => {
  async function aTicketId(): Promise<number> {
    const [row] = await db.dataSource.query<{ id: number }[]>(
      `INSERT INTO ticket (number, subject, category, queue, triage_result, channel, requester_id, requester_name, unit_id, received_at, created_at, updated_at)
       VALUES ($1, 'Nowy komputer', 'PURCHASE', 'PURCHASING', 'PURCHASE', 'EMAIL', $2, 'Anna', $3, $4, $4, $4) RETURNING id`,
      [`ZG/2026/${String(++sequence).padStart(6, '0')}`, office.employee.personId, office.unitId, NOON],
    );
    return row!.id;
  }
  const obligations = (ticketId: number) =>
    db.dataSource.query('SELECT ref, state FROM ticket_obligation WHERE ticket_id = $1', [ticketId]);

  async function aProtocolId(ticketId: number): Promise<number> {
    const [row] = await db.dataSource.query<{ id: number }[]>(
      `WITH a AS (INSERT INTO asset (inventory_number, kind, model, title, accepted_on) VALUES ($1, 'LAPTOP', 'X', 'PURCHASED', '2019-01-02') RETURNING id)
       INSERT INTO repair_protocol (ticket_id, asset_id, created_at, created_by) SELECT $2, a.id, $3, $4 FROM a RETURNING id`,
      [`UM-STARY-${ticketId}`, ticketId, NOON, office.technician.personId],
    );
    return row!.id;
  }

  it('given a protocol of a ticket out of sight, of another ticket or of none, then there is no such protocol', async () => {
    const [hidden, ticketId] = [await aTicketId(), await aTicketId()];
    await db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = $1`, [hidden]);
    const unseen = { protocolId: await aProtocolId(hidden) };
    const [own, missing] = [{ protocolId: await aProtocolId(ticketId) }, { protocolId: 999_999 }];

    for (const source of [unseen, missing, { ticketId, ...unseen }, { ticketId, ...missing }])
      await expect(office.aDraft(source, office.technician)).rejects.toMatchObject({
        code: 'repair-protocol.not-found',
      });
    for (const source of [{ ticketId: hidden }, { ticketId: hidden, ...unseen }, { ticketId: hidden, ...missing }])
      await expect(office.aDraft(source, office.technician)).rejects.toMatchObject({ code: 'ticket.not-found' });
    const fromProtocol = await office.aDraft(own, office.technician);
    const fromBoth = await office.aDraft({ ticketId, ...own }, office.technician);
    expect(await obligations(ticketId)).toMatchObject([{ ref: fromProtocol }, { ref: fromBoth }]);
  });

  it('given a draft from a ticket, then the ticket waits for it until the request is final', async () => {
    const ticketId = await aTicketId();
    const id = await office.aDraft({ ticketId }, office.technician);

    expect(await obligations(ticketId)).toEqual([{ ref: id, state: 'OPEN' }]);
    const [request] = await db.dataSource.query('SELECT requester_id FROM purchase_request WHERE id = $1', [id]);
    expect(request).toEqual({ requester_id: office.employee.personId });

    await office.requests.submit(office.technician, id, NOON);
    await office.requests.withdraw(office.employee, { id, reason: 'Niepotrzebne.' }, NOON);
    expect(await obligations(ticketId)).toEqual([{ ref: id, state: 'MET' }]);
    const timeline = await db.dataSource.query<{ type: string }[]>(
      'SELECT type FROM event WHERE ticket_id = $1 ORDER BY id',
      [ticketId],
    );
    expect(timeline.map(({ type }) => type)).toEqual([
      'purchase-request.drafted',
      'ticket.obligation-opened',
      'purchase-request.submitted',
      'purchase-request.withdrawn',
      'ticket.obligation-met',
    ]);
  });

  it('given a draft thrown away, then the ticket still waits for a request', async () => {
    const ticketId = await aTicketId();
    const id = await office.aDraft({ ticketId });
    await office.requests.withdraw(office.employee, { id, reason: '' }, NOON);

    expect(await obligations(ticketId)).toEqual([{ ref: null, state: 'OPEN' }]);
  });
});
