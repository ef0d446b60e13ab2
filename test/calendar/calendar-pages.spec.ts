import type { RunningApplication } from '../../src/application.js';
import { fieldsOf, PageClient, startPages } from '../repairs/page-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

let db: TestDatabase;
let program: RunningApplication;
let head: PageClient;
let technician: PageClient;

beforeAll(async () => {
  db = await openTestDatabase();
  program = await startPages(db);
  head = await PageClient.signIn(db, program.url, await anActor(db, { roles: ['itHead'] }));
  technician = await PageClient.signIn(db, program.url, await anActor(db, { roles: ['technician'] }));
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

const PAGE = '/settings/calendar?year=2026';
const EXCEPTIONS = '/settings/calendar/exceptions';

describe('the calendar page, without a script', () => {
  it('warns of holidays on a Saturday until the days off are entered', async () => {
    let { html } = await head.get(PAGE);
    expect(html).toContain('253\u00a0dni robocze');
    expect(html).toContain('Brakuje dni wolnych');
    for (const day of ['2026-08-14', '2026-12-28']) {
      const form = { ...fieldsOf(html, EXCEPTIONS), day, reason: 'dzień wolny za święto' };
      expect(await head.post(EXCEPTIONS, form)).toMatchObject({ status: 303, location: PAGE });
    }
    ({ html } = await head.get(PAGE));
    expect(html).toContain('251\u00a0dni roboczych');
    expect(html).not.toContain('Brakuje dni wolnych');
  });

  it('keeps what was typed when it refuses', async () => {
    const special = { day: '2026-03-29', kind: 'SPECIAL_HOURS', opensAt: '02:30', closesAt: '12:00', reason: 'wybory' };
    const night = await head.post(EXCEPTIONS, special);
    expect(night.status).toBe(422);
    expect(night.html).toContain('zmienia się czas');
    expect(fieldsOf(night.html, EXCEPTIONS)).toEqual(special);

    const taken = await head.post(EXCEPTIONS, { ...special, day: '2026-08-14', opensAt: '08:00' });
    expect(taken.status).toBe(409);
    expect(taken.html).toContain('jest już wpis');
    expect(fieldsOf(taken.html, EXCEPTIONS)).toMatchObject({ day: '2026-08-14', opensAt: '08:00' });
  });

  it('takes a day out again', async () => {
    await head.get(PAGE);
    expect(await head.post(`${EXCEPTIONS}/2026-12-28/removal`)).toMatchObject({ status: 303, location: PAGE });
    expect((await head.get(PAGE)).html).toContain('252\u00a0dni robocze');
    expect((await head.post(`${EXCEPTIONS}/2026-12-28/removal`)).status).toBe(404);
    expect((await head.post(`${EXCEPTIONS}/nonsense/removal`)).status).toBe(404);
  });

  it('takes a new schedule', async () => {
    const { html } = await head.get(PAGE);
    const path = '/settings/calendar/schedules';
    const empty = await head.post(path, { ...fieldsOf(html, path), validFrom: '2030-07-01' });
    expect(empty.status).toBe(422);
    expect(empty.html).toContain('przynajmniej jednego dnia');
    const hours = { ...fieldsOf(empty.html, path), 'd1.opensAt': '07:30', 'd1.closesAt': '17:00' };
    expect(hours).toMatchObject({ validFrom: '2030-07-01' });
    expect((await head.post(path, hours)).status).toBe(303);
    expect((await head.get(PAGE)).html).toContain('poniedziałek 07:30–17:00');
  });

  it('shows technicians the calendar, not the forms', async () => {
    const { status, html } = await technician.get(PAGE);
    expect(status).toBe(200);
    expect(html).not.toContain(EXCEPTIONS);
    expect((await technician.post(EXCEPTIONS, { day: '2026-05-04', kind: 'CLOSED', reason: 'x' })).status).toBe(403);
  });
});
