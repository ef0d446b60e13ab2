import { browserOf, type FormBrowser } from '../support/form-browser.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let admin: FormBrowser;
beforeAll(async () => {
  office = await startOffice();
  admin = await browserOf(office, 'admin');
}, 120_000);
afterAll(() => office.stop());

const ASSET = {
  inventoryNumber: 'um-013-s-0001',
  kind: 'SERVER',
  manufacturer: 'HPE',
  model: 'ProLiant DL380',
  title: 'PURCHASED',
  acceptedOn: '2024-03-01',
  warrantyUntil: '2029-03-01',
  grossValue: '45 000,00',
  userEmail: 'technik@urzad.example',
  room: '12',
};

describe('pages of the register', () => {
  it('enter a piece, correct, move and withdraw it, and tell its history', async () => {
    const created = await admin.post('/assets', ASSET);
    expect(created.status).toBe(303);
    const path = created.location!;
    const page = await admin.get(path);
    expect(page.text).toContain('UM-013-S-0001');
    expect(page.text).toContain('środek trwały');

    expect((await admin.get(`${path}/edit`)).text).toContain('value="45000,00"');
    const { userEmail: _user, room: _room, ...data } = ASSET;
    expect((await admin.post(path, { ...data, acceptedOn: '2024-02-01' })).status).toBe(303);
    expect((await admin.post(`${path}/relocation`, { room: '14', on: '2024-05-01', unitId: '' })).status).toBe(303);
    const scope = await admin.post(`${path}/kpi-scope`, { inKpiScope: 'on', from: '2024-06-01T00:00' });
    expect(scope.status).toBe(303);
    expect((await admin.get(path)).text).toContain('w zakresie miernika dostępności');
    expect(await admin.post(`${path}/withdrawal`, { reason: 'LT', on: '2020-01-01' })).toMatchObject({
      status: 422,
      text: expect.stringContaining('nie może być wcześniejsza'),
    });
    expect((await admin.post(`${path}/withdrawal`, { reason: 'LT', on: '2025-01-01' })).status).toBe(303);
    expect((await admin.get('/assets')).text).not.toContain('UM-013-S-0001');
    expect((await admin.get('/assets?state=out&q=proliant')).text).toContain('UM-013-S-0001');
    expect((await admin.post(`${path}/restoration`, {})).status).toBe(303);
    const history = (await admin.get(path)).text;
    expect(history).toContain('wycofano z ewidencji 2025-01-01');
    expect(history).toContain('<s class="muted">2024-03-01</s>');
  });

  it('keep what was typed when something is wrong', async () => {
    const wrong = await admin.post('/assets', { ...ASSET, inventoryNumber: 'um-2', userEmail: 'nikt@urzad.example' });
    expect(wrong).toMatchObject({ status: 422, text: expect.stringContaining('nie ma adresu nikt@urzad.example') });
    expect(wrong.text).toContain('value="ProLiant DL380"');
    expect((await admin.get('/assets/new')).status).toBe(200);
    expect((await admin.get('/assets/999999')).status).toBe(404);
    expect((await admin.get('/assets/UM-1')).status).toBe(404);
  });

  it('import a file: shown, refused without a file, applied when confirmed', async () => {
    expect((await admin.get('/imports')).text).toContain('Numer inwentarzowy');
    expect(await admin.post('/imports', { kind: 'assets' })).toMatchObject({
      status: 422,
      text: expect.stringContaining('Wybierz plik CSV.'),
    });
    const file = {
      field: 'file',
      name: 'sprzet.csv',
      content: 'Numer inwentarzowy;Rodzaj;Model;Data przyjęcia\nUM-7;laptop;X;2026-01-05\nUM-8;krzesło;Y;2026-01-05',
    };
    const { status, location } = await admin.upload('/imports', { kind: 'assets' }, file);
    expect(status).toBe(303);
    const preview = (await admin.get(location!)).text;
    expect(preview).toContain('Nieznana wartość „krzesło”.');
    const [, fingerprint = ''] = /name="fingerprint" value="([0-9a-f]{64})"/.exec(preview)!;
    expect((await admin.post(`${location}/application`, { fingerprint })).status).toBe(409);
    expect((await admin.post(`${location}/application`, { fingerprint, skipRejected: 'on' })).status).toBe(303);
    expect((await admin.get(location!)).text).toContain('Plik zaimportowano');
    expect((await admin.get('/assets?q=UM-7')).text).toContain('UM-7');
    const broken = await admin.upload('/imports', { kind: 'assets' }, { ...file, content: 'Kolor\nszary' });
    expect(broken).toMatchObject({ status: 422, text: expect.stringContaining('brakuje kolumn') });
  });
});

