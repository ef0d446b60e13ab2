import { EventsService } from '../../src/events/events.service.js';
import { findAssetByInventoryNumber } from '../../src/inventory/asset-lookup.query.js';
import type { NewAsset } from '../../src/inventory/asset-registration.js';
import { Asset } from '../../src/inventory/asset.entity.js';
import { InventoryService } from '../../src/inventory/inventory.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, aPersonId, aUnitId, eventsOf, testConfig } from '../support/office.js';

let db: TestDatabase;
let inventory: InventoryService;
let technician: Awaited<ReturnType<typeof anActor>>;

beforeAll(async () => {
  db = await openTestDatabase();
  inventory = new InventoryService(db.dataSource, new EventsService(), testConfig());
  technician = await anActor(db, { roles: ['technician'] });
});
afterAll(() => db.close());

const at = (day: string) => new Date(`${day}T09:00:00Z`);
let sequence = 0;

function aPiece(changes: Partial<NewAsset> = {}): NewAsset {
  return {
    inventoryNumber: `UM-013-T-${++sequence}`,
    kind: 'LAPTOP',
    model: 'Latitude 5550',
    title: 'PURCHASED',
    acceptedOn: '2026-03-02',
    ...changes,
  };
}

/** The register on a day as it was known at an instant, from facts alone. */
async function countKnown(kind: string, day: string, knownAt: string): Promise<number> {
  const [row] = await db.dataSource.query<{ count: number }[]>(
    `WITH known AS (
       SELECT f.* FROM asset_fact f WHERE f.recorded_at <= $3
         AND NOT EXISTS (SELECT 1 FROM asset_fact g WHERE g.supersedes = f.id AND g.recorded_at <= $3)
     )
     SELECT count(*) FROM asset a
     WHERE (SELECT k.value #>> '{}' FROM known k WHERE k.asset_id = a.id AND k.attribute = 'kind' AND k.valid_from < $2::text::date + 1
            ORDER BY k.valid_from DESC, k.id DESC LIMIT 1) = $1
       AND (SELECT k.value #>> '{}' FROM known k WHERE k.asset_id = a.id AND k.attribute = 'acceptedOn') <= $2::text
       AND NOT EXISTS (SELECT 1 FROM known k WHERE k.asset_id = a.id AND k.attribute = 'withdrawnOn' AND k.value #>> '{}' <= $2::text)`,
    [kind, day, at(knownAt)],
  );
  return row!.count;
}

