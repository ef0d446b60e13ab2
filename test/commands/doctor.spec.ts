import { type Finding, diagnose } from '../../src/commands/doctor.js';
import { withApplication } from '../../src/commands/with-application.js';
import { encryptSecret } from '../../src/intake/email/mailbox-secret.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { DOVECOT_PASSWORD, startDovecot, type TestDovecot } from '../support/dovecot.js';
import { aFreePort } from '../support/free-port.js';
import { testConfig } from '../support/office.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openEmptyDatabase } from './empty-database.js';

let db: TestDatabase;
let dovecot: TestDovecot;
let smtp: SmtpSink;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  [db, dovecot, smtp, folder] = await Promise.all([
    openTestDatabase(),
    startDovecot(),
    startSmtpSink(),
    temporaryFolder(),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([db.close(), dovecot.close(), smtp.stop(), folder.remove()]);
}, 60_000);

async function diagnosis(env: Record<string, string> = {}): Promise<Record<string, Finding['advice']>> {
  const config = testConfig({
    DATABASE_URL: db.url,
    MIGRATION_DATABASE_URL: db.ownerUrl,
    DATA_DIR: folder.path,
    SMTP_URL: smtp.url,
    ...env,
  });
  const findings = await withApplication(config, diagnose);
  return Object.fromEntries(findings.map(({ name, advice }) => [name, advice]));
}

async function aMailbox(name: string, port: number, password: string): Promise<void> {
  await db.dataSource.query(
    `INSERT INTO mailbox (name, address, host, port, secure, username, password_encrypted)
     VALUES ($1, 'helpdesk@urzad.example', '127.0.0.1', $2, false, $1, $3)`,
    [name, port, encryptSecret(password, testConfig().appSecret)],
  );
}

/** One whose token server is away. */
async function aMailboxWithTokens(name: string): Promise<void> {
  await db.dataSource.query(
    `INSERT INTO mailbox (name, address, host, port, secure, username, sign_in, oauth_grant, oauth_token_url, oauth_client_id,
       oauth_client_secret_encrypted)
     VALUES ($1, 'helpdesk@urzad.example', '127.0.0.1', $2, false, $1, 'oauth2', 'client_credentials', $3, 'pogotowie', $4)`,
    [
      name,
      dovecot.imapPort,
      `http://127.0.0.1:${await aFreePort()}/token`,
      encryptSecret('klucz-aplikacji', testConfig().appSecret),
    ],
  );
}

it('looks at everything, without a program that runs, and says of each what is wrong', async () => {
  await aMailbox('read', dovecot.imapPort, DOVECOT_PASSWORD);
  await aMailbox('locked', dovecot.imapPort, 'wrong');
  await aMailbox('away', await aFreePort(), DOVECOT_PASSWORD);
  await aMailboxWithTokens('cloud');

  expect(await diagnosis()).toEqual({
    database: null,
    queue: null,
    smtp: null,
    'mailbox read': null,
    'mailbox locked': expect.stringMatching(/enter the password again.*authentication failed/i),
    'mailbox away': expect.stringMatching(/ECONNREFUSED/),
    'mailbox cloud': expect.stringMatching(
      /the token server does not answer as it should: check its address.*ECONNREFUSED/,
    ),
    'mail in': null,
    'database roles': null,
    clock: null,
    disk: null,
  });
}, 60_000);

it('says when no e-mail can come in, unless a listener or a mailbox is set up', async () => {
  const empty = await openEmptyDatabase();
  try {
    const nowhere = { DATABASE_URL: empty.urls.app, MIGRATION_DATABASE_URL: empty.urls.owner };

    expect(await diagnosis(nowhere)).toMatchObject({
      'mail in': expect.stringMatching(/set IMAP_URL or SMTP_INTAKE_PORT/),
    });
    expect(await diagnosis({ ...nowhere, LMTP_INTAKE_PORT: '24' })).toMatchObject({ 'mail in': null });
  } finally {
    await empty.close();
  }
}, 60_000);

it('names a mail server that is away, and a database without a second role', async () => {
  const found = await diagnosis({ SMTP_URL: `smtp://127.0.0.1:${await aFreePort()}`, DATABASE_URL: db.ownerUrl });

  expect(found).toMatchObject({
    smtp: expect.stringMatching(/ECONNREFUSED/),
    'database roles': expect.stringContaining('MIGRATION_DATABASE_URL'),
  });
}, 60_000);