describe('pages of the directory', () => {
  it('add a person with a role and a password, who signs in, and close the account again', async () => {
    const created = await admin.post('/settings/people', {
      givenName: 'Zenon',
      familyName: 'Nowicki',
      email: 'Z.Nowicki@urzad.example',
    });
    const path = created.location!;
    expect((await admin.get(path)).text).toContain('Zwykły pracownik');
    expect(await admin.post(`${path}/roles`, { role: 'unitHead', validFrom: '2026-01-01' })).toMatchObject({
      status: 422,
      text: expect.stringContaining('należy ją wskazać'),
    });
    const deputyFor = String(office.people.treasurer.id);
    expect((await admin.post(`${path}/roles`, { role: 'treasurer', validFrom: '2026-01-01', deputyFor })).status).toBe(
      303,
    );
    expect((await admin.get(path)).text).toContain(`z up.: ${office.people.treasurer.name}`);

    const short = await admin.post(`${path}/password`, { password: 'demo', repeated: 'demo' });
    expect(short.status).toBe(422);
    expect(short.text).not.toContain('value="demo"');
    const password = 'dwanaście znaków';
    expect((await admin.post(`${path}/password`, { password, repeated: password })).status).toBe(303);
    expect((await admin.post(`${path}/closure`, { on: '2026-01-02' })).status).toBe(303);
    expect((await admin.get(path)).text).toContain('Ta osoba już nie pracuje');
    expect((await admin.get('/settings/people?q=nowicki')).text).not.toContain('Nowicki Zenon');
    expect((await admin.get('/settings/people?q=nowicki&state=left')).text).toContain('Nowicki Zenon');
    expect((await admin.get('/settings/people/new')).status).toBe(200);
    expect((await admin.get(`${path}/edit`)).text).toContain('z.nowicki@urzad.example');
  });

  it('keep symbols of units apart whatever their diacritics', async () => {
    expect((await admin.get('/settings/units/new')).status).toBe(200);
    expect(await admin.post('/settings/units', { symbol: 'wgos', name: 'Drugi' })).toMatchObject({
      status: 409,
      text: expect.stringContaining('WGOŚ'),
    });
    expect((await admin.get('/settings/units')).text).toContain('WGOŚ');
    const unit = String(office.people.itHead.unitId);
    expect((await admin.get(`/settings/units/${unit}`)).text).toContain(office.people.itHead.name);
  });

  it('are read by technicians and auditors, changed by administrators, closed to employees', async () => {
    const [technician, employee] = [await browserOf(office, 'technik'), await browserOf(office, 'pracownik')];
    expect((await technician.get('/settings/people')).status).toBe(200);
    expect((await technician.get('/settings/people/1')).text).not.toContain('Nadaj rolę');
    expect(
      (await technician.post('/settings/people/1/roles', { role: 'administrator', validFrom: '2026-01-01' })).status,
    ).toBe(403);
    expect((await technician.post('/settings/people', { givenName: 'A', familyName: 'B' })).status).toBe(403);
    for (const path of ['/settings/people', '/settings/units', '/assets', '/imports']) {
      expect((await employee.get(path)).status).toBe(403);
    }
  });
});
