import pg from 'pg';
import { anEmail } from '../intake/intake-office.js';
import { RealProcess } from '../intake/real-process.js';
import { SendingServer } from '../intake/sending-server.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const USER = 'helpdesk@urzad.example';
/** Around each outage. */
const EMAILS = 40;

let db: TestDatabase;
let redis: TestRedis;
let sink: SmtpSink;
let program: RealProcess;
let owner: pg.Client;

beforeAll(async () => {
  [db, redis, sink] = await Promise.all([openTestDatabase(), startRedis(), startSmtpSink()]);
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  program = await RealProcess.prepare({
    DATABASE_URL: db.url,
    MIGRATION_DATABASE_URL: db.ownerUrl,
    QUEUE_URL: redis.url,
    SMTP_URL: sink.url,
  });
  await program.start();
}, 60_000);
afterAll(async () => {
  await program.remove();
  await owner.end();
  await Promise.all([db.close(), redis.close(), sink.stop()]);
}, 30_000);

const queueIs = (status: 'up' | 'down') =>
  until(async () => (await program.health()).dependencies['queue']?.status === status, {
    timeoutMs: 30_000,
    what: `the queue to be ${status}`,
  });

const NOTICE = 'Kolejka zadań nie odpowiada. Nowe wiadomości i powiadomienia czekają; nic nie zginie.';
const aPage = async () => (await fetch(`${program.url}/sign-in`)).text();

/** Jobs went with the queue; that they were lost counts after a minute, which a test does not wait for. */
const aMinutePasses = () =>
  owner.query(
    `UPDATE event_outbox SET handed_on_at = handed_on_at - interval '1 minute' WHERE handed_on_at IS NOT NULL`,
  );

it('loses everything and comes back twice while e-mails arrive: each is one ticket, and each requester is told once (P4)', async () => {
  await queueIs('up');
  const sender = new SendingServer(program.smtpPort, USER);
  const givingUp = new AbortController();
  let sent = 0;
  const send = (count: number) =>
    sender.send(
      Array.from({ length: count }, () => anEmail({ From: `osoba${(sent += 1)}@urzad.example` })),
      givingUp.signal,
    );
  try {
    for (let outage = 0; outage < 2; outage += 1) {
      const before = sender.accepted;
      const sending = send(EMAILS);
      await until(() => sender.accepted > before + 10, { what: 'the first e-mails' });
      await redis.stop();
      await sending; // taking e-mails in does not need the queue
      await queueIs('down');
      expect((await fetch(`${program.url}/health/ready`)).status).toBe(503);
      expect(await aPage()).toContain(NOTICE);
      await redis.start();
      await queueIs('up');
      expect(await aPage()).not.toContain(NOTICE);
    }
  } finally {
    givingUp.abort();
  }
  expect(sender.refusals).toEqual([]);

  try {
    await until(
      async () => {
        await aMinutePasses();
        const [row] = (
          await owner.query<{ waiting: number; owed: number; sent: number }>(
            `SELECT (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'waiting')::integer AS waiting,
               (SELECT count(*) FROM event_outbox)::integer AS owed,
               (SELECT count(*) FROM notification n WHERE n.state = 'sent')::integer AS sent`,
          )
        ).rows;
        return row!.waiting === 0 && row!.owed === 0 && row!.sent >= 2 * EMAILS;
      },
      { timeoutMs: 60_000, everyMs: 250, what: 'every e-mail to be worked on and answered' },
    );
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${program.log}`, { cause: error });
  }
  const { rows } = await owner.query(
    `SELECT (SELECT count(*)::integer FROM ticket_message) AS messages, (SELECT array_agg(DISTINCT i.outcome) FROM inbound_email i) AS outcomes`,
  );
  expect(rows).toEqual([{ messages: 2 * EMAILS, outcomes: ['created'] }]);
  expect(new Set(sink.received.map(({ to }) => to.join())).size).toBe(2 * EMAILS);
  expect(sink.received).toHaveLength(2 * EMAILS);
  expect(program.isRunning).toBe(true);
}, 180_000);

it('does not keep the program from stopping', async () => {
  await redis.stop();
  await queueIs('down');

  await program.stop();

  expect(program.isRunning).toBe(false);
}, 60_000);
