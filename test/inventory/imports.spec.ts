import type { Actor } from '../../src/access/actor.js';
import { IdentityService } from '../../src/access/identity.service.js';
import { BlobsService } from '../../src/blobs/blobs.service.js';
import { PeopleImporter } from '../../src/directory/people-importer.js';
import { PeopleService } from '../../src/directory/people.service.js';
import { UnitImporter } from '../../src/directory/unit-importer.js';
import { UnitsService } from '../../src/directory/units.service.js';
import { EventsService } from '../../src/events/events.service.js';
import { AssetImporter } from '../../src/inventory/asset-importer.js';
import { Asset } from '../../src/inventory/asset.entity.js';
import type { ImportKind } from '../../src/inventory/csv-import.entity.js';
import { ImportsService } from '../../src/inventory/imports.service.js';
import { InventoryService } from '../../src/inventory/inventory.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, eventsOf, testConfig } from '../support/office.js';

const AT = new Date('2026-03-10T11:00:00Z');

let db: TestDatabase;
let imports: ImportsService;
let admin: Actor;

beforeAll(async () => {
  db = await openTestDatabase();
  const events = new EventsService();
  const config = testConfig();
  const identities = new IdentityService(events);
  imports = new ImportsService(
    db.dataSource,
    new BlobsService(db.dataSource, config),
    events,
    new AssetImporter(new InventoryService(db.dataSource, events, config), config),
    new UnitImporter(new UnitsService(db.dataSource, events)),
    new PeopleImporter(new PeopleService(db.dataSource, events, identities)),
  );
  admin = await anActor(db, { roles: ['administrator'] });
  await importAll('units', 'Symbol;Nazwa\nWO;Wydział Organizacyjny\nWGOŚ;Wydział Ochrony Środowiska');
  await importAll('people', 'Imię;Nazwisko;E-mail;Komórka\nAnna;Przykładowa;a.przykladowa@urzad.example;wgos');
});
afterAll(() => db.close());

const fileOf = (kind: ImportKind, text: string) => ({ kind, filename: `${kind}.csv`, content: Buffer.from(text) });

async function preview(kind: ImportKind, text: string) {
  const id = await imports.receive(admin, fileOf(kind, text), AT);
  return { id, plan: (await imports.preview(admin, id, AT)).plan! };
}

async function importAll(kind: ImportKind, text: string) {
  const { id, plan } = await preview(kind, text);
  return imports.apply(admin, { id, fingerprint: plan.fingerprint, skipRejected: false }, AT);
}

const REGISTER = [
  'Nr inwentarzowy;Rodzaj;Producent;Model;Nr seryjny;Data przyjęcia;Komórka;Użytkownik;Wartość;Kolor',
  'um-1;Laptop;Dell;Latitude;SN1;2.03.2026;WGOS;A.Przykladowa@urzad.example;5 535,00;szary',
  'UM-2;serwer;HPE;ProLiant;SN2;2026-02-02;WO;;;',
].join('\n');

