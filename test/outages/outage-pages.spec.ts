import type { RunningApplication } from '../../src/application.js';
import { fieldsOf, type Page, PageClient, startPages } from '../repairs/page-client.js';
import { openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let office: RepairOffice;
let program: RunningApplication;
let technician: PageClient;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  program = await startPages(db);
  technician = await PageClient.signIn(db, program.url, office.technician);
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

describe('the way of an outage through its pages, without a script', () => {
  let page: Page;
  let path: string;

  it('begins at a ticket about a server', async () => {
    const server = await office.anAsset('SERVER', { inKpiScope: true });
    const ticket = await office.aTicket({ triageResult: 'OUTAGE', assetId: server.id });
    page = await technician.get(`/outages/new?ticket=${ticket.number.replaceAll('/', '-')}`);
    expect(page.status).toBe(200);
    expect(fieldsOf(page.html, '/outages')).toMatchObject({
      inventoryNumber: server.inventoryNumber,
      ticket: ticket.number,
      cause: 'SERVER_FAILURE',
    });
  });

  it('an hour that never was is refused, one that came twice is asked about', async () => {
    const fields = { ...fieldsOf(page.html, '/outages'), systemName: 'system podatkowy' };
    page = await technician.post('/outages', { ...fields, startedAt: '2026-03-29T02:30' });
    expect(page.status).toBe(422);
    expect(page.html).toContain('zegary przestawiono');

    page = await technician.post('/outages', { ...fields, startedAt: '2025-10-26T02:30' });
    expect(page.status).toBe(422);
    expect(page.html).toContain('name="startedOffset"');

    const chosen = { ...fieldsOf(page.html, '/outages'), startedOffset: '+01:00' };
    page = await technician.post('/outages', chosen);
    expect(page).toMatchObject({ status: 303, location: expect.stringMatching(/^\/outages\/\d+$/) });
    path = page.location!;
  });

  it('goes on until its end is entered, and then wants a protocol', async () => {
    page = await technician.get(path);
    expect(page.html).toContain('2025-10-26\u00a002:30');
    expect(page.html).toContain('trwa');

    const early = await technician.post(`${path}/end`, { endedAt: '2025-10-25T12:00' });
    expect(early.status).toBe(422);
    expect(early.html).toContain('Koniec przestoju musi być późniejszy niż początek.');
    expect(await technician.post(`${path}/end`, { endedAt: '2025-10-27T09:30' })).toMatchObject({ status: 303 });

    page = await technician.get(path);
    expect(page.html).toContain('Przestój nieudokumentowany');
    expect(page.html).toMatch(/\/repair-protocols\/new\?ticket&#x3D;ZG-\d{4}-\d{6}&amp;outage&#x3D;\d+/);
  });

  it('is corrected, grouped and listed', async () => {
    page = await technician.get(`${path}/edit`);
    const fields = fieldsOf(page.html, `${path}/edit`);
    expect(fields).toMatchObject({ startedAt: '2025-10-26T02:30', startedOffset: '+01:00' });
    const changed = { ...fields, cause: 'POWER', incident: 'new', incidentTitle: 'Brak prądu w ratuszu' };
    expect(await technician.post(`${path}/edit`, changed)).toMatchObject({ status: 303 });

    page = await technician.get('/outages?year=2025&counted=no');
    expect(page.html).toContain('System podatkowy');
    expect(page.html).toContain('Brak prądu w ratuszu');
    expect(page.html).toContain('nie liczy się');
    page = await technician.get('/outages?undocumented=1');
    expect(page.html).not.toContain(`href="${path}"`);
  });
});
