import { ConfiguredMailbox } from '../../src/intake/email/configured-mailbox.service.js';
import { MailboxLocks } from '../../src/intake/email/mailbox-locks.js';
import { AppConfig } from '../../src/config/config.js';
import { DatabaseUrls } from '../../src/database/database.service.js';
import { type MailboxSettings, MailboxesService } from '../../src/intake/email/mailboxes.service.js';
import type { Actor } from '../../src/access/actor.js';
import { anActor, eventsOf } from '../support/office.js';
import { until } from '../support/until.js';
import { IntakeOffice, NOON } from './intake-office.js';

const SETTINGS: MailboxSettings = {
  name: 'Helpdesk',
  address: 'helpdesk@urzad.example',
  host: 'poczta.urzad.example',
  port: 993,
  secure: true,
  caCertificates: null,
  username: 'helpdesk',
  folder: 'INBOX',
  signIn: 'password',
  oauthTokenUrl: null,
  oauthGrant: null,
  oauthClientId: null,
  oauthScope: null,
  queue: null,
  fromDate: '2026-03-01',
  enabled: true,
};

let office: IntakeOffice;
let mailboxes: MailboxesService;
let administrator: Actor;
let id: number;
beforeAll(async () => {
  office = await IntakeOffice.open();
  mailboxes = office.get(MailboxesService);
  administrator = await anActor(office.db, { roles: ['administrator'] });
  id = await mailboxes.save(administrator, null, SETTINGS, { password: 'tajne' }, NOON);
});
afterAll(() => office.close());

it('keeps the password encrypted and gives it to the watchers', async () => {
  expect(await office.one('SELECT m.password_encrypted FROM mailbox m')).not.toMatchObject({
    password_encrypted: expect.stringContaining('tajne') as string,
  });
  expect(await mailboxes.enabled(NOON)).toMatchObject([{ id, credentials: { password: 'tajne' } }]);
  expect(await eventsOf(office.db, 'mailbox', id)).toEqual(['mailbox.changed']);
});

it('keeps the password when settings of the same account change', async () => {
  await mailboxes.save(administrator, id, { ...SETTINGS, name: 'Pomoc' }, {}, NOON);
  expect(await mailboxes.enabled(NOON)).toMatchObject([{ name: 'Pomoc', credentials: { password: 'tajne' } }]);
});

it.each([
  ['another server', { host: 'zly.example' }],
  ['another port', { port: 143 }],
  ['another account', { username: 'inny' }],
])('asks for the password again for %s', async (_, change) => {
  await expect(mailboxes.save(administrator, id, { ...SETTINGS, ...change }, {}, NOON)).rejects.toMatchObject({
    code: 'mailbox.secret-required',
  });
});

it('keeps no password that was entered for another server while the settings were on their way', async () => {
  const elsewhere = { ...SETTINGS, host: 'inny.example', folder: 'Obok' };
  const beside = await mailboxes.save(administrator, null, elsewhere, { password: 'inne' }, NOON);
  const { password_encrypted } = await office.one<{ password_encrypted: string }>(
    'SELECT m.password_encrypted FROM mailbox m WHERE m.id = $1',
    [id],
  );
  const other = office.db.dataSource.createQueryRunner();
  await other.startTransaction();
  try {
    // Somebody else's save, not yet committed.
    await other.query('UPDATE mailbox SET host = $2, password_encrypted = $3, version = version + 1 WHERE id = $1', [
      beside,
      SETTINGS.host,
      password_encrypted,
    ]);
    const saved = mailboxes.save(administrator, beside, elsewhere, {}, NOON).then(
      () => 'saved',
      ({ code }: { code: string }) => code,
    );
    await until(
      async () =>
        (
          await office.one<{ waiting: number }>(
            `SELECT count(*) AS waiting FROM pg_stat_activity a WHERE a.wait_event_type = 'Lock' AND a.datname = current_database()`,
          )
        ).waiting > 0,
      { what: 'the save to wait' },
    );
    await other.commitTransaction();
    expect(await saved).toBe('mailbox.secret-required');
  } finally {
    await other.release();
    await office.db.dataSource.query('DELETE FROM mailbox WHERE id = $1', [beside]);
  }
});

it('refuses the same folder of the same account twice, and technicians', async () => {
  await expect(mailboxes.save(administrator, null, SETTINGS, { password: 'x' }, NOON)).rejects.toMatchObject({
    code: 'mailbox.exists',
  });
  await expect(
    mailboxes.save(await anActor(office.db, { roles: ['technician'] }), null, SETTINGS, { password: 'x' }, NOON),
  ).rejects.toMatchObject({ kind: 'forbidden' });
});

it('leaves out a mailbox whose password was stored under another secret', async () => {
  await office.db.dataSource.query(`UPDATE mailbox SET password_encrypted = 'AAAA' || password_encrypted`);
  expect(await mailboxes.enabled(NOON)).toEqual([]);
  expect(await mailboxes.list()).toMatchObject([{ lastError: expect.stringContaining('APP_SECRET') as string }]);
});

it('is read by one process; another takes over when that one lets go', async () => {
  const [first, second] = [new MailboxLocks(office.get(DatabaseUrls)), new MailboxLocks(office.get(DatabaseUrls))];
  try {
    expect([await first.take(id), await second.take(id)]).toEqual([true, false]);
    await first.close();
    expect([first.holds(id), await second.take(id)]).toEqual([false, true]);
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});

describe('the mailbox of IMAP_URL', () => {
  let url: string;
  const config = (): { -readonly [Key in keyof AppConfig]: AppConfig[Key] } => office.get(AppConfig);
  const configured = async () => (await mailboxes.list()).find(({ host }) => host === new URL(url).hostname)!;
  const startWith = async (imapUrl: string, at = NOON) => {
    url = imapUrl;
    config().imapUrl = imapUrl;
    await office.get(ConfiguredMailbox).ensure(at);
  };

  it('goes on from the same day when its server has moved', async () => {
    await startWith('imaps://zgloszenia:x@stary.example', new Date('2026-03-01T11:00:00Z'));
    await startWith('imaps://zgloszenia:x@nowy.example:1993', new Date('2026-03-20T11:00:00Z'));
    expect(await configured()).toMatchObject({ host: 'nowy.example', fromDate: '2026-03-01' });
  });

  it('goes on with everything where everything was read', async () => {
    await office.db.dataSource.query(`UPDATE mailbox SET from_date = NULL WHERE host = 'nowy.example'`);
    await startWith('imaps://zgloszenia:x@nowszy.example');
    expect(await configured()).toMatchObject({ fromDate: null });
    await startWith('imaps://zgloszenia:x@nowszy.example/Archiwum');
    expect((await mailboxes.list()).find(({ folder }) => folder === 'Archiwum')).toMatchObject({
      fromDate: '2026-03-12',
    });
  });

  it('sends its password to no server that an authority vouches for which came with another password', async () => {
    await startWith('imaps://biuro:prawdziwe@poczta.example');
    const { id: configuredId, ...settings } = await configured();
    const own = { ...settings, caCertificates: 'PEM' };
    await mailboxes.save(administrator, configuredId, own, { password: 'zmyslone' }, NOON);
    await startWith(url);
    expect(await configured()).toMatchObject({ caCertificates: null });

    await mailboxes.save(administrator, configuredId, own, { password: 'prawdziwe' }, NOON);
    await startWith(url);
    expect(await configured()).toMatchObject({ caCertificates: 'PEM' });
  });
});
