import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, loadConfig, SETTINGS } from '../../src/config/config.js';
import { readEnvironment } from '../../src/config/environment.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const COMPLETE = {
  APP_SECRET: 'a secret only for tests, long enough',
  HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
  INTERNAL_DOMAINS: 'urzad.example',
  SMTP_URL: 'smtp://mail.urzad.example',
};
const TLS = 'test/fixtures/tls';

type Variables = Record<string, string | undefined>;

/** The one message; empty when nothing is wrong. */
function complaint(env: Variables, fromFile: string[] = []): string {
  try {
    loadConfig(env, fromFile);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
}

/** The variables that the message names, in its order. */
function named(env: Variables, fromFile: string[] = []): string[] {
  return [...complaint(env, fromFile).matchAll(/^ {2}(\w+)/gm)].map(([, variable]) => variable!);
}

it.each<[string, Variables, string[]]>([
  ['what is complete names nothing', {}, []],
  ['the demo needs no mail server', { DEMO: 'true', SMTP_URL: undefined }, []],
  ['an empty variable is a missing one', { SMTP_URL: '', APP_SECRET: ' ' }, ['APP_SECRET', 'SMTP_URL']],
  [
    'missing, wrong and belonging together, all at once',
    {
      ...{
        APP_SECRET: 'short',
        PORT: 'many',
        SMTP_URL: undefined,
        INTERNAL_DOMAINS: undefined,
        LMTP_INTAKE_PROT: '24',
      },
      ...{ SMTP_INTAKE_TLS_CERT: `${TLS}/server.pem`, MIGRATION_DATABASE_URL: 'postgres://owner@localhost/pogotowie' },
    },
    ['PORT', 'APP_SECRET', 'INTERNAL_DOMAINS', 'SMTP_URL', 'DATABASE_URL', 'SMTP_INTAKE_TLS_KEY', 'LMTP_INTAKE_PROT'],
  ],
  ['a wrong one is named once', { SMTP_URL: 'http://mail.urzad.example', PORT: '-1' }, ['PORT', 'SMTP_URL']],
  [
    'lists with spaces, networks of both kinds, a sender with a name, certificates and their key',
    {
      ROLES: 'web, jobs',
      SMTP_INTAKE_NETWORKS: '10.0.0.0/8, 10.1.2.3, 2001:db8::/32',
      INTERNAL_DOMAINS: '@urzad.example, sołectwo.example, mail.local',
      MAIL_FROM: 'Obsługa informatyczna <helpdesk@urzad.example>',
      SMTP_INTAKE_TLS_CERT: `${TLS}/server.pem`,
      SMTP_INTAKE_TLS_KEY: `${TLS}/server.key`,
      HOST: '::1',
      SMTP_INTAKE_HOST: 'poczta.urzad.example',
      QUEUE_URL: 'redis://redis:6379/2',
      IMAP_URL: 'imaps://helpdesk%40urzad.example:p%23ss@mail/Helpdesk',
      PUBLIC_URL: 'https://helpdesk.urzad.example/',
    },
    [],
  ],
])('the environment: %s', (_rule, changes, expected) => {
  expect(named({ ...COMPLETE, ...changes })).toEqual(expected);
});

it('the address of the pages says https in small letters, which cookies look at', () => {
  expect(loadConfig({ ...COMPLETE, PUBLIC_URL: 'HTTPS://helpdesk.urzad.example/' })).toMatchObject({
    publicUrl: 'https://helpdesk.urzad.example',
  });
});

it('an empty environment names all that is needed', () => {
  expect(named({})).toEqual(['APP_SECRET', 'HELPDESK_ADDRESSES', 'INTERNAL_DOMAINS', 'SMTP_URL']);
});

it.each<[Variables, RegExp]>([
  [{ PORT: '70000' }, /PORT: must be a whole number, 0 to 65535/],
  [{ SMTP_MAX_PER_MINUTE: '0' }, /SMTP_MAX_PER_MINUTE: must be a whole number, at least 1/],
  [{ HOST: '127.0.0' }, /HOST: must be an address of this machine/],
  [{ SMTP_INTAKE_HOST: '0.0.0.0:25' }, /SMTP_INTAKE_HOST: must be .* without a port/],
  [{ HOST: '0.0.0.0' }, /PUBLIC_URL: is required with HOST=0.0.0.0/],
  [{ PUBLIC_URL: 'helpdesk.urzad.example' }, /PUBLIC_URL: must be an address such as https:/],
  [{ PUBLIC_URL: 'https://urzad.example/helpdesk' }, /PUBLIC_URL: .* without a path/],
  [{ ROLES: 'web,wbe,job' }, /ROLES: "wbe" is none of web, jobs, intake; "job" is none of/],
  [{ ROLES: ',' }, /ROLES: names nothing/],
  [{ LOG_LEVEL: 'verbose' }, /LOG_LEVEL: "verbose" is none of fatal, error/],
  [{ TRUST_PROXY: 'yes' }, /TRUST_PROXY: must be true or false/],
  [{ TIME_ZONE: 'Europe/Kielce' }, /TIME_ZONE: "Europe\/Kielce" is not a time zone/],
  [{ TIME_ZONE: '+02:00' }, /TIME_ZONE: "\+02:00" is not a time zone/],
  [{ IMAP_SINCE: '2026-02-30' }, /IMAP_SINCE: must be a day such as/],
  [{ SMTP_INTAKE_NETWORKS: '10.0.0.0/8, localhost' }, /SMTP_INTAKE_NETWORKS: "localhost" is neither an address nor/],
  [{ SMTP_INTAKE_NETWORKS: '10.0.0.0/33' }, /SMTP_INTAKE_NETWORKS: "10.0.0.0\/33"/],
  [{ SMTP_INTAKE_NETWORKS: '10.0.0/8' }, /SMTP_INTAKE_NETWORKS: "10.0.0\/8"/],
  [{ HELPDESK_ADDRESSES: 'helpdesk@urzad.example, it' }, /HELPDESK_ADDRESSES: "it" is not an e-mail address/],
  [{ INTERNAL_DOMAINS: 'urzad.example, *.gmina.example' }, /INTERNAL_DOMAINS: "\*\.gmina\.example" is not a domain/],
  [{ INTERNAL_DOMAINS: 'jan@urzad.example' }, /INTERNAL_DOMAINS: "jan@urzad\.example" is not a domain/],
  [{ MAIL_FROM: 'Helpdesk' }, /MAIL_FROM: must be an e-mail address, with or without a name/],
  [{ MAIL_FROM: 'Helpdesk <helpdesk>' }, /MAIL_FROM: must be an e-mail address/],
  [{ TRUSTED_AUTHSERV_ID: 'mx.urzad.example; dmarc=pass' }, /TRUSTED_AUTHSERV_ID: must be one name/],
  [{ REPLY_ADDRESS: 'it@urzad.example', SMTP_INTAKE_PORT: '25' }, /REPLY_ADDRESS: must be one of HELPDESK_ADDRESSES/],
  [{ SMTP_INTAKE_PORT: '3000' }, /SMTP_INTAKE_PORT: is the same as PORT/],
  [{ SMTP_INTAKE_PORT: '25', LMTP_INTAKE_PORT: '25' }, /LMTP_INTAKE_PORT: is the same as SMTP_INTAKE_PORT/],
  [{ DATABASE_URL: 'postgres://localhost/pogotowie' }, /DATABASE_URL: must look like postgres:\/\/user/],
  [{ IMAP_CA_FILE: '/nowhere/ca.pem' }, /IMAP_CA_FILE: the file \/nowhere\/ca.pem does not exist/],
  [
    { SMIME_TRUSTED_CERTIFICATES: 'package.json' },
    /SMIME_TRUSTED_CERTIFICATES: package.json is not a PEM file of cert/,
  ],
  [
    { SMTP_INTAKE_TLS_CERT: `${TLS}/server.pem`, SMTP_INTAKE_TLS_KEY: `${TLS}/server.pem` },
    /SMTP_INTAKE_TLS_KEY: .*server.pem is not a PEM file of a private key/,
  ],
  [
    { SMTP_INTAKE_TLS_CERT: `${TLS}/ca.pem`, SMTP_INTAKE_TLS_KEY: `${TLS}/server.key` },
    /SMTP_INTAKE_TLS_KEY: is not the key of the first certificate/,
  ],
])('%j is told in words', (changes, words) => {
  const message = complaint({ ...COMPLETE, ...changes });

  expect(message).toMatch(words);
  expect(message.split('\n')).toHaveLength(3);
});

it.each([
  ['SMTP_URL', 'smtp://jan:tajne#haslo@mail.urzad.example'],
  ['SMTP_URL', 'smtp://jan:1#tajne@mail.urzad.example'],
  ['SMTP_URL', 'smtp://jan:tajne%@mail.urzad.example'],
  ['SMTP_URL', 'smtps:jan:tajne@mail.urzad.example'],
  ['IMAP_URL', 'imaps://jan:tajne/haslo@mail.urzad.example'],
  ['IMAP_URL', 'pop3://jan:tajne@mail.urzad.example'],
  ['DATABASE_URL', 'postgres://jan:1/tajne@localhost/pogotowie'],
  ['QUEUE_URL', 'http://:tajne@redis:6379'],
  ['APP_SECRET', 'tajne'],
])('%s=%s: what is wrong is told without the secret', (name, text) => {
  const message = complaint({ ...COMPLETE, [name]: text });

  expect(message).toContain(`${name}: `);
  expect(message).not.toMatch(/tajne|haslo/);
});

describe('names', () => {
  it('misspelt in the environment are refused with the right one, those of other programs are left alone', () => {
    const message = complaint({
      ...COMPLETE,
      SMTP_INTAKE_PROT: '25',
      HELPDESK_ADRESSES: 'x',
      HOSTNAME: 'x',
      POST: '1',
    });

    expect(message).toContain('SMTP_INTAKE_PROT: is no setting of Pogotowie; was SMTP_INTAKE_PORT meant?');
    expect(message).toContain('HELPDESK_ADRESSES: is no setting of Pogotowie; was HELPDESK_ADDRESSES meant?');
    expect(message).not.toMatch(/HOSTNAME|POST\b/);
  });

  it('in the file are ours or those of docker compose; there is no place for others, even empty ones', () => {
    const ofFile = [
      'POSTGRES_PASSWORD',
      'APP_PASSWORD',
      'WEB_PORT',
      'MAIL_PORT',
      'COMPOSE_PROJECT_NAME',
      'PROT',
      'COLOUR',
    ];
    const file = Object.fromEntries(ofFile.map((name) => [name, name === 'PROT' ? '' : 'x']));

    expect(named({ ...COMPLETE, ...file }, ofFile)).toEqual(['PROT', 'COLOUR']);
  });

  it('of .env.example are all known, and all that are known stand there', () => {
    const { fromFile } = readEnvironment({ SETTINGS_FILE: '.env.example' });
    expect(named(COMPLETE, fromFile)).toEqual([]);

    expect(fromFile).toEqual(expect.arrayContaining(SETTINGS.filter((name) => name !== 'DEMO')));
  });
});

describe('the file of settings', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.remove());

  async function file(text: string): Promise<string> {
    const path = join(folder.path, '.env');
    await writeFile(path, text);
    return path;
  }

  it('is read with the environment, which wins', async () => {
    const SETTINGS_FILE = await file('# ours\nexport PORT=3001\n\nHOST = "127.0.0.2" # here\n');

    const { values, fromFile } = readEnvironment({ SETTINGS_FILE, PORT: '3002', HOME: '/home' });

    expect(values).toEqual({ SETTINGS_FILE, PORT: '3002', HOST: '127.0.0.2', HOME: '/home' });
    expect(fromFile.toSorted()).toEqual(['HOST', 'PORT']);
  });

  it('with a line that sets nothing is refused, by the number of the line', async () => {
    const SETTINGS_FILE = await file('PORT=3001\nSMTP_URL: smtp://jan:tajne@mail\n');

    expect(() => readEnvironment({ SETTINGS_FILE })).toThrow(/\.env: line 2 is not NAME=value/);
    expect(() => readEnvironment({ SETTINGS_FILE })).not.toThrow(/tajne/);
  });

  it('that is a folder is named', () => {
    expect(() => readEnvironment({ SETTINGS_FILE: folder.path })).toThrow(ConfigError);
  });

  it('DATA_DIR may be a folder to be made, and is no file, nor lies below one', async () => {
    const path = await file('PORT=3001\n');

    expect(named({ ...COMPLETE, DATA_DIR: join(folder.path, 'a/b') })).toEqual([]);
    expect(complaint({ ...COMPLETE, DATA_DIR: path })).toMatch(/DATA_DIR: .*\.env is a file, not a folder/);
    expect(complaint({ ...COMPLETE, DATA_DIR: join(path, 'data') })).toMatch(
      /DATA_DIR: .*data cannot be made: .*\.env is a file/,
    );
  });
});
