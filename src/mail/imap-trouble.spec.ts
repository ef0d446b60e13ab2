import { imapTrouble, isServerBusy } from './imap-trouble.js';

const refused = (serverResponseCode?: string) =>
  Object.assign(new Error('Command failed'), { authenticationFailed: true, serverResponseCode });

it.each([
  ['a wrong password', refused('AUTHENTICATIONFAILED'), 'sign-in-refused'],
  ['a refusal without a code', refused(), 'sign-in-refused'],
  ['a sign-in that has to wait', refused('UNAVAILABLE'), 'server-busy'],
  ['too many connections', refused('LIMIT'), 'server-busy'],
  ['a folder that somebody holds', Object.assign(new Error('x'), { serverResponseCode: 'INUSE' }), 'server-busy'],
  [
    'a port that speaks no TLS',
    Object.assign(new Error('x'), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
    'port-without-tls',
  ],
  ['a name server that does not answer', Object.assign(new Error('x'), { code: 'ETIMEOUT' }), 'unreachable'],
])('knows %s', (_, error, trouble) => {
  expect(imapTrouble(error).trouble).toBe(trouble);
  expect(isServerBusy(error)).toBe(trouble === 'server-busy');
});
