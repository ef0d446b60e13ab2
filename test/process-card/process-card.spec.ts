import type { RunningApplication } from '../../src/application.js';
import { ProcessCardService } from '../../src/process-card/process-card.service.js';
import { PageClient, startPages } from '../repairs/page-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

let db: TestDatabase;
let program: RunningApplication;
let employee: PageClient;

beforeAll(async () => {
  db = await openTestDatabase();
  program = await startPages(db);
  employee = await PageClient.signIn(db, program.url, await anActor(db));
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

describe('the process card', () => {
  it('shows the current version word for word, typing errors included', async () => {
    const { status, html } = await employee.get('/process-card');
    expect(status).toBe(200);
    for (const text of [
      'Załącznik nr PR-10 (5) do Księgi Jakości, 2019-12-16',
      'Liczba naprawa związanych z wymianą podzespołów lub reinstalacją oprogramowania',
      'Mniej niż 10%',
      'Dokumentacja przetargowa.',
      'Uchwała budżetowa',
    ]) {
      expect(html).toContain(text);
    }
    expect(html).toMatch(/Generowane dnia: \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} Przez: Anna Osoba/);
  });

  it('lists earlier versions, newest first, with the stated day and the moment of replacement', async () => {
    const { html } = await employee.get('/process-card');
    const links = [...html.matchAll(/href="\/process-card\/versions\/(\d)"/g)].map(([, version]) => version);
    expect(links).toEqual(['4', '3', '2', '1']);
    expect(html).toContain('2018-12-31');
    expect(html).toContain('2019-12-16 08:08:54');
    expect(html).toContain('2014-10-02 12:42:09');
  });

  it('says that the text of an old version is not known', async () => {
    const { status, html } = await employee.get('/process-card/versions/3');
    expect(status).toBe(200);
    expect(html).toContain('Treść niedostępna');
    expect(html).toContain('2016-09-24 do 2019-01-25 10:17:28');
  });

  it.each(['0', '6', 'x', '1.5'])('there is no version %s', async (version) => {
    expect((await employee.get(`/process-card/versions/${version}`)).status).toBe(404);
  });

  it('a year is measured by the version in force on its 31 December', async () => {
    const inForce = await program.app.get(ProcessCardService).inForceByYear();
    expect([2012, 2013, 2014, 2016, 2018, 2019, 2026].map((year) => inForce(year).version)).toEqual([
      null,
      1,
      2,
      3,
      4,
      5,
      5,
    ]);
    expect(inForce(2018).indicators).toEqual([]);
    expect(inForce(2019).indicators.map(({ targetText, comparator }) => [targetText, comparator])).toEqual([
      ['100%', '='],
      ['Mniej niż 10%', '<'],
      ['15%', '>='],
    ]);
  });

  it('names who published the successor as who changed a version', async () => {
    await db.dataSource.query(`UPDATE process_card_version SET replaced_at = '2027-01-04T08:00:00Z' WHERE version = 5`);
    await db.dataSource.query(
      `INSERT INTO process_card_version (version, effective_from, published_at, published_by_name, content)
       SELECT 6, '2027-01-01', '2027-01-04T08:00:00Z', 'Jan Testowy', v.content FROM process_card_version v WHERE v.version = 5`,
    );
    const { version, earlier } = await program.app.get(ProcessCardService).page(null);
    expect(version.version).toBe(6);
    expect(earlier[0]).toMatchObject({ version: 5, changedBy: 'Jan Testowy', hasContent: true });
  });
});
