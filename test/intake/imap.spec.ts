import { ImapIntakeService } from '../../src/intake/email/imap-intake.service.js';
import { MailboxesService } from '../../src/intake/email/mailboxes.service.js';
import { IntakeAlarms } from '../../src/intake/email/intake-alarms.service.js';
import { balanceView } from '../../src/intake/email/intake-balance.page.js';
import { IntakeBalance } from '../../src/intake/email/intake-balance.service.js';
import { IntakeService } from '../../src/intake/email/intake.service.js';
import { localDate } from '../../src/common/local-date.js';
import { startDovecot, type TestDovecot } from '../support/dovecot.js';
import { until } from '../support/until.js';
import { anEmail, IntakeOffice } from './intake-office.js';

const USER = 'helpdesk@urzad.example';

let dovecot: TestDovecot;
let office: IntakeOffice;
beforeAll(async () => {
  dovecot = await startDovecot();
  await dovecot.deliver(USER, anEmail({ Subject: 'before the start' }));
  await fileAsOld();
  office = await IntakeOffice.open({ IMAP_URL: dovecot.imapUrl(USER), SMTP_INTAKE_MAX_BYTES: '200000' });
  await office.listen();
});
afterAll(async () => {
  await office.close();
  await dovecot.close();
});

/** A message from before the first day, as a mailbox that was in use before holds them. */
async function fileAsOld(): Promise<void> {
  const client = dovecot.connect(USER);
  await client.connect();
  await client.append('INBOX', anEmail({ Subject: 'of last year' }), [], new Date(Date.now() - 365 * 86_400_000));
  await client.logout();
}

/** Messages in the folder that are ours to read. */
const newInInbox = async () => (await messagesIn('INBOX')) - (await olderToday());

const olderToday = async () => {
  const [today] = balanceView(await office.get(IntakeBalance).ofDays(new Date(), 1)).rows;
  return today?.older ?? 0;
};

const subjects = async () =>
  (await office.db.dataSource.query<{ id: number }[]>('SELECT i.id FROM inbound_email i ORDER BY i.id')).map(
    ({ id }) => id,
  );

async function stored(count: number): Promise<number[]> {
  return until(
    async () => {
      const ids = await subjects();
      return ids.length >= count ? ids : undefined;
    },
    { what: `${count} e-mails` },
  );
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

/** A reader of a mailbox holds its lock. */
async function isRead(): Promise<boolean> {
  const [{ count }] = await office.db.dataSource.query<[{ count: number }]>(
    `SELECT count(*)::integer AS count FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted
       AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`,
  );
  return count > 0;
}

it('takes what lies in the folder already, read or unread, and moves it', async () => {
  const [id] = await stored(1);
  await office.get(IntakeService).process([id!]);
  expect(await office.email(id!)).toMatchObject({ outcome: 'created', subject: 'before the start', channel: 'imap' });
  await until(async () => (await messagesIn('Przetworzone')) === 1);
  expect(await newInInbox()).toBe(0);
});

it('leaves what is older than the day of the first connection, and says how much of it lies there', async () => {
  const [mailbox] = await office.get(MailboxesService).list();
  expect(mailbox!.fromDate).toBe(localDate(new Date(), 'Europe/Warsaw'));
  expect([await olderToday(), await messagesIn('INBOX')]).toEqual([1, 1]);
  expect(await office.count('inbound_email')).toBe(1);
});

it('hears of new mail at once and tells when it last looked', async () => {
  await dovecot.deliver(USER, anEmail());
  await stored(2);
  const [mailbox] = await office.get(MailboxesService).list();
  expect(mailbox).toMatchObject({
    address: USER,
    folder: 'INBOX',
    lastError: null,
    lastPolledAt: expect.any(Date) as Date,
  });
});

it('puts a message over the limit aside, with its header stored', async () => {
  await dovecot.deliver(USER, anEmail({ Subject: 'ogromny' }, 'x'.repeat(300_000)));
  const ids = await stored(3);
  await office.get(IntakeService).process([ids[2]!]);
  expect(await office.email(ids[2]!)).toMatchObject({
    outcome: 'quarantined',
    reason: 'too-large',
    subject: 'ogromny',
  });
  await until(async () => (await messagesIn('Kwarantanna')) === 1);
});

it('stores a message once, even when it could not be moved', async () => {
  const { sha256, uid_validity, uid } = await office.one<{ sha256: string; uid_validity: number; uid: number }>(
    'SELECT i.* FROM inbound_email i ORDER BY i.id LIMIT 1',
  );
  await expect(
    office.db.dataSource.query(
      `INSERT INTO inbound_email (channel, mailbox_id, uid_validity, uid, received_at, sha256, size_bytes) SELECT 'imap', m.id, $1, $2, now(), $3, 1 FROM mailbox m`,
      [uid_validity, uid, sha256],
    ),
  ).rejects.toMatchObject({ code: '23505' });
});

it('says that the server is away, and goes on when it is back', async () => {
  await dovecot.stop();
  await until(async () => (await office.get(MailboxesService).list())[0]?.lastError);
  expect(await office.one(`SELECT count(*) AS count FROM event e WHERE e.type = 'mailbox.failed'`)).toEqual({
    count: 1,
  });
  await dovecot.start();
  await dovecot.deliver(USER, anEmail());
  await stored(4);
  await until(async () => (await office.get(MailboxesService).list())[0]?.lastError === null);
});

it('drains hundreds', async () => {
  const client = dovecot.connect(USER);
  await client.connect();
  for (let index = 0; index < 200; index += 1) await client.append('INBOX', anEmail());
  await client.logout();
  await stored(204);
  await until(async () => (await newInInbox()) === 0);
});

it('tells of a message that somebody took away before it was read, and not of an old one that was moved here', async () => {
  const difference = async () =>
    (await office.get(IntakeAlarms).current(new Date())).find(({ kind }) => kind === 'mailbox-difference');
  const setEnabled = (enabled: boolean) => office.db.dataSource.query('UPDATE mailbox SET enabled = $1', [enabled]);
  await until(async () => (await newInInbox()) === 0);
  expect(await difference()).toBeUndefined();

  await setEnabled(false);
  await until(async () => !(await isRead()), { what: 'the watcher to stop' });
  await dovecot.deliver(USER, anEmail({ Subject: 'taken away' }));
  const client = dovecot.connect(USER);
  await client.connect();
  await client.mailboxOpen('INBOX');
  await client.messageDelete('*'); // the last one
  await client.logout();
  await fileAsOld();
  await setEnabled(true);

  expect(await until(difference, { what: 'the difference' })).toMatchObject({ messages: 1 });
  const { rows } = balanceView(await office.get(IntakeBalance).ofDays(new Date(), 1));
  const [today] = rows;
  expect(today).toMatchObject({ source: USER, missing: 1, older: 2 });
  expect(today!.counts.reduce((sum, { count }) => sum + count, 0)).toBe(today!.received);
});

it('lets go of its mailbox when it stops', async () => {
  await office.get(ImapIntakeService).onApplicationShutdown();
  await dovecot.deliver(USER, anEmail());
  expect(await newInInbox()).toBe(1);
});
