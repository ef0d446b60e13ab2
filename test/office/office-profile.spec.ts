import type { RunningApplication } from '../../src/application.js';
import { fieldsOf, PageClient, startPages } from '../repairs/page-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

let db: TestDatabase;
let program: RunningApplication;
let head: PageClient;

beforeAll(async () => {
  db = await openTestDatabase();
  program = await startPages(db);
  head = await PageClient.signIn(db, program.url, await anActor(db, { roles: ['itHead'] }));
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

const PAGE = '/settings/office';
const save = async (more: Record<string, string>) =>
  head.post(PAGE, { ...fieldsOf((await head.get(PAGE)).html, PAGE), ...more });

describe("the office's particulars", () => {
  it('show at the foot of every page as soon as they are saved, with the working time of the calendar', async () => {
    expect((await head.get('/')).html).toContain('Wydział Organizacyjny, pon.–pt. 07:30–15:30</span>');

    const saved = await save({ unitName: 'Biuro Informatyki', phone: '62 000 00 10 wew. 5' });

    expect(saved).toMatchObject({ status: 303, location: PAGE });
    expect((await head.get('/')).html).toContain(
      'Biuro Informatyki, pon.–pt. 07:30–15:30, tel. <a href="tel:+48620000010">62 000 00 10 wew. 5</a>',
    );
    expect((await head.get('/form')).html).toContain('zadzwonić do informatyków: <a href="tel:+48620000010">');
  });

  it('fill the declaration of accessibility, which says what is not known yet', async () => {
    expect((await head.get('/accessibility')).html).toContain(
      '<span id="a11y-data-publikacja">jeszcze nie podano</span>',
    );

    await save({
      fullName: 'Urząd Miasta Przykładowa',
      accessibilityStatus: 'PARTIAL',
      accessibilityExceptions: 'Skany pism <starszych>.',
      accessibilityPhone: '62 000 00 00',
      declaredOn: '2026-03-02',
    });

    const { html } = await head.get('/accessibility');
    expect(html).toContain('<span id="a11y-podmiot">Urząd Miasta Przykładowa</span>');
    expect(html).toContain('<time id="a11y-data-publikacja" datetime="2026-03-02">');
    expect(html).toContain('częściowo zgodna');
    expect(html).toContain('Skany pism &lt;starszych&gt;.');
    expect(html).toContain('<a id="a11y-telefon" href="tel:+48620000000">62 000 00 00</a>');
  });

  it('name the controller of data where data are asked for', async () => {
    await save({ dataController: 'Burmistrz Przykładowa' });
    for (const path of ['/form', '/privacy']) {
      expect((await head.get(path)).html).toContain('Administratorem danych jest Burmistrz Przykładowa.');
    }
  });

  it('are refused with all reasons at once, keep what was typed and change nothing', async () => {
    const before = await head.get('/accessibility');
    const wrong = {
      name: '',
      phone: 'proszę pukać',
      accessibilityStatus: 'NONE',
      accessibilityExceptions: '',
      fullName: 'X',
    };

    const refused = await save(wrong);

    expect(refused.status).toBe(422);
    expect(fieldsOf(refused.html, PAGE)).toMatchObject(wrong);
    expect(refused.html).toContain('Napisz, co nie jest dostępne i dlaczego.');
    expect(refused.html).toContain('Wpisz numer telefonu');
    expect((await head.get('/accessibility')).html).toContain(/a11y-podmiot">[^<]+/.exec(before.html)![0]);
  });

  it('leave a trace of who changed what, once for one change', async () => {
    const changes = () =>
      db.dataSource.query<{ payload: unknown }[]>(
        `SELECT e.payload FROM event e WHERE e.type = 'office-profile.changed' ORDER BY e.id`,
      );
    const before = (await changes()).length;
    await save({ buildingAccess: 'Winda w holu.' });
    await save({});
    expect((await changes()).slice(before)).toEqual([{ payload: { fields: ['buildingAccess'] } }]);
  });
});
