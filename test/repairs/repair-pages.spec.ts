import type { RunningApplication } from '../../src/application.js';
import { findProtocol } from '../../src/repairs/protocol-document.query.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';
import { fieldsOf, type Page, PageClient, startPages } from './page-client.js';
import { NOON, openRepairOffice, type RepairOffice } from './repair-office.js';

let db: TestDatabase;
let office: RepairOffice;
let program: RunningApplication;
let technician: PageClient;
let head: PageClient;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  program = await startPages(db);
  technician = await PageClient.signIn(db, program.url, office.technician);
  head = await PageClient.signIn(db, program.url, office.itHead);
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

const slug = (number: string) => number.replaceAll('/', '-');

describe('the way of a protocol through its pages, without a script', () => {
  let path: string;
  let ticketNumber: string;
  let page: Page;

  it('begins at the ticket: the device is known', async () => {
    const asset = await office.anAsset('LAPTOP');
    ticketNumber = (await office.aTicket({ assetId: asset.id })).number;
    page = await technician.get(`/repair-protocols/new?ticket=${slug(ticketNumber)}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain(asset.inventoryNumber);

    page = await technician.post('/repair-protocols', fieldsOf(page.html, '/repair-protocols'));
    expect(page).toMatchObject({ status: 303, location: expect.stringMatching(/^\/repair-protocols\/\d+\/edit$/) });
    path = page.location!.replace('/edit', '');
  });

  it('grows by rows and shrinks again, keeping what was typed', async () => {
    page = await technician.get(`${path}/edit`);
    expect(page.html).toContain('Komputer uruchamia się 15 minut');
    const fields = { ...fieldsOf(page.html, `${path}/edit`), 'parts.0.name': 'dysk', 'parts.1.name': 'pamięć' };

    page = await technician.post(`${path}/edit/rows`, { ...fields, add: 'parts' });
    expect(page.status).toBe(200);
    expect(fieldsOf(page.html, `${path}/edit`)).toMatchObject({ 'parts.0.name': 'dysk', 'parts.2.name': '' });

    page = await technician.post(`${path}/edit/rows`, { ...fieldsOf(page.html, `${path}/edit`), remove: 'parts.0' });
    expect(fieldsOf(page.html, `${path}/edit`)).toMatchObject({ 'parts.0.name': 'pamięć' });
  });

  it('grows by no row while one is empty, and says so there', async () => {
    page = await technician.get(`${path}/edit`);
    const fields = { ...fieldsOf(page.html, `${path}/edit`), 'parts.0.name': 'dysk', 'parts.1.name': '' };
    page = await technician.post(`${path}/edit/rows`, { ...fields, add: 'parts' });
    expect(page.html).toContain('Najpierw wypełnij ten wiersz');
    expect(fieldsOf(page.html, `${path}/edit`)).not.toHaveProperty(['parts.2.name']);
  });

  it('names what is wrong and what is missing in one round, each by its name', async () => {
    page = await technician.get(`${path}/edit`);
    const wrong = { 'parts.0.name': 'dysk', 'parts.0.quantity': 'dwa', 'parts.1.grossPrice': '10', faultReported: '' };
    page = await technician.post(`${path}/edit`, { ...fieldsOf(page.html, `${path}/edit`), ...wrong, then: 'submit' });
    expect(page.status).toBe(422);
    const [, summary = ''] = /<h2>Formularz wymaga poprawek<\/h2>\s*<ul>(.*?)<\/ul>/s.exec(page.html) ?? [];
    expect([...summary.matchAll(/href="#[^"]+">([^<]+)</g)].map(([, text]) => text)).toEqual([
      'Zgłoszona usterka: Należy opisać zgłoszoną usterkę.',
      'Diagnoza: Należy wpisać diagnozę.',
      'Wykonane czynności: Należy wpisać co najmniej jedną czynność.',
      'Ilość (poz. 1): Wpisz liczbę.',
      'Nazwa części (poz. 2): Uzupełnij to pole.',
      'Wynik naprawy: Należy wybrać wynik naprawy.',
      'Naprawę zakończono dnia: Należy podać dzień zakończenia naprawy.',
    ]);
  });

  it('contradicting the register about the place, it is saved and says so, calmly', async () => {
    const fields = { ...fieldsOf((await technician.get(`${path}/edit`)).html, `${path}/edit`), room: '20' };
    expect(await technician.post(`${path}/edit`, fields)).toMatchObject({ status: 303 });
    for (const shown of [path, `${path}/edit`]) {
      expect((await technician.get(shown)).html).toContain('Inne miejsce niż w ewidencji');
    }
    await technician.post(`${path}/edit`, {
      ...fieldsOf((await technician.get(`${path}/edit`)).html, `${path}/edit`),
      room: 'pok. 112',
    });
    expect((await technician.get(path)).html).not.toContain('Inne miejsce');
  });

  it('incomplete, it is saved but not handed on, and says what is missing', async () => {
    page = await technician.get(`${path}/edit`);
    const fields = { ...fieldsOf(page.html, `${path}/edit`), diagnosis: 'Uszkodzony dysk.' };
    page = await technician.post(`${path}/edit`, { ...fields, then: 'submit' });

    expect(page.status).toBe(422);
    expect(page.html).toContain('Należy wybrać wynik naprawy.');
    expect(page.html).toContain('Należy wpisać co najmniej jedną czynność.');
    expect(fieldsOf(page.html, `${path}/edit`)).toMatchObject({ diagnosis: 'Uszkodzony dysk.' });
  });

  it('a bad field is refused beside it, with all that was typed', async () => {
    const fields = { ...fieldsOf(page.html, `${path}/edit`), 'parts.0.name': 'dysk', 'parts.0.grossPrice': 'dużo' };
    page = await technician.post(`${path}/edit`, fields);

    expect(page.status).toBe(422);
    expect(page.html).toContain('Wpisz kwotę, np. 349,00.');
    expect(fieldsOf(page.html, `${path}/edit`)).toMatchObject({ 'parts.0.grossPrice': 'dużo' });
  });

  it('complete, it is handed on and gets its number', async () => {
    const fields = {
      ...fieldsOf(page.html, `${path}/edit`),
      result: 'REPAIRED',
      completedOn: '2026-03-10',
      'operations.0.kind': 'COMPONENT_REPLACEMENT',
      'operations.0.description': 'dysk',
      'parts.0.grossPrice': '249,90',
    };
    page = await technician.post(`${path}/edit`, { ...fields, then: 'submit' });
    expect(page).toMatchObject({ status: 303, location: path });

    page = await technician.get(path);
    expect(page.html).toMatch(/Protokół naprawy PN\/\d+\/\d{4}/);
    expect(page.html).toContain('Przekazany do zatwierdzenia');
    expect(page.html).not.toContain(`${path}/approval`);
  });

  it('waits for the head of WO, who returns it and then approves it', async () => {
    page = await head.get('/repair-protocols?awaiting=me');
    expect(page.html).toContain(`href="${path}"`);

    page = await head.get(path);
    const returned = await head.post(`${path}/return`, { ...fieldsOf(page.html, `${path}/return`), reason: '' });
    expect(returned.status).toBe(422);
    const again = { ...fieldsOf(page.html, `${path}/return`), reason: 'Brak numeru seryjnego.' };
    expect(await head.post(`${path}/return`, again)).toMatchObject({ status: 303 });

    page = await technician.get(path);
    expect(page.html).toContain('Brak numeru seryjnego.');
    page = await technician.get(`${path}/edit`);
    const fields = { ...fieldsOf(page.html, `${path}/edit`), 'parts.0.serialNumber': 'S1' };
    expect(await technician.post(`${path}/edit`, { ...fields, then: 'submit' })).toMatchObject({ status: 303 });

    page = await head.get(path);
    expect(await head.post(`${path}/approval`, fieldsOf(page.html, `${path}/approval`))).toMatchObject({ status: 303 });
    page = await head.get(path);
    expect(page.html).toContain('Zatwierdzony');
    expect(page.html).toContain('liczy się w roku 2026');
    expect(page.html).not.toContain(`${path}/edit`);
  });

  it('is found under its number and in the list of indicator 2', async () => {
    const number = /PN\/\d+\/\d{4}/.exec(page.html)![0];
    expect(await head.get(`/repair-protocols/${slug(number)}`)).toMatchObject({ status: 302, location: path });
    page = await head.get('/repair-protocols?year=2026&counted=yes');
    expect(page.html).toContain(`href="${path}"`);
  });

  it('is read as PDF', async () => {
    page = await head.get(`${path}/pdf`);
    expect(page).toMatchObject({ status: 200, contentType: 'application/pdf' });
    expect(page.html.startsWith('%PDF-')).toBe(true);
  });

  it('given the ticket comes back, then a correction or a new protocol is chosen', async () => {
    page = await technician.get(`/repair-protocols/new?ticket=${slug(ticketNumber)}`);
    expect(page.html).toContain('Korekta protokołu');
    const fields = fieldsOf(page.html, '/repair-protocols');
    const choice = /name="choice" value="(\d+)"/.exec(page.html)![1]!;
    expect(await technician.post('/repair-protocols', { ...fields, choice })).toMatchObject({ status: 422 });

    page = await technician.post('/repair-protocols', { ...fields, choice, reason: 'Zły numer seryjny.' });
    expect(page).toMatchObject({ status: 303, location: `${path}/edit` });
    page = await technician.get(path);
    expect(page.html).toContain('Korekta w toku.');
    expect(await technician.get(`${path}?revision=1`)).toMatchObject({ status: 200 });
    expect(await technician.post(`${path}/deletion`)).toMatchObject({ status: 303, location: path });
  });
});

describe('who may not', () => {
  it('see the ticket, finds no protocol, no file and no form', async () => {
    const { id, ticket } = await office.aDraft();
    await db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = $1`, [ticket.id]);
    for (const page of ['', '/pdf', '/edit']) {
      expect(await technician.get(`/repair-protocols/${id}${page}`)).toMatchObject({ status: 404 });
    }
    expect((await technician.get('/repair-protocols')).html).not.toContain(`/repair-protocols/${id}"`);
  });

  it('approve, is refused by the server, not only by a missing button', async () => {
    const { id } = await office.aSubmitted({}, office.technician, NOON);
    await technician.get(`/repair-protocols/${id}`);
    expect(await technician.post(`/repair-protocols/${id}/approval`, { edition: '1' })).toMatchObject({ status: 403 });
  });

  it('approve what they have edited, find no button but who may approve it', async () => {
    const deputy = await anActor(db, { roles: [{ role: 'itHead', unitId: null, onBehalfOf: office.itHead.personId }] });
    await PageClient.signIn(db, program.url, deputy);
    const { id } = await office.aDraft();
    const content = (await findProtocol(db.dataSource.manager, id))!.revisions[0]!;
    await office.protocols.save(office.itHead, { id, content }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);

    const [row] = await db.dataSource.query<{ name: string }[]>(
      `SELECT p.given_name || ' ' || p.family_name AS name FROM person p WHERE p.id = $1`,
      [deputy.personId],
    );
    const page = await head.get(`/repair-protocols/${id}`);
    expect(page.html).not.toContain(`/repair-protocols/${id}/approval`);
    expect(page.html).toContain(`Zatwierdzić lub zwrócić może: ${row!.name}.`);
    expect(await head.post(`/repair-protocols/${id}/approval`, { edition: '2' })).toMatchObject({ status: 403 });
  });

  it.each(['/repair-protocols', '/repair-protocols/new', '/outages', '/outages/new'])(
    'work with IT, cannot open %s',
    async (path) => {
      const employee = await PageClient.signIn(db, program.url, office.requester);
      expect(await employee.get(path)).toMatchObject({ status: 403 });
    },
  );

  it('be found', async () => {
    expect(await technician.get('/repair-protocols/999999')).toMatchObject({ status: 404 });
    expect(await technician.get('/repair-protocols/PN-999-2026')).toMatchObject({ status: 404 });
    expect(await technician.get('/outages/999999')).toMatchObject({ status: 404 });
  });
});
