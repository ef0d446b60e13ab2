import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { ConfiguredMailbox } from '../../src/intake/email/configured-mailbox.service.js';
import { type Mailbox, MailboxesService } from '../../src/intake/email/mailboxes.service.js';
import { mailboxTrouble } from '../../src/intake/email/mailbox-trouble.js';
import { checkImapAccount } from '../../src/mail/imap-connection.js';
import { DOVECOT_PASSWORD, startDovecot, type TestDovecot } from '../support/dovecot.js';
import { anActor } from '../support/office.js';
import { until } from '../support/until.js';
import { anEmail, IntakeOffice } from './intake-office.js';

const USER = 'helpdesk@urzad.example';
const CA_FILE = 'test/fixtures/tls/ca.pem';
const [CA, OTHER_CA, SERVER] = [CA_FILE, 'test/fixtures/tls/other-ca.pem', 'test/fixtures/tls/server.pem'].map((path) =>
  readFileSync(join(PROJECT_ROOT, path), 'utf8'),
) as [string, string, string];

let dovecot: TestDovecot;
let office: IntakeOffice;
beforeAll(async () => {
  dovecot = await startDovecot({ tls: true });
  office = await IntakeOffice.open({
    IMAP_URL: `imaps://${encodeURIComponent(USER)}:${DOVECOT_PASSWORD}@127.0.0.1:${dovecot.imapsPort}`,
  });
  await office.listen();
}, 60_000);
afterAll(async () => {
  await office.close();
  await dovecot.close();
});

const mailbox = async (): Promise<Mailbox | undefined> => (await office.get(MailboxesService).list())[0];

async function troubleWith(change: { host?: string; secure?: boolean; caCertificates: string | null }) {
  const secure = change.secure ?? true;
  const account = {
    host: '127.0.0.1',
    port: secure ? dovecot.imapsPort : dovecot.imapPort,
    username: USER,
    credentials: { password: DOVECOT_PASSWORD },
    folder: 'INBOX',
    ...change,
    secure,
  };
  return checkImapAccount(account).then(
    () => null,
    (error: unknown) => mailboxTrouble(error).trouble,
  );
}

it.each([
  ['without its authority', 'certificate-unknown', { caCertificates: null }],
  ['without its authority, by STARTTLS', 'certificate-unknown', { caCertificates: null, secure: false }],
  ['with another authority', 'certificate-unknown', { caCertificates: OTHER_CA }],
  ['with another authority, by STARTTLS', 'certificate-unknown', { caCertificates: OTHER_CA, secure: false }],
  ['under another name', 'certificate-name', { caCertificates: CA, host: 'localhost' }],
  ['with its authority', null, { caCertificates: CA }],
  ['with its authority, by STARTTLS', null, { caCertificates: CA, secure: false }],
  ['with its own certificate alone', null, { caCertificates: SERVER }],
  ['with its own certificate alone, by STARTTLS', null, { caCertificates: SERVER, secure: false }],
  ['with its authority among others', null, { caCertificates: OTHER_CA + CA }],
])('a server whose certificate is of its own making, %s: %s', async (_, trouble, change) => {
  expect(await troubleWith(change)).toBe(trouble);
});

it('asks for an encrypted line where an authority is given, also on this machine', async () => {
  const plain = await startDovecot();
  try {
    const account = { host: '127.0.0.1', port: plain.imapPort, secure: false, username: USER, folder: 'INBOX' };
    const check = checkImapAccount({ ...account, credentials: { password: DOVECOT_PASSWORD }, caCertificates: CA });
    expect(await check.catch((error: unknown) => mailboxTrouble(error).trouble)).toBe('no-tls');
  } finally {
    await plain.close();
  }
});

it('says why the mailbox is not read, and reads it once its authority was pasted', async () => {
  await dovecot.deliver(USER, anEmail());
  await until(async () => (await mailbox())?.lastTrouble === 'certificate-unknown', { what: 'the refusal' });
  expect(await office.count('inbound_email')).toBe(0);

  const administrator = await anActor(office.db, { roles: ['administrator'] });
  const { id, ...settings } = (await mailbox())!;
  const secrets = { password: DOVECOT_PASSWORD };
  await office
    .get(MailboxesService)
    .save(administrator, id, { ...settings, caCertificates: CA, fromDate: '2026-02-28' }, secrets, new Date());
  await until(async () => (await office.count('inbound_email')) === 1, { what: 'the e-mail' });
  await until(async () => (await mailbox())?.lastTrouble === null);
});

it('takes authority and first day of the first mailbox from the environment, and leaves what the settings say where nothing is named', async () => {
  const again = await IntakeOffice.open({
    IMAP_URL: dovecot.imapUrl(USER),
    IMAP_CA_FILE: CA_FILE,
    IMAP_SINCE: '2026-01-31',
  });
  try {
    await again.get(ConfiguredMailbox).ensure(new Date());
    expect(await again.get(MailboxesService).list()).toMatchObject([{ caCertificates: CA, fromDate: '2026-01-31' }]);
    await office.get(ConfiguredMailbox).ensure(new Date());
    expect(await mailbox()).toMatchObject({ caCertificates: CA, fromDate: '2026-02-28' });
  } finally {
    await again.close();
  }
});
