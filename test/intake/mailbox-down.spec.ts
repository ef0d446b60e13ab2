import { setTimeout as wait } from 'node:timers/promises';
import { startDovecot, type TestDovecot } from '../support/dovecot.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { anEmail } from './intake-office.js';

const USER = 'helpdesk@urzad.example';
/** Before, around and after each time the server is down. */
const EMAILS = 25;

let dovecot: TestDovecot;
let sink: SmtpSink;
let office: RunningOffice;

beforeAll(async () => {
  [dovecot, sink] = await Promise.all([startDovecot(), startSmtpSink()]);
  office = await startOffice({ IMAP_URL: dovecot.imapUrl(USER), SMTP_URL: sink.url, SMTP_MAX_PER_MINUTE: '100000' });
}, 60_000);
afterAll(async () => {
  await office.stop();
  await Promise.all([dovecot.close(), sink.stop()]);
}, 30_000);

async function mailboxPage(cookie: string): Promise<string> {
  return (await fetch(`${office.url}/settings/mailboxes`, { headers: { cookie } })).text();
}

async function messagesIn(folder: string): Promise<number> {
  const client = dovecot.connect(USER);
  await client.connect();
  try {
    const status = await client.status(folder, { messages: true });
    return status ? (status.messages ?? 0) : 0;
  } finally {
    await client.logout();
  }
}

/** As the office's server files mail: again until it is in the mailbox, twice when the answer was lost. */
async function file(raw: Buffer, givingUp: AbortSignal): Promise<void> {
  while (!givingUp.aborted) {
    try {
      return await dovecot.deliver(USER, raw);
    } catch {
      await wait(100);
    }
  }
}

const counts = async () => {
  const [row] = await office.db.dataSource.query<Record<'messages' | 'waiting' | 'other' | 'told', number>[]>(
    `SELECT (SELECT count(*) FROM ticket_message) AS messages,
       (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'waiting') AS waiting,
       (SELECT count(*) FROM inbound_email i WHERE i.outcome NOT IN ('created', 'duplicate', 'waiting')) AS other,
       (SELECT count(*) FROM notification n WHERE n.kind = 'received' AND n.state = 'sent') AS told`,
  );
  return row!;
};

it('the mailbox goes away twice while e-mails are read from it: each is one ticket, and its page said what was wrong (P4)', async () => {
  const administrator = await office.signIn('admin');
  const givingUp = new AbortController();
  const filing: Promise<void>[] = [];
  let sent = 0;
  try {
    for (let outage = 1; outage <= 2; outage += 1) {
      for (let index = 0; index < EMAILS; index += 1)
        filing.push(file(anEmail({ From: `osoba${(sent += 1)}@urzad.example` }), givingUp.signal));
      // In the middle of it: some are stored, some lie in the mailbox, some are on their way there.
      await until(async () => (await counts()).messages > (outage - 1) * EMAILS, { timeoutMs: 30_000, what: 'mail' });
      await dovecot.stop();
      await until(async () => (await mailboxPage(administrator)).includes('Nie można odczytać skrzynki'), {
        timeoutMs: 30_000,
        what: 'the page to say so',
      });
      await dovecot.start();
      await until(async () => !(await mailboxPage(administrator)).includes('Nie można odczytać skrzynki'), {
        timeoutMs: 30_000,
        what: 'the page to be content again',
      });
    }
    await Promise.all(filing);
    await until(
      async () => {
        const { messages, waiting, told } = await counts();
        return messages >= sent && told >= sent && waiting === 0 && (await messagesIn('INBOX')) === 0;
      },
      { timeoutMs: 60_000, everyMs: 200, what: 'everything to be read' },
    );
  } finally {
    givingUp.abort();
  }

  expect(await counts()).toEqual({ messages: sent, waiting: 0, other: 0, told: sent });
  const [{ stored } = { stored: 0 }] = await office.db.dataSource.query<{ stored: number }[]>(
    'SELECT count(*) AS stored FROM inbound_email',
  );
  expect(await messagesIn('Przetworzone')).toBe(stored);
  expect(new Set(sink.received.map(({ to }) => to.join())).size).toBe(sent);
}, 180_000);
