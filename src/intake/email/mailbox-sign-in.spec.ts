import { isSameReceiver, missingSecret, type SignInSettings } from './mailbox-sign-in.js';

const BY_PASSWORD: SignInSettings = {
  host: 'poczta.urzad.example',
  port: 993,
  caCertificates: null,
  username: 'helpdesk',
  signIn: 'password',
  oauthTokenUrl: null,
  oauthGrant: null,
  oauthClientId: null,
  oauthScope: null,
};
const BY_OAUTH: SignInSettings = {
  ...BY_PASSWORD,
  signIn: 'oauth2',
  oauthTokenUrl: 'https://logowanie.example/token',
  oauthGrant: 'refresh_token',
  oauthClientId: 'pogotowie',
};
const BY_APPLICATION: SignInSettings = { ...BY_OAUTH, oauthGrant: 'client_credentials' };

describe('secrets of a mailbox stay with whom they were given for', () => {
  it.each([
    ['a wider scope at the same server', { oauthScope: 'imap' }, true],
    ['another mail server', { host: 'zly.example' }, false],
    ['another port', { port: 143 }, false],
    ['a server that another authority vouches for', { caCertificates: 'PEM' }, false],
    ['another account', { username: 'inny' }, false],
    ['another token server', { oauthTokenUrl: 'https://zly.example/token' }, false],
    ['another client', { oauthClientId: 'inny' }, false],
    ['another grant', { oauthGrant: 'client_credentials' }, false],
    ['another way to sign in', BY_PASSWORD, false],
  ] as const)('%s', (_, change, expected) => {
    expect(isSameReceiver(BY_OAUTH, { ...BY_OAUTH, ...change })).toBe(expected);
  });
});

describe('a sign-in needs', () => {
  it.each([
    ['a password', BY_PASSWORD, {}, 'password'],
    ['no other secret than the password', BY_PASSWORD, { password: 'x' }, null],
    ['a refresh token', BY_OAUTH, { clientSecret: 'x' }, 'refreshToken'],
    ['no client secret beside a refresh token', BY_OAUTH, { refreshToken: 'x' }, null],
    [
      'a client secret when the application acts in its own name',
      BY_APPLICATION,
      { refreshToken: 'x' },
      'clientSecret',
    ],
  ] as const)('%s', (_, settings, secrets, expected) => {
    expect(missingSecret(settings, secrets, false)).toBe(expected);
    expect(missingSecret(settings, secrets, true)).toBeNull();
  });
});
