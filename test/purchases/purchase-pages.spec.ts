import { browserOf as personAt } from '../support/form-browser.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
beforeAll(async () => void (office = await startOffice()), 60_000);
afterAll(() => office.stop());

const browserOf = (account: string) => personAt(office, account);

const LINE = {
  'lines.0.description': 'Laptop 14 cali',
  'lines.0.assetKind': 'LAPTOP',
  'lines.0.quantity': '2',
  'lines.0.unitNet': '4 500',
};

async function unitIdOf(symbol: string): Promise<string> {
  const [unit] = await office.db.dataSource.query<{ id: number }[]>(
    'SELECT id FROM organizational_unit WHERE symbol = $1',
    [symbol],
  );
  return String(unit!.id);
}

describe('pages of purchase requests', () => {
  it('lead from an empty form through the whole chain to laptops in the register', async () => {
    const people = {
      employee: await browserOf('pracownik'),
      unitHead: await browserOf('kierownik'),
      technician: await browserOf('technik'),
      itHead: await browserOf('naczelnik'),
      treasurer: await browserOf('skarbnik'),
      secretary: await browserOf('sekretarz'),
    };
    const { employee, unitHead, technician, itHead, treasurer, secretary } = people;
    expect((await employee.get('/purchase-requests/new')).text).toContain('WE – ');

    const year = String(new Date().getFullYear());
    const line = { year, classification: '750-75023-4210', name: 'Materiały', plan: '100 000' };
    expect((await treasurer.post('/budget', line)).location).toBe(`/budget?year=${year}`);
    const [budgetLine] = await office.db.dataSource.query<{ id: number }[]>('SELECT id FROM budget_line');

    const draft = { unitId: await unitIdOf('WE'), subject: 'Laptopy', justification: 'Wybory.', ...LINE };
    const created = await employee.post('/purchase-requests', draft);
    expect(created.status).toBe(303);
    const path = created.location!;
    expect((await employee.get(path)).text).toContain('Złóż wniosek');
    expect((await employee.post(`${path}/submission`, {})).location).toBe(path);
    expect((await employee.get(path)).text).toMatch(/WZ\/1\/\d{4}/);

    expect((await unitHead.get('/purchase-requests')).text).toContain('Czekają na moją decyzję');
    const step = async (person: typeof employee, fields: Record<string, string>) => {
      expect((await person.get(path)).text).toContain('name="decision"');
      expect(await person.post(`${path}/approvals`, { decision: 'APPROVED', note: '', ...fields })).toMatchObject({
        status: 303,
      });
    };
    await step(unitHead, { step: 'UNIT_HEAD' });
    const silent = await technician.post(`${path}/approvals`, { step: 'IT_OPINION', decision: 'APPROVED', note: '' });
    expect(silent).toMatchObject({ status: 422, text: expect.stringContaining('Należy wpisać opinię.') });
    await step(technician, { step: 'IT_OPINION', note: 'Zasadny.' });
    const noLine = await itHead.post(`${path}/approvals`, { step: 'IT_HEAD', decision: 'APPROVED', note: '' });
    expect(noLine).toMatchObject({ status: 422, text: expect.stringContaining('Należy wskazać pozycję budżetu') });
    await step(itHead, { step: 'IT_HEAD', budgetLineId: String(budgetLine!.id) });
    await step(treasurer, { step: 'TREASURER' });
    await step(secretary, { step: 'SECRETARY' });

    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(new Date());
    await technician.post(`${path}/procurement`, { procedureMark: '', startedOn: today });
    await technician.post(`${path}/order`, { orderReference: 'UM/1', orderedOn: today, supplier: 'Komputery' });
    expect((await technician.get(`${path}/acceptances/new`)).text).toContain('Odebrane sztuki');
    const delivery = {
      acceptedOn: today,
      'items.p1.model': 'Latitude',
      'items.p1.pieces': 'UM-1;SN1\r\nUM-2;SN2\r\nUM-3',
    };
    expect(await technician.post(`${path}/acceptances`, delivery)).toMatchObject({
      status: 422,
      text: expect.stringContaining('Odebrano więcej niż zamówiono.'),
    });
    const fits = { ...delivery, 'items.p1.pieces': 'UM-1;SN1\r\nUM-2;SN2' };
    expect(await technician.post(`${path}/acceptances`, fits)).toMatchObject({ status: 303, location: path });

    const page = (await technician.get(path)).text;
    expect(page).toContain('Zrealizowany');
    expect(page).toContain('UM-2');
    const [, returnPath] = /href="(\/purchase-requests\/\d+\/accepted-items\/\d+\/returns\/new)"/.exec(page)!;
    expect((await technician.get(returnPath!)).text).toContain('UM-1');
    for (const pdf of ['pdf', 'acceptances/1/pdf']) {
      expect((await employee.get(`${path}/${pdf}`)).text).toMatch(/^%PDF/);
    }
    expect((await treasurer.get(`/budget/${budgetLine!.id}`)).text).toContain('Zobowiązanie');
    expect((await treasurer.get('/budget')).text).toContain('750-75023-4210');
  }, 60_000);

  it('keep what was typed when something is wrong, and add and remove lines without a script', async () => {
    const employee = await browserOf('pracownik');
    const typed = { unitId: await unitIdOf('WE'), subject: 'Monitory', justification: 'Bo tak.', ...LINE };

    const wrong = await employee.post('/purchase-requests', { ...typed, 'lines.0.unitNet': 'tanio' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="tanio"');
    expect(wrong.text).toContain('href="#f-lines-0-unitNet"');

    const more = await employee.post('/purchase-requests', { ...typed, addLine: '1' });
    expect(more.status).toBe(200);
    expect(more.text).toContain('name="lines.1.description"');
    expect(more.text).toContain('value="Laptop 14 cali"');
    const fewer = await employee.post('/purchase-requests', {
      ...typed,
      'lines.1.description': 'Monitor',
      removeLine: '0',
    });
    expect(fewer.text).toContain('value="Monitor"');
    expect(fewer.text).not.toContain('value="Laptop 14 cali"');
  });

  it('start from a ticket or a protocol with what is known, and go back to it', async () => {
    const { employees, technicians } = office.people;
    const asker = employees.find(({ email }) => email === 'pracownik@urzad.example')!;
    const db = office.db.dataSource;
    const [asset] = await db.query<{ id: number }[]>(
      `INSERT INTO asset (inventory_number, kind, model, title, accepted_on) VALUES ('UM-STARY-1', 'LAPTOP', 'X', 'PURCHASED', '2019-01-02') RETURNING id`,
    );
    const [ticket] = await db.query<{ id: number }[]>(
      `INSERT INTO ticket (number, subject, channel, requester_id, requester_email, requester_name, unit_id, asset_id, received_at, created_at, updated_at)
       VALUES ('ZG/2026/000900', 'Pęknięty ekran', 'EMAIL', $1, $2, $3, $4, $5, now(), now(), now()) RETURNING id`,
      [asker.id, asker.email, asker.name, asker.unitId, asset!.id],
    );
    const [protocol] = await db.query<{ id: number }[]>(
      'INSERT INTO repair_protocol (ticket_id, asset_id, created_at, created_by) VALUES ($1, $2, now(), $3) RETURNING id',
      [ticket!.id, asset!.id, technicians[0]!.id],
    );
    await db.query(
      `INSERT INTO repair_protocol_revision (protocol_id, revision, diagnosis, prepared_by, prepared_at) VALUES ($1, 1, 'Matryca nie do naprawy.', $2, now())`,
      [protocol!.id, technicians[0]!.id],
    );
    const technician = await browserOf('technik');
    const fromTicket = (await technician.get('/purchase-requests/new?ticket=ZG-2026-000900')).text;
    expect(fromTicket).toContain('value="Pęknięty ekran"');
    expect(fromTicket).toContain('value="pracownik@urzad.example"');
    const fromProtocol = (await technician.get(`/purchase-requests/new?protocol=${protocol!.id}`)).text;
    expect(fromProtocol).toContain('Matryca nie do naprawy.');
    expect(fromProtocol).toContain('value="UM-STARY-1"');

    const fields = { unitId: await unitIdOf('WE'), subject: 'Laptop', justification: 'Bo.', ...LINE };
    const origin = { ticket: 'ZG/2026/000900', protocol: String(protocol!.id), replacesInventoryNumber: 'um-stary-1' };
    const path = (await technician.post('/purchase-requests', { ...fields, ...origin })).location!;
    const page = (await technician.get(path)).text;
    expect(page).toContain('href="/tickets/ZG-2026-000900"');
    expect(page).toContain(`href="/repair-protocols/${protocol!.id}"`);
    expect(page).toContain('UM-STARY-1');
    expect((await technician.get('/tickets/ZG-2026-000900')).text).toContain(`href="${path}"`);
    const treasurer = await browserOf('skarbnik');
    expect((await treasurer.get('/purchase-requests/new?ticket=ZG-2026-000900')).status).toBe(404);
    expect((await technician.get('/purchase-requests/new?ticket=ZG-2026-999999')).status).toBe(404);
  });

  it('are closed to those they do not concern', async () => {
    const [employee, unitHead] = [await browserOf('pracownik'), await browserOf('kierownik')];
    const draft = { unitId: await unitIdOf('WE'), subject: 'Sprzęt kierownika', justification: 'Bo.', ...LINE };
    const path = (await unitHead.post('/purchase-requests', draft)).location!;

    expect((await employee.get(path)).status).toBe(404);
    expect((await employee.get(`${path}/edit`)).status).toBe(404);
    expect((await employee.get(`${path}/pdf`)).status).toBe(404);
    expect((await employee.get('/purchase-requests')).text).not.toContain('Sprzęt kierownika');
    expect((await employee.post(`${path}/approvals`, { step: 'UNIT_HEAD', decision: 'APPROVED' })).status).toBe(403);
    expect((await employee.get('/budget')).status).toBe(403);
    expect((await employee.get('/purchase-requests/WZ-999-2026')).status).toBe(404);
  });
});
