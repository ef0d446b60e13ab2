import type { Actor } from '../../src/access/actor.js';
import { Clock } from '../../src/common/clock.js';
import { type MailboxSettings, MailboxesService } from '../../src/intake/email/mailboxes.service.js';
import { MailboxTokens } from '../../src/intake/email/mailbox-tokens.service.js';
import { troubleText } from '../../src/intake/email/mailbox-trouble.js';
import { type BreakableLine, breakableLine } from '../support/breakable-line.js';
import { startDovecot, type TestDovecot } from '../support/dovecot.js';
import { anActor } from '../support/office.js';
import { OAUTH_CLIENT, startTokenServer, type TokenServer } from '../support/token-server.js';
import { until } from '../support/until.js';
import { anEmail, IntakeOffice } from './intake-office.js';
import { oauthMailbox } from './oauth-mailbox.js';

const USER = 'helpdesk@urzad.example';

let tokens: TokenServer;
let dovecot: TestDovecot;
let line: BreakableLine;
let office: IntakeOffice;
let administrator: Actor;
let settings: MailboxSettings;
let id: number;

beforeAll(async () => {
  tokens = await startTokenServer(USER);
  dovecot = await startDovecot({ introspectionUrl: tokens.introspectionUrl });
  line = await breakableLine(dovecot.imapPort);
  office = await IntakeOffice.open();
  administrator = await anActor(office.db, { roles: ['administrator'] });
  settings = oauthMailbox(USER, tokens, { host: '127.0.0.1', port: line.port, secure: false });
  id = await save(settings, { clientSecret: OAUTH_CLIENT.secret, refreshToken: tokens.refreshToken });
  await office.listen();
}, 60_000);
afterAll(async () => {
  await office.close();
  await Promise.all([line.close(), dovecot.close(), tokens.close()]);
});

function save(changed: MailboxSettings, secrets: { clientSecret?: string; refreshToken?: string }): Promise<number> {
  return office.get(MailboxesService).save(administrator, id ?? null, changed, secrets, new Date());
}

const mailbox = async () => (await office.get(MailboxesService).list())[0]!;

async function isStored(count: number): Promise<void> {
  await until(async () => (await office.count('inbound_email')) === count, { what: `${count} e-mails` });
}

it('reads with an access token, and keeps the next refresh token as secret as the first', async () => {
  await dovecot.deliver(USER, anEmail());
  await isStored(1);
  expect(tokens.asked).toHaveLength(1);
  const row = await office.one<Record<string, unknown>>('SELECT m.* FROM mailbox m');
  expect(JSON.stringify(row)).not.toMatch(/odswiezanie|klucz|dostep/);
  expect(await mailbox()).toMatchObject({ has: { password: false, clientSecret: true, refreshToken: true } });
});

it('signs in again with the same token while it is good', async () => {
  line.cut();
  await dovecot.deliver(USER, anEmail());
  await isStored(2);
  expect(tokens.asked).toHaveLength(1);
});

it('asks for another one, once, when the server refuses it before its time', async () => {
  tokens.withdrawAll();
  line.cut();
  await dovecot.deliver(USER, anEmail());
  await isStored(3);
  expect(tokens.asked).toHaveLength(2);
});

it('asks for another one when its time has come, each with the refresh token that came with the one before', async () => {
  const { version } = await mailbox();
  const source = office.get(MailboxTokens);
  const first = await source.accessToken(id, version);
  const clock = office.get(Clock);
  clock.now = () => new Date(Date.now() + 3_600_000);
  try {
    const second = await source.accessToken(id, version);
    expect(second).not.toBe(first);
    expect(await source.accessToken(id, version)).toBe(second);
  } finally {
    clock.now = () => new Date();
  }
  expect(tokens.asked).toHaveLength(3);
  const used = tokens.asked.map(({ refresh_token }) => refresh_token);
  expect(new Set(used).size).toBe(3);
});

it('says that the consent has ended, and goes on within seconds when a new one is entered', async () => {
  const next = tokens.refreshToken;
  tokens.refreshToken = 'odswiezanie-po-nowej-zgodzie';
  tokens.withdrawAll();
  line.cut();
  const { lastError, lastTrouble } = await until(
    async () => {
      const found = await mailbox();
      return found.lastTrouble === 'grant-refused' ? found : null;
    },
    { what: 'the refusal' },
  );
  expect(lastError).toBe('the token server refused: invalid_grant');
  expect(troubleText(lastTrouble, lastError!)).toContain('Zgoda na dostęp do skrzynki wygasła albo została cofnięta.');
  expect(tokens.asked.at(-1)).toMatchObject({ refresh_token: next });

  await dovecot.deliver(USER, anEmail());
  await save(settings, { refreshToken: tokens.refreshToken });
  await isStored(4);
  await until(async () => (await mailbox()).lastTrouble === null);
});

it('says that the mail server does not take even a new token', async () => {
  tokens.user = 'ktos.inny@urzad.example';
  line.cut();
  await until(async () => (await mailbox()).lastTrouble === 'sign-in-refused', { what: 'the refusal' });
  tokens.user = USER;
  await until(async () => (await mailbox()).lastTrouble === null);
});

it('signs in for the application itself, without a person', async () => {
  await save(
    { ...settings, oauthGrant: 'client_credentials', oauthScope: 'imap' },
    { clientSecret: OAUTH_CLIENT.secret },
  );
  const asked = await until(() => tokens.asked.find(({ grant_type }) => grant_type === 'client_credentials'));
  expect(asked).toMatchObject({ scope: 'imap' });
  await dovecot.deliver(USER, anEmail());
  await isStored(5);
  expect(await mailbox()).toMatchObject({ has: { refreshToken: false } });
});

it('forgets the secrets of a way to sign in that is no longer used', async () => {
  await office
    .get(MailboxesService)
    .save(
      administrator,
      id,
      { ...settings, signIn: 'password', oauthTokenUrl: null, oauthGrant: null, oauthClientId: null, enabled: false },
      { password: 'x' },
      new Date(),
    );
  expect(await mailbox()).toMatchObject({ has: { password: true, clientSecret: false, refreshToken: false } });
});