describe('the register', () => {
  it('given a new piece, then it is found by its sticker however that was typed, and its facts and event are there', async () => {
    const asset = await inventory.register(
      technician,
      aPiece({ inventoryNumber: ' um-013-d-0087 ' }),
      at('2026-03-03'),
    );

    expect(await findAssetByInventoryNumber(db.dataSource.manager, 'UM-013-d-0087')).toMatchObject({ id: asset.id });
    expect(await eventsOf(db, 'asset', asset.id)).toEqual(['asset.registered']);
    const facts = await db.dataSource.query('SELECT attribute, value FROM asset_fact WHERE asset_id = $1 ORDER BY id', [
      asset.id,
    ]);
    expect(facts).toEqual([
      { attribute: 'acceptedOn', value: '2026-03-02' },
      { attribute: 'kind', value: 'LAPTOP' },
      { attribute: 'unit', value: null },
    ]);
  });

  it('given a number that is taken, or stands twice in one delivery, then nothing is entered', async () => {
    const taken = aPiece();
    await inventory.register(technician, taken, at('2026-03-03'));
    const [a, b] = [aPiece(), aPiece()];

    await expect(inventory.register(technician, taken, at('2026-03-03'))).rejects.toMatchObject({
      code: 'asset.inventory-number-taken',
    });
    await expect(
      db.dataSource.transaction((tx) => inventory.registerAccepted(tx, [a, b, { ...a }], at('2026-03-03'), null)),
    ).rejects.toMatchObject({ code: 'asset.inventory-number-taken' });
    expect(await db.dataSource.manager.countBy(Asset, { inventoryNumber: b.inventoryNumber })).toBe(0);
  });

  it('given a kind corrected later, then the past can be counted as known then and as known now', async () => {
    const asset = await inventory.register(technician, aPiece({ kind: 'PLOTTER' }), at('2026-03-03'));
    await inventory.correct(
      technician,
      asset.id,
      { ...asset, kind: 'WORKSTATION', acceptedOn: '2026-02-02' },
      at('2026-06-01'),
    );

    expect(await countKnown('PLOTTER', '2026-04-01', '2026-05-01')).toBe(1);
    expect(await countKnown('PLOTTER', '2026-04-01', '2026-07-01')).toBe(0);
    expect(await countKnown('WORKSTATION', '2026-04-01', '2026-07-01')).toBe(1);
    expect(await countKnown('WORKSTATION', '2026-02-10', '2026-07-01')).toBe(1);
    expect(await countKnown('WORKSTATION', '2026-02-10', '2026-05-01')).toBe(0);
  });

  it('given a withdrawal taken back, then the piece is in the register again and the mistake stays on record', async () => {
    const asset = await inventory.register(technician, aPiece({ kind: 'SCANNER' }), at('2026-03-03'));
    await inventory.withdraw(technician, { id: asset.id, on: '2026-05-04', reason: 'LT' }, at('2026-05-04'));
    await inventory.restore(technician, asset.id, at('2026-05-10'));

    expect(await countKnown('SCANNER', '2026-05-05', '2026-05-06')).toBe(0);
    expect(await countKnown('SCANNER', '2026-05-05', '2026-05-11')).toBe(1);
    await inventory.withdraw(technician, { id: asset.id, on: '2026-05-06', reason: 'PT' }, at('2026-05-12'));
    expect(await countKnown('SCANNER', '2026-05-05', '2026-05-13')).toBe(1);
    expect(await countKnown('SCANNER', '2026-05-06', '2026-05-13')).toBe(0);
    expect(await eventsOf(db, 'asset', asset.id)).toEqual([
      'asset.registered',
      'asset.withdrawn',
      'asset.changed',
      'asset.withdrawn',
    ]);
  });

  it('given a move to another unit, then both units stand in the facts, each from its day', async () => {
    const [from, to] = [await aUnitId(db), await aUnitId(db)];
    const user = await aPersonId(db);
    const asset = await inventory.register(technician, aPiece({ unitId: from }), at('2026-03-03'));
    await inventory.relocate(
      technician,
      { id: asset.id, unitId: to, room: '12', userId: user, on: '2026-04-01' },
      at('2026-04-02'),
    );

    const facts = await db.dataSource.query(
      `SELECT value, valid_from AT TIME ZONE 'Europe/Warsaw' AS from, supersedes FROM asset_fact
       WHERE asset_id = $1 AND attribute = 'unit' ORDER BY id`,
      [asset.id],
    );
    expect(facts).toEqual([
      { value: from, from: new Date('2026-03-02T00:00:00Z'), supersedes: null },
      { value: to, from: new Date('2026-04-01T00:00:00Z'), supersedes: null },
    ]);
    await expect(
      inventory.relocate(
        technician,
        { id: asset.id, unitId: from, room: '12', userId: user, on: '2026-03-20' },
        at('2026-04-03'),
      ),
    ).rejects.toMatchObject({ code: 'asset.changed-later' });
  });

  it.each([
    ['a laptop', 'LAPTOP', 'asset.not-a-server'],
    ['a server', 'SERVER', undefined],
  ] as const)('given %s, when it is put into the scope of indicator 1: %s, %s', async (_name, kind, code) => {
    const asset = await inventory.register(technician, aPiece({ kind }), at('2026-03-03'));
    const change = inventory.changeKpiScope(
      technician,
      { id: asset.id, inKpiScope: true, from: at('2026-04-01') },
      at('2026-04-02'),
    );
    if (code) await expect(change).rejects.toMatchObject({ code });
    else await change;
    expect((await db.dataSource.manager.findOneByOrFail(Asset, { id: asset.id })).inKpiScope).toBe(!code);
  });

  it('given dates that cannot be, then they are refused', async () => {
    const tomorrow = aPiece({ acceptedOn: '2026-03-04' });
    await expect(inventory.register(technician, tomorrow, at('2026-03-03'))).rejects.toMatchObject({
      code: 'asset.day-in-future',
      fields: { acceptedOn: expect.any(String) },
    });
    const asset = await inventory.register(technician, aPiece(), at('2026-03-03'));
    await expect(
      inventory.withdraw(technician, { id: asset.id, on: '2026-03-01', reason: 'LT' }, at('2026-03-03')),
    ).rejects.toMatchObject({ code: 'asset.withdrawn-too-early' });
  });

  it('given an employee, then nothing may be entered', async () => {
    const employee = await anActor(db, { roles: [] });
    await expect(inventory.register(employee, aPiece(), at('2026-03-03'))).rejects.toMatchObject({
      code: 'asset.forbidden',
    });
  });
});
