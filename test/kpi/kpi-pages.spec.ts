import type { RunningApplication } from '../../src/application.js';
import { localYear } from '../../src/common/local-date.js';
import { KpiFiguresService } from '../../src/kpi/kpi-figures.service.js';
import { KpiService } from '../../src/kpi/kpi.service.js';
import { AnnualCardService } from '../../src/kpi/annual-card.service.js';
import { PageClient, startPages } from '../repairs/page-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';
import { KpiFactsBuilder } from './kpi-facts.js';

const ZONE = 'Europe/Warsaw';
const NOW = new Date();
const LAST_YEAR = localYear(NOW, ZONE) - 1;
const noonOf = (day: string) => new Date(`${LAST_YEAR}-${day}T11:00:00Z`);

let db: TestDatabase;
let program: RunningApplication;
let facts: KpiFactsBuilder;
let head: PageClient;
let treasurer: PageClient;

beforeAll(async () => {
  db = await openTestDatabase();
  program = await startPages(db);
  head = await PageClient.signIn(db, program.url, await anActor(db, { roles: ['itHead'] }));
  treasurer = await PageClient.signIn(db, program.url, await anActor(db, { roles: ['treasurer'] }));
  facts = await KpiFactsBuilder.in(db.dataSource.manager);
  await facts.assets(60);
  await facts.assets(40, { kind: 'PRINTER' });
  await facts.repairs(8, { completedOn: `${LAST_YEAR}-05-11` });
  await facts.acceptance(9, `${LAST_YEAR}-06-01`);
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

/** The e-mail that began a ticket. */
async function anEmailOf(ticketId: number): Promise<number> {
  const sha256 = 'a'.repeat(64);
  await db.dataSource.query('INSERT INTO blob (sha256, size_bytes, content) VALUES ($1, 0, $2)', [
    sha256,
    Buffer.alloc(0),
  ]);
  const [email] = await db.dataSource.query(
    `INSERT INTO inbound_email (channel, received_at, sha256, size_bytes, outcome, ticket_id)
     VALUES ('smtp', now(), $1, 0, 'created', $2) RETURNING id`,
    [sha256, ticketId],
  );
  await db.dataSource.query(
    `INSERT INTO ticket_message (ticket_id, direction, inbound_email_id, created_at) VALUES ($1, 'inbound', $2, now())`,
    [ticketId, email.id],
  );
  return email.id;
}

describe('the pages of the indicators', () => {
  it('show the figures of a year, each with a way to what stands behind it', async () => {
    const { status, html } = await head.get(`/kpi/${LAST_YEAR}`);
    expect(status).toBe(200);
    expect(html).toContain('8,00%');
    expect(html).toContain('15,00%');
    for (const indicator of [1, 2, 3]) {
      for (const side of ['', '/denominator']) {
        const path = `/kpi/${LAST_YEAR}/evidence/${indicator}${side}`;
        expect(html).toContain(`href="${path}"`);
        expect((await head.get(path)).status).toBe(200);
      }
    }
  });

  it('say of a year without any server that its availability was not measured', async () => {
    const WARNING = 'nie było w tym roku żadnego serwera';
    const before = LAST_YEAR - 1;
    expect((await head.get(`/kpi/${before}`)).html).toContain(WARNING);
    await facts.assets(1, { kind: 'SERVER', acceptedOn: `${before}-05-01`, withdrawnOn: `${before}-06-01` });
    expect((await head.get(`/kpi/${before}`)).html).not.toContain(WARNING);
    expect((await head.get(`/kpi/${LAST_YEAR}`)).html).toContain(WARNING);
  });

  it('begin with the years, their verdicts and a chart of each indicator', async () => {
    const { html } = await head.get('/kpi');
    expect(html).toContain(`href="/kpi/${LAST_YEAR}"`);
    expect(html).toContain('cel osiągnięty');
    const chart = await head.get('/kpi/charts/2.svg?theme=dark');
    expect(chart.contentType).toContain('image/svg+xml');
    expect(chart.html).toMatch(/^<svg/);
    expect(chart.html).toContain('8,00%');
  });

  it.each([
    '/kpi/1000',
    '/kpi/2999',
    '/kpi/rok',
    '/kpi/charts/4.svg',
    `/kpi/${LAST_YEAR}/evidence/4`,
    `/kpi/${LAST_YEAR}/reports/9`,
  ])('there is no %s', async (path) => {
    expect((await head.get(path)).status).toBe(404);
  });

  it('list the register behind a denominator, by kind and page by page', async () => {
    const path = `/kpi/${LAST_YEAR}/evidence/2/denominator`;
    const first = await head.get(path);
    const [, next = ''] = /href="([^"]+)" rel="next"/.exec(first.html) ?? [];
    const second = await head.get(next.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
    const numbers = (html: string) => html.match(/S\d+-\d+(?=<)/g) ?? [];
    expect(new Set([...numbers(first.html), ...numbers(second.html)]).size).toBe(100);
    expect(numbers((await head.get(`${path}?kind=PRINTER`)).html)).toHaveLength(40);
  });

  it('open down to the protocol, the ticket and the e-mail, for those who may see the ticket', async () => {
    const [protocolId] = await facts.repairs(1, { completedOn: `${LAST_YEAR}-07-01` });
    const [{ ticketId, number }] = await db.dataSource.query(
      `SELECT p.ticket_id AS "ticketId", t.number FROM repair_protocol p JOIN ticket t ON t.id = p.ticket_id WHERE p.id = $1`,
      [protocolId],
    );
    const emailId = await anEmailOf(ticketId);
    const path = `/kpi/${LAST_YEAR}/evidence/2`;
    const ticketPath = `/tickets/${number.replaceAll('/', '-')}`;
    const seen = (await head.get(path)).html;
    expect(seen).toContain(`href="/repair-protocols/${protocolId}"`);
    expect(seen).toContain(`href="${ticketPath}"`);
    expect(seen).toContain(`href="/inbound-emails/${emailId}"`);
    const hidden = (await treasurer.get(path)).html;
    expect(hidden).toContain('PN/');
    expect(hidden).not.toContain(ticketPath);
    expect(hidden).not.toContain('/inbound-emails/');
  });

  it('flag an undocumented outage, and lead a report from draft to approval to a new revision', async () => {
    const outage = await facts.outage(noonOf('03-12'), new Date(+noonOf('03-12') + 90 * 60_000));
    const year = `/kpi/${LAST_YEAR}`;
    expect((await head.get(year)).html).toContain('Nieudokumentowane przestoje');
    expect(await head.post(`${year}/reports`)).toMatchObject({ status: 303, location: `${year}/reports/1` });
    expect(await head.post(`${year}/reports/1/approval`)).toMatchObject({
      status: 409,
      html: expect.stringContaining('Nie można zatwierdzić'),
    });

    await facts.document(outage);
    await head.get(year);
    expect(await head.post(`${year}/reports/1/approval`)).toMatchObject({ status: 303, location: year });
    await facts.repairs(1, { completedOn: `${LAST_YEAR}-12-30` });
    expect((await head.get(year)).html).toContain('Dane zmieniły się od rewizji 1');
    const refused = await head.post(`${year}/reports`, { reason: '' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('wymaga uzasadnienia');
    expect(await head.post(`${year}/reports`, { reason: 'protokół z grudnia' })).toMatchObject({ status: 303 });
    expect((await head.get(`${year}/reports/2`)).html).toContain('protokół z grudnia');
  });

  it('print the annual card as PDF, of a year and of a stored report', async () => {
    for (const path of [`/kpi/${LAST_YEAR + 1}/card.pdf`, `/kpi/${LAST_YEAR}/reports/1/card.pdf`]) {
      const card = await head.get(path);
      expect(card).toMatchObject({ status: 200, contentType: 'application/pdf' });
      expect(card.html).toMatch(/^%PDF-/);
    }
    const pdf = await program.app.get(AnnualCardService).pdfOfYear(LAST_YEAR, { at: NOW, by: '' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('the report of a year', () => {
  it('has the shape of the public interface', async () => {
    const actor = await anActor(db, { roles: ['auditor'] });
    const report = await program.app.get(KpiService).report(actor, LAST_YEAR, NOW);
    expect(report).toMatchObject({ year: LAST_YEAR, cardVersion: 5, asOf: NOW, state: 'DRAFT' });
    expect(report.indicators.map(({ id, target, evidence }) => [id, target, evidence.length])).toEqual([
      [1, '100%', 1],
      [2, 'Mniej niż 10%', 10],
      [3, '15%', 1],
    ]);
    expect(report.indicators[2]).toMatchObject({
      numerator: 9,
      denominator: 60,
      value: 15,
      display: '15,00%',
      met: true,
    });
    expect(report.indicators[1]!.evidence[0]).toMatchObject({
      protocolNumber: expect.stringMatching(/^PN\//),
      completedOn: `${LAST_YEAR}-05-11`,
      ticketNumber: expect.stringMatching(/^ZG\//),
    });
  });

  it('is closed to those who may not read it', async () => {
    const employee = await anActor(db);
    await expect(program.app.get(KpiService).report(employee, LAST_YEAR, NOW)).rejects.toMatchObject({
      code: 'kpi.forbidden',
    });
  });

  it('asks as many questions for ten years as for two', async () => {
    const figures = program.app.get(KpiFiguresService);
    const source = (figures as unknown as { db: TestDatabase['dataSource'] }).db;
    const countQueries = async () => {
      const query = source.query.bind(source);
      let count = 0;
      source.query = ((...args: Parameters<typeof query>) => ((count += 1), query(...args))) as typeof source.query;
      const years = await figures.overview(NOW);
      source.query = query;
      return { count, years: years.length };
    };
    const short = await countQueries();
    await facts.repairs(1, { completedOn: `${LAST_YEAR - 8}-05-11` });
    const long = await countQueries();
    expect([short.years, long.years]).toEqual([2, 10]);
    expect(long.count).toBe(short.count);
    expect(short.count).toBeLessThanOrEqual(9);
  });
});