describe('a register from a file', () => {
  it('is shown first, then entered with facts and events, in one go', async () => {
    const { id, plan } = await preview('assets', REGISTER);

    expect(plan).toMatchObject({
      counts: { create: 2, change: 0, unchanged: 0, rejected: 0 },
      unknownColumns: ['Kolor'],
    });
    expect(plan.rows[0]).toMatchObject({ line: 2, key: 'UM-1' });
    expect(plan.rows[0]!.changes).toContainEqual({ title: 'Wartość brutto', from: '', to: '5535,00' });
    expect(await db.dataSource.manager.count(Asset)).toBe(0);

    await imports.apply(admin, { id, fingerprint: plan.fingerprint, skipRejected: false }, AT);
    const asset = await db.dataSource.manager.findOneByOrFail(Asset, { inventoryNumber: 'UM-1' });
    expect(asset).toMatchObject({
      kind: 'LAPTOP',
      acceptedOn: '2026-03-02',
      grossValueGrosze: 553_500,
      title: 'PURCHASED',
    });
    expect(await eventsOf(db, 'asset', asset.id)).toEqual(['asset.registered']);
    expect(await eventsOf(db, 'import', id)).toEqual(['import.applied']);
    await expect(
      imports.apply(admin, { id, fingerprint: plan.fingerprint, skipRejected: false }, AT),
    ).rejects.toMatchObject({ code: 'import.applied-already' });
  });

  it('changes nothing when sent in again', async () => {
    const { id, plan } = await preview('assets', REGISTER);
    expect(plan.counts).toEqual({ create: 0, change: 0, unchanged: 2, rejected: 0 });
    await expect(
      imports.apply(admin, { id, fingerprint: plan.fingerprint, skipRejected: false }, AT),
    ).rejects.toMatchObject({ code: 'import.nothing-to-do' });
  });

  it('shows old and new, and leaves alone what the file does not name', async () => {
    const text =
      'Numer inwentarzowy,Model,Komórka,Data wycofania,Podstawa wycofania\nUM-1,Latitude 5550,WO,,\nUM-2,,,,';
    const { plan } = await preview('assets', text);
    expect(plan.rows[0]).toMatchObject({
      outcome: 'change',
      changes: [
        { title: 'Model', from: 'Latitude', to: 'Latitude 5550' },
        { title: 'Komórka', from: 'WGOŚ', to: 'WO' },
      ],
    });
    expect(plan.rows[1]).toMatchObject({ outcome: 'rejected', errors: [{ title: 'Model' }] });

    await importAll('assets', 'Numer inwentarzowy,Model,Komórka\nUM-1,Latitude 5550,WO');
    const asset = await db.dataSource.manager.findOneByOrFail(Asset, { inventoryNumber: 'UM-1' });
    expect(asset).toMatchObject({ model: 'Latitude 5550', manufacturer: 'Dell', serialNumber: 'SN1' });
    expect(await eventsOf(db, 'asset', asset.id)).toEqual(['asset.registered', 'asset.changed', 'asset.relocated']);
  });

  it('rejects bad lines with their numbers and fields; the others wait for an explicit yes', async () => {
    const text = [
      'Numer inwentarzowy;Rodzaj;Model;Data przyjęcia;Użytkownik;Zakres miernika;Data wycofania',
      'UM-9;krzesło;X;2026-03-02;;;',
      'UM-10;laptop;X;32.13.2026;;;',
      'UM-11;laptop;X;2026-03-02;nikt@urzad.example;tak;',
      'UM-11;laptop;X;2026-03-02;;;',
      ';laptop;X;2026-03-02;;;',
      'UM-12;laptop;X;2026-03-02;;;2026-03-01',
      'UM-13;laptop;X;2026-04-02;;;',
      'UM-14;laptop;X;2026-03-02;;',
      'UM-15;laptop;X;2026-03-02;;;',
    ].join('\n');
    const { id, plan } = await preview('assets', text);
    expect(plan.rows.map(({ line, errors }) => [line, ...errors.map(({ title }) => title)])).toEqual([
      [2, 'Rodzaj'],
      [3, 'Data przyjęcia'],
      [4, 'Użytkownik', 'Zakres miernika'],
      [5, 'Numer inwentarzowy'],
      [6, 'Numer inwentarzowy'],
      [7, 'Data wycofania'],
      [8, 'Data przyjęcia'],
      [9, null],
      [10],
    ]);
    const { fingerprint } = plan;
    await expect(imports.apply(admin, { id, fingerprint, skipRejected: false }, AT)).rejects.toMatchObject({
      code: 'import.rows-rejected',
    });
    expect(await db.dataSource.manager.countBy(Asset, { inventoryNumber: 'UM-15' })).toBe(0);
    await imports.apply(admin, { id, fingerprint, skipRejected: true }, AT);
    expect(await db.dataSource.manager.countBy(Asset, { inventoryNumber: 'UM-15' })).toBe(1);
  });

  it('given a register that changed since the look, then the confirmation is refused', async () => {
    const { id, plan } = await preview('assets', 'Numer inwentarzowy;Model\nUM-1;Latitude 5560');
    await importAll('assets', 'Numer inwentarzowy;Model\nUM-1;Latitude 5570');
    await expect(
      imports.apply(admin, { id, fingerprint: plan.fingerprint, skipRejected: false }, AT),
    ).rejects.toMatchObject({ code: 'import.changed-since' });
  });

  it('takes pieces out of the register, and refuses to move what has left', async () => {
    await importAll('assets', 'Numer inwentarzowy;Data wycofania;Podstawa wycofania\nUM-15;2026-03-09;LT');
    expect(await db.dataSource.manager.findOneByOrFail(Asset, { inventoryNumber: 'UM-15' })).toMatchObject({
      withdrawnOn: '2026-03-09',
      withdrawalReason: 'LT',
    });
    const { plan } = await preview('assets', 'Numer inwentarzowy;Pokój\nUM-15;12');
    expect(plan.rows[0]).toMatchObject({ outcome: 'rejected', errors: [{ title: 'Data wycofania' }] });
  });
});

describe('units and people from files', () => {
  it('are matched whatever the case and diacritics, renamed and closed', async () => {
    const { plan } = await preview(
      'units',
      'Symbol;Nazwa;E-mail\nwgos;Wydział Klimatu;WGOS@urzad.example\nXX;Nowy;wgos@urzad.example',
    );
    expect(plan.rows.map(({ outcome }) => outcome)).toEqual(['change', 'rejected']);

    const people = await preview(
      'people',
      'Imię;Nazwisko;E-mail;Komórka;Nie pracuje od\nAnna;Nowa-Przykładowa;a.przykladowa@urzad.example;WO;2026-03-01\nJan;Bezadresowy;;WO;\nEwa;Kto;ewa@;NIEMA;',
    );
    expect(people.plan.rows.map(({ outcome, errors }) => [outcome, ...errors.map(({ title }) => title)])).toEqual([
      ['change'],
      ['create'],
      ['rejected', 'E-mail', 'Komórka'],
    ]);
    await imports.apply(admin, { id: people.id, fingerprint: people.plan.fingerprint, skipRejected: true }, AT);
    const again = await preview('people', 'Imię;Nazwisko;E-mail;Komórka\nJan;Bezadresowy;;WO');
    expect(again.plan.rows[0]!.outcome).toBe('unchanged');
  });

  it('are for administrators', async () => {
    const technician = await anActor(db, { roles: ['technician'] });
    await expect(imports.receive(technician, fileOf('people', 'Imię;Nazwisko\nA;B'), AT)).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it('from the command line: a dry run does nothing, a real one all or nothing', async () => {
    const file = fileOf('units', 'Symbol;Nazwa\nBR;Biuro Rady\n;bez symbolu');
    const dry = await imports.importFile(file, { dryRun: true, skipRejected: false }, AT);
    expect(dry.counts).toEqual({ create: 1, change: 0, unchanged: 0, rejected: 1 });
    await expect(imports.importFile(file, { dryRun: false, skipRejected: false }, AT)).rejects.toMatchObject({
      code: 'import.rows-rejected',
    });
    await imports.importFile(file, { dryRun: false, skipRejected: true }, AT);
    const { plan } = await preview('units', 'Symbol;Nazwa\nBR;Biuro Rady');
    expect(plan.counts.unchanged).toBe(1);
  });
});
