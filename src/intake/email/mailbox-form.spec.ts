import { readForm } from '../../rendering/forms.js';
import { mailboxForm, withoutSecrets } from './mailbox-form.js';

const BY_PASSWORD = {
  name: 'Helpdesk',
  address: 'helpdesk@urzad.example',
  host: 'poczta.urzad.example',
  port: '993',
  secure: 'on',
  caCertificates: '',
  username: 'helpdesk',
  folder: 'INBOX',
  signIn: 'password',
  password: 'tajne',
  // The fields of the other way are there too when a browser cannot hide them.
  oauthTokenUrl: '',
  oauthGrant: 'refresh_token',
  oauthClientId: '',
  clientSecret: '',
  refreshToken: '',
  oauthScope: '',
};
const BY_OAUTH = {
  ...BY_PASSWORD,
  signIn: 'oauth2',
  password: '',
  oauthTokenUrl: 'https://logowanie.example/token',
  oauthClientId: 'pogotowie',
  refreshToken: ' token ',
};

it('asks nothing about OAuth2 of who signs in by password, and keeps nothing of it', () => {
  const form = readForm(mailboxForm, { ...BY_PASSWORD, oauthTokenUrl: 'nonsens', oauthClientId: 'x' });
  expect(form.ok && form.data).toMatchObject({
    settings: { signIn: 'password', oauthTokenUrl: null, oauthGrant: null, oauthClientId: null, oauthScope: null },
    secrets: { password: 'tajne', clientSecret: undefined },
  });
});

it('reads what OAuth2 needs, without the blanks that pasting leaves', () => {
  const form = readForm(mailboxForm, BY_OAUTH);
  expect(form.ok && form.data).toMatchObject({
    settings: { signIn: 'oauth2', oauthTokenUrl: 'https://logowanie.example/token', oauthScope: null },
    secrets: { password: undefined, clientSecret: undefined, refreshToken: 'token' },
  });
});

it.each([
  ['an open line to the token server', { oauthTokenUrl: 'http://logowanie.example/token' }, 'oauthTokenUrl'],
  ['no application', { oauthClientId: ' ' }, 'oauthClientId'],
  ['a certificate that is none', { caCertificates: 'Certyfikat urzędu' }, 'caCertificates'],
  ['a key in its place', { caCertificates: '-----BEGIN PRIVATE KEY-----' }, 'caCertificates'],
  ['a day that no calendar has', { fromDate: '2026-02-30' }, 'fromDate'],
  ['another way to sign in', { signIn: 'kerberos' }, 'signIn'],
])('refuses %s, and says so at the field', (_, change, field) => {
  const form = readForm(mailboxForm, { ...BY_OAUTH, ...change });
  expect(form.ok).toBe(false);
  expect(Object.keys(form.errors)).toEqual([field]);
});

it('shows no secret again', () => {
  const shown = withoutSecrets({ ...BY_OAUTH, password: 'a', clientSecret: 'b', refreshToken: 'c' });
  expect(Object.keys(BY_OAUTH).filter((name) => !(name in shown))).toEqual([
    'password',
    'clientSecret',
    'refreshToken',
  ]);
});
