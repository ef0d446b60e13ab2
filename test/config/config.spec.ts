import { ConfigError, loadConfig } from '../../src/config/config.js';

const COMPLETE = {
  APP_SECRET: 'a secret only for tests, long enough',
  HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
  INTERNAL_DOMAINS: 'urzad.example',
  SMTP_URL: 'smtp://mail.urzad.example',
};

/** The variables that the one message names, in its order. */
function named(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [...error.message.matchAll(/^ {2}(\w+)/gm)].map(([, variable]) => variable!);
  }
}

it.each<[string, Record<string, string | undefined>, string[]]>([
  ['what is complete names nothing', {}, []],
  ['the demo needs no mail server', { DEMO: 'true', SMTP_URL: undefined }, []],
  ['an empty variable is a missing one', { SMTP_URL: '', APP_SECRET: '' }, ['APP_SECRET', 'SMTP_URL']],
  [
    'missing, wrong and belonging together, all at once',
    {
      ...{ APP_SECRET: 'short', PORT: 'many', SMTP_URL: undefined, INTERNAL_DOMAINS: undefined },
      ...{ SMTP_INTAKE_TLS_CERT: 'cert.pem', MIGRATION_DATABASE_URL: 'postgres://owner@localhost/pogotowie' },
    },
    ['PORT', 'APP_SECRET', 'INTERNAL_DOMAINS', 'SMTP_URL', 'SMTP_INTAKE_TLS_KEY', 'DATABASE_URL'],
  ],
  ['a wrong one is named once', { SMTP_URL: 'http://mail.urzad.example', PORT: '-1' }, ['PORT', 'SMTP_URL']],
])('the environment: %s', (_rule, changes, expected) => {
  expect(named({ ...COMPLETE, ...changes })).toEqual(expected);
});

it('an empty environment names all that is needed', () => {
  expect(named({})).toEqual(['APP_SECRET', 'HELPDESK_ADDRESSES', 'INTERNAL_DOMAINS', 'SMTP_URL']);
});
