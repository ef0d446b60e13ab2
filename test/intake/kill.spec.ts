import { setTimeout as wait } from 'node:timers/promises';
import { startDovecot, type TestDovecot } from '../support/dovecot.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { anEmail } from './intake-office.js';
import { connectTo, RealProcess } from './real-process.js';
import { SendingServer } from './sending-server.js';

const USER = 'helpdesk@urzad.example';
const EACH_WAY = 100;
const KILLS = 5;

let dovecot: TestDovecot;
let sink: SmtpSink;
let program: RealProcess;

beforeAll(async () => {
  [dovecot, sink] = await Promise.all([startDovecot(), startSmtpSink()]);
  program = await RealProcess.prepare({ SMTP_URL: sink.url, IMAP_URL: dovecot.imapUrl(USER) });
  await program.start();
}, 90_000);
afterAll(async () => {
  await program.remove();
  await Promise.all([dovecot.close(), sink.stop()]);
}, 30_000);

/**
 * Promise P1. The database is the embedded one with fsync on; the program is killed while e-mails arrive both ways, some of
 * them with an attachment, and started again.
 */
it('loses no acknowledged e-mail and doubles none, however often it is killed', async () => {
  const mails = Array.from({ length: 2 * EACH_WAY }, (_, index) => aMail(index));
  const givingUp = new AbortController();
  const bySmtp = mails.slice(0, EACH_WAY).map(({ raw }) => raw);
  const sender = new SendingServer(program.smtpPort, USER);
  const sending = Promise.all([sender.send(bySmtp, givingUp.signal), byImap(mails.slice(EACH_WAY))]);
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wait(200 + Math.random() * 1_200);
      await program.kill();
      await program.start();
    }
    await sending;
  } finally {
    givingUp.abort();
  }

  const db = await connectTo(program.dataDir);
  try {
    const rows = async (sql: string) => (await db.query<Record<string, unknown>>(sql)).rows;
    await until(async () => (await rows(`SELECT FROM inbound_email WHERE outcome = 'waiting'`)).length === 0, {
      timeoutMs: 60_000,
      what: 'no waiting e-mail',
    });
    await until(async () => (await rows('SELECT FROM inbound_email WHERE uid IS NOT NULL')).length >= EACH_WAY, {
      timeoutMs: 60_000,
      what: 'all of IMAP',
    });
    await until(async () => (await rows(`SELECT FROM inbound_email WHERE outcome = 'waiting'`)).length === 0, {
      timeoutMs: 60_000,
      what: 'no waiting e-mail',
    });

    const messages = await rows('SELECT m.subject FROM ticket_message m ORDER BY m.subject');
    expect(messages.map(({ subject }) => subject)).toEqual(mails.map(({ subject }) => subject).toSorted());
    expect(await rows(`SELECT i.outcome FROM inbound_email i WHERE i.outcome NOT IN ('created', 'duplicate')`)).toEqual(
      [],
    );
    expect(
      await rows('SELECT count(*)::integer AS tickets, count(DISTINCT number)::integer AS numbers FROM ticket'),
    ).toEqual([{ tickets: mails.length, numbers: mails.length }]);
    expect(await rows('SELECT count(*)::integer AS attachments FROM attachment')).toEqual([
      { attachments: mails.length / 2 },
    ]);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${program.log}`, { cause: error });
  } finally {
    await db.end();
  }
}, 240_000);

function aMail(index: number): { subject: string; raw: Buffer } {
  const subject = `Zgłoszenie ${String(index).padStart(3, '0')}`;
  const headers = { Subject: subject, From: `osoba${index % 7}@urzad.example` };
  if (index % 2) return { subject, raw: anEmail(headers) };
  const parts = `--b\r\n\r\nW załączeniu skan.\r\n--b\r\nContent-Type: application/pdf; name=skan${index}.pdf\r\n\r\n${'x'.repeat(1_000 * index)}\r\n--b--`;
  return { subject, raw: anEmail({ ...headers, 'Content-Type': 'multipart/mixed; boundary=b' }, parts) };
}

async function byImap(mails: { raw: Buffer }[]): Promise<void> {
  const client = dovecot.connect(USER);
  await client.connect();
  for (const { raw } of mails) {
    await client.append('INBOX', raw);
    await wait(30);
  }
  await client.logout();
}
