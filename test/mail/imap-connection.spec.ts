import { checkImapAccount } from '../../src/mail/imap-connection.js';
import { imapTrouble } from '../../src/mail/imap-trouble.js';
import { DOVECOT_PASSWORD, startDovecot, type TestDovecot } from '../support/dovecot.js';

/** Nobody answers there, so this Dovecot cannot tell whose a token is. */
const INTROSPECTION_URL = 'http://127.0.0.1:1/introspect';

let dovecot: TestDovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ introspectionUrl: INTROSPECTION_URL });
}, 60_000);
afterAll(() => dovecot.close());

const account = () => ({
  host: '127.0.0.1',
  port: dovecot.imapPort,
  secure: false,
  username: 'helpdesk@urzad.example',
  caCertificates: null,
  folder: 'INBOX',
});

const troubleOf = (check: Promise<void>) =>
  check.then(
    () => null,
    (error: unknown) => imapTrouble(error).trouble,
  );

it('takes a server that cannot sign anybody in now for busy, and asks for no other token', async () => {
  const asked: (string | undefined)[] = [];
  const accessToken = async (refused?: string): Promise<string> => `dostep-${asked.push(refused)}`;
  expect(await troubleOf(checkImapAccount({ ...account(), credentials: { accessToken } }))).toBe('server-busy');
  expect(asked).toEqual([undefined]);
}, 60_000);

it('says that a port speaks no TLS', async () => {
  const credentials = { password: DOVECOT_PASSWORD };
  expect(await troubleOf(checkImapAccount({ ...account(), secure: true, credentials }))).toBe('port-without-tls');
});
