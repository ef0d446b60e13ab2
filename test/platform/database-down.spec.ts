import pg from 'pg';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { anEmail } from '../intake/intake-office.js';
import { type Health, RealProcess } from '../intake/real-process.js';
import { SendingServer } from '../intake/sending-server.js';

const USER = 'helpdesk@urzad.example';
const EMAILS = 80;

let database: OwnPostgres;
let sink: SmtpSink;
let program: RealProcess;

beforeAll(async () => {
  [database, sink] = await Promise.all([startOwnPostgres(), startSmtpSink()]);
  program = await RealProcess.prepare({
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    SMTP_URL: sink.url,
  });
}, 60_000);
afterAll(async () => {
  await program.remove();
  await Promise.all([database.close(), sink.stop()]);
}, 30_000);

const isReady = async () => (await program.health()).status === 'up';
/** Any page of a person who was signed in: who it is stands in the database. */
const page = () => fetch(`${program.url}/tickets`, { headers: { cookie: 'session=anybody' }, redirect: 'manual' });

async function expectToSayThatTheDatabaseIsDown(): Promise<void> {
  const ready = await fetch(`${program.url}/health/ready`);
  expect(ready.status).toBe(503);
  expect(((await ready.json()) as Health).dependencies).toMatchObject({
    database: { status: 'down', error: expect.any(String) as string },
    queue: { status: 'down' },
    smtp: { status: 'up' },
  });
  expect((await fetch(`${program.url}/health/live`)).status).toBe(200);
  expect(await (await fetch(`${program.url}/metrics`)).text()).toMatch(/^pogotowie_database_up 0$/m);
  const refused = await page();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('10');
  const text = await refused.text();
  expect(text).toContain('Chwilowa przerwa w działaniu');
  expect(text).toContain('Baza danych jest chwilowo niedostępna');
  expect(text).toContain('Nic nie zginęło');
  const answer = await fetch(`${program.url}/api/v1/tickets`, { headers: { authorization: 'Bearer anything' } });
  expect([answer.status, await answer.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'database-unavailable' }),
  ]);
}

it('starts without its database, says so, and begins when it comes', async () => {
  await database.stop();
  await program.start();
  await until(async () => (await program.health()).dependencies['database']?.status === 'down', {
    what: 'the web server',
  });
  await expectToSayThatTheDatabaseIsDown();

  const sender = new SendingServer(program.smtpPort, USER);
  const givingUp = new AbortController();
  const sending = sender.send([anEmail()], givingUp.signal);
  await until(() => sender.refusals.length > 2, { what: 'refusals' });
  await database.start();
  await sending;

  expect(new Set(sender.refusals)).toEqual(new Set([451]));
  await until(isReady, { timeoutMs: 30_000, what: 'the program to be ready' });
  expect((await page()).status).toBe(303);
}, 90_000);

it('goes down and comes back twice while e-mails arrive: each 250 is one ticket, and each requester is told once (P4)', async () => {
  const sender = new SendingServer(program.smtpPort, USER);
  const messages = Array.from({ length: EMAILS }, (_, index) => anEmail({ From: `osoba${index}@urzad.example` }));
  const givingUp = new AbortController();
  const sending = sender.send(messages, givingUp.signal);
  try {
    for (const part of [0.25, 0.6]) {
      await until(() => sender.accepted > EMAILS * part, { timeoutMs: 60_000, what: `${part} of the e-mails` });
      await database.stop();
      const before = sender.refusals.length;
      await until(() => sender.refusals.length > before + 4, { what: 'refusals' });
      await expectToSayThatTheDatabaseIsDown();
      await database.start();
      await until(isReady, { timeoutMs: 60_000, what: 'the program to be ready' });
    }
    await sending;
  } finally {
    givingUp.abort();
  }
  expect(new Set(sender.refusals)).toEqual(new Set([451]));

  const db = new pg.Client({ connectionString: database.ownerUrl });
  await db.connect();
  const rows = async (sql: string) => (await db.query<Record<string, unknown>>(sql)).rows;
  try {
    await until(
      async () =>
        (await rows(`SELECT FROM inbound_email i WHERE i.outcome = 'waiting'`)).length === 0 &&
        (await rows(`SELECT FROM notification n WHERE n.state = 'sent'`)).length >= EMAILS + 1,
      { timeoutMs: 90_000, what: 'every e-mail to be worked on and answered' },
    );
    // One whose 250 was lost with the connection came again: a duplicate, not a second message.
    expect(await rows(`SELECT i.outcome FROM inbound_email i WHERE i.outcome NOT IN ('created', 'duplicate')`)).toEqual(
      [],
    );
    expect(await rows('SELECT count(*)::integer AS messages FROM ticket_message m')).toEqual([
      { messages: EMAILS + 1 },
    ]);
    expect(await rows('SELECT FROM event_outbox')).toEqual([]);
    expect(
      await rows(`SELECT a.application_name AS name, count(*)::integer AS connections FROM pg_stat_activity a
                  WHERE a.application_name IN ('pogotowie-relay', 'pogotowie-live') GROUP BY 1 ORDER BY 1`),
    ).toEqual([
      { name: 'pogotowie-live', connections: 1 },
      { name: 'pogotowie-relay', connections: 1 },
    ]);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${program.log}`, { cause: error });
  } finally {
    await db.end();
  }
  const told = sink.received.map(({ to, mail }) => `${to.join()} ${mail.messageId}`);
  expect(new Set(told).size).toBe(EMAILS + 1);
  expect(program.isRunning).toBe(true);
}, 240_000);

it('does not keep the program from stopping', async () => {
  await database.stop();
  await until(async () => (await program.health()).dependencies['database']?.status === 'down', { what: 'the outage' });

  await program.stop();

  expect(program.isRunning).toBe(false);
}, 60_000);
