import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Actor } from '../../src/access/actor.js';
import { Clock } from '../../src/common/clock.js';
import { AppConfig } from '../../src/config/config.js';
import { type MailboxSettings, MailboxesService } from '../../src/intake/email/mailboxes.service.js';
import { MailboxTokens } from '../../src/intake/email/mailbox-tokens.service.js';
import type { ImapCredentials } from '../../src/mail/imap-connection.js';
import { anActor, eventsOf } from '../support/office.js';
import { OAUTH_CLIENT, startTokenServer, type TokenServer } from '../support/token-server.js';
import { IntakeOffice, NOON } from './intake-office.js';
import { oauthMailbox } from './oauth-mailbox.js';

const USER = 'helpdesk@urzad.example';

let tokens: TokenServer;
let office: IntakeOffice;
let mailboxes: MailboxesService;
let administrator: Actor;
let settings: MailboxSettings;
beforeAll(async () => {
  tokens = await startTokenServer(USER);
  office = await IntakeOffice.open();
  mailboxes = office.get(MailboxesService);
  administrator = await anActor(office.db, { roles: ['administrator'] });
  settings = oauthMailbox(USER, tokens, { host: 'poczta.urzad.example', port: 993, secure: true });
}, 60_000);
afterAll(async () => {
  await office.close();
  await tokens.close();
});

const secrets = () => ({ clientSecret: OAUTH_CLIENT.secret, refreshToken: tokens.refreshToken });

async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: office.db.ownerUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

it('gives who reads under the old settings no token of the new ones, and takes no complaint from there', async () => {
  const elsewhere = { ...settings, host: 'inny.example', oauthTokenUrl: 'https://inny.example/token' };
  const id = await mailboxes.save(administrator, null, elsewhere, { clientSecret: 'x', refreshToken: 'x' }, NOON);
  const old = (await mailboxes.enabled(NOON)).find((mailbox) => mailbox.id === id)!;
  const { accessToken } = old.credentials as Extract<ImapCredentials, { accessToken: unknown }>;
  await mailboxes.save(administrator, id, settings, secrets(), NOON);

  const before = tokens.asked.length;
  await expect(accessToken()).rejects.toThrow('settings');
  await expect(accessToken('odmowiony')).rejects.toThrow('settings');
  expect(tokens.asked).toHaveLength(before);

  await mailboxes.recordFailure(old, new Error('nobody there'), NOON);
  expect((await mailboxes.list()).find((mailbox) => mailbox.id === id)).toMatchObject({ lastError: null });
  expect(await eventsOf(office.db, 'mailbox', id)).not.toContain('mailbox.failed');
});

it('says the same when the mailbox signs in by password meanwhile', async () => {
  const id = await mailboxes.save(administrator, null, { ...settings, folder: 'Haslo' }, secrets(), NOON);
  const byPassword = { signIn: 'password', oauthTokenUrl: null, oauthGrant: null, oauthClientId: null } as const;
  await mailboxes.save(administrator, id, { ...settings, folder: 'Haslo', ...byPassword }, { password: 'x' }, NOON);
  await expect(office.get(MailboxTokens).accessToken(id, 1)).rejects.toThrow('settings');
});

it('does not lose the next refresh token when it cannot be stored at once', async () => {
  const id = await mailboxes.save(administrator, null, { ...settings, folder: 'Zerwane' }, secrets(), NOON);
  const { version } = (await mailboxes.list()).find((mailbox) => mailbox.id === id)!;
  const source = office.get(MailboxTokens);
  const before = tokens.asked.length;

  await asOwner(`
    CREATE FUNCTION break_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the commit breaks'; END $$;
    CREATE CONSTRAINT TRIGGER break_commit AFTER UPDATE ON mailbox DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION break_commit()`);
  try {
    await expect(source.accessToken(id, version)).rejects.toThrow('the commit breaks');
    await expect(source.accessToken(id, version)).rejects.toThrow('the commit breaks');
  } finally {
    await asOwner('DROP TRIGGER break_commit ON mailbox; DROP FUNCTION break_commit()');
  }
  await source.accessToken(id, version);
  expect(new Set(tokens.asked.slice(before).map(({ refresh_token }) => refresh_token)).size).toBe(3);

  // Another process knows only what is stored.
  const other = new MailboxTokens(office.get(DataSource), office.get(AppConfig), office.get(Clock));
  expect(await other.accessToken(id, version)).toMatch(/^dostep-/);
});
