import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { misspelt, nearest } from './foreign-names.js';
import { certificateFile, dataFolder, privateKeyFile } from './setting-files.js';
import * as value from './setting-values.js';

export const ROLES = ['web', 'jobs', 'intake'] as const;
export type ProcessRole = (typeof ROLES)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** Variables of docker-compose.yml, which stand in the same .env. */
const OF_COMPOSE = ['POSTGRES_PASSWORD', 'APP_PASSWORD', 'WEB_PORT', 'MAIL_PORT', 'BRIDGE_NETWORK'];
/** Every address of the machine: good for listening, but nobody can open it. */
const WILDCARDS = ['0.0.0.0', '::'];

const postgresUrl = value.serverAddress(['postgres', 'postgresql'], 'postgres://user:password@host/database', {
  needsUser: true,
  mayHavePath: true,
});
const positive = value.wholeNumber(1);

const variables = z.object({
  PORT: setting(value.port).default(3000),
  HOST: setting(value.listeningHost).default('127.0.0.1'),
  PUBLIC_URL: setting(value.webAddress).optional(),
  APP_SECRET: setting(secret, '`openssl rand -hex 32` makes one'),
  DATA_DIR: setting(dataFolder).prefault('./data'),
  DATABASE_URL: setting(postgresUrl).optional(),
  MIGRATION_DATABASE_URL: setting(postgresUrl).optional(),
  QUEUE_URL: setting(value.serverAddress(['redis', 'rediss'], 'redis://host:6379', { mayHavePath: true })).optional(),
  ROLES: setting(value.listOf(value.oneOf(ROLES))).default([...ROLES]),
  TRUST_PROXY: setting(value.flag).default(false),
  TIME_ZONE: setting(value.timeZone).default('Europe/Warsaw'),
  LOG_LEVEL: setting(value.oneOf(LOG_LEVELS)).default('info'),
  SMTP_INTAKE_HOST: setting(value.listeningHost).default('127.0.0.1'),
  SMTP_INTAKE_PORT: setting(value.port).optional(),
  LMTP_INTAKE_PORT: setting(value.port).optional(),
  SMTP_INTAKE_NETWORKS: setting(value.listOf(value.network)).default(['127.0.0.0/8', '::1/128']),
  SMTP_INTAKE_MAX_BYTES: setting(positive).default(36_700_160),
  SMTP_INTAKE_TLS_CERT: setting(certificateFile).optional(),
  SMTP_INTAKE_TLS_KEY: setting(privateKeyFile).optional(),
  HELPDESK_ADDRESSES: setting(value.listOf(value.emailAddress), 'such as helpdesk@urzad.example'),
  INTERNAL_DOMAINS: setting(value.listOf(value.domain), 'such as urzad.example'),
  EXTERNAL_SENDERS: setting(value.oneOf(['review', 'accept', 'reject'])).default('review'),
  EXTERNAL_TICKETS_PER_HOUR: setting(positive).default(100),
  INTERNAL_TICKETS_PER_HOUR: setting(positive).optional(),
  TRUSTED_AUTHSERV_ID: setting(value.serverName).optional(),
  SMIME_TRUSTED_CERTIFICATES: setting(certificateFile).default([]),
  MAIL_FROM: setting(value.sender).optional(),
  REPLY_ADDRESS: setting(value.emailAddress).optional(),
  SMTP_URL: setting(value.serverAddress(['smtp', 'smtps'], 'smtp://user:password@host:587')).optional(),
  SMTP_MAX_PER_MINUTE: setting(positive).default(600),
  IMAP_URL: setting(
    value.serverAddress(['imap', 'imaps'], 'imaps://user:password@host', { needsUser: true, mayHavePath: true }),
  ).optional(),
  IMAP_SINCE: setting(value.day).optional(),
  IMAP_CA_FILE: setting(certificateFile).optional(),
  DEMO: setting(value.flag).default(false),
});
/** Names of all variables. */
export const SETTINGS = Object.keys(variables.shape);
const SAME_MACHINE = [
  ['SMTP_INTAKE_PORT', ['PORT']],
  ['LMTP_INTAKE_PORT', ['PORT', 'SMTP_INTAKE_PORT']],
] as const;

const schema = variables
  .superRefine(refuseContradictions, { when: () => true }) // also when a variable is wrong: zod by itself would stop before
  .transform((env) => ({
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? localAddress(env.HOST, env.PORT),
    appSecret: env.APP_SECRET,
    /** absolute */
    dataDir: env.DATA_DIR,
    /** undefined: the embedded server of DATA_DIR */
    databaseUrl: env.DATABASE_URL,
    migrationDatabaseUrl: env.MIGRATION_DATABASE_URL ?? env.DATABASE_URL,
    /** undefined: jobs live in PostgreSQL */
    queueUrl: env.QUEUE_URL,
    roles: new Set<ProcessRole>(env.ROLES),
    trustProxy: env.TRUST_PROXY,
    timeZone: env.TIME_ZONE,
    logLevel: env.LOG_LEVEL,
    smtpIntake: {
      host: env.SMTP_INTAKE_HOST,
      /** undefined: no SMTP listener */
      port: env.SMTP_INTAKE_PORT,
      /** undefined: no LMTP listener */
      lmtpPort: env.LMTP_INTAKE_PORT,
      networks: env.SMTP_INTAKE_NETWORKS,
      maxBytes: env.SMTP_INTAKE_MAX_BYTES,
      /** PEM texts; undefined: no STARTTLS */
      tls:
        env.SMTP_INTAKE_TLS_CERT && env.SMTP_INTAKE_TLS_KEY
          ? { cert: env.SMTP_INTAKE_TLS_CERT.join(''), key: env.SMTP_INTAKE_TLS_KEY }
          : undefined,
    },
    helpdeskAddresses: env.HELPDESK_ADDRESSES,
    internalDomains: env.INTERNAL_DOMAINS,
    externalSenders: env.EXTERNAL_SENDERS,
    /** how many tickets one sender may open; undefined: any number */
    ticketsPerHour: { external: env.EXTERNAL_TICKETS_PER_HOUR, internal: env.INTERNAL_TICKETS_PER_HOUR },
    trustedAuthservId: env.TRUSTED_AUTHSERV_ID,
    /** PEM texts, one a certificate; empty: signatures are checked but nobody vouches for them */
    smimeTrustedCertificates: env.SMIME_TRUSTED_CERTIFICATES,
    mailFrom: env.MAIL_FROM ?? `Obsługa informatyczna <${env.HELPDESK_ADDRESSES[0]}>`,
    replyAddress: env.REPLY_ADDRESS,
    /** undefined only in the demo: mail is caught and shown at /demo/mail */
    smtpUrl: env.SMTP_URL,
    smtpMaxPerMinute: env.SMTP_MAX_PER_MINUTE,
    imapUrl: env.IMAP_URL,
    /** `YYYY-MM-DD`; undefined: the day on which the mailbox is first seen */
    imapSince: env.IMAP_SINCE,
    /** PEM texts; undefined: the certificates that the system trusts */
    imapCaCertificates: env.IMAP_CA_FILE,
    demo: env.DEMO,
  }));

/** Typed settings of one process; inject by the token `AppConfig`. */
export type AppConfigValues = z.output<typeof schema>;

/* eslint-disable @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unsafe-declaration-merging --
   the class is only a token for injection; its fields are those of the validated environment */
/** Injection token and type of the settings: `constructor(private readonly config: AppConfig)`. */
export class AppConfig {}
export interface AppConfig extends AppConfigValues {}
/* eslint-enable */

/** Everything that is wrong with the environment, in one message. */
export class ConfigError extends Error {}

/**
 * Reads and checks the whole environment at once. Empty variables count as absent.
 * @param fromFile names that stand in the file of settings, where only ours have a place
 * @throws ConfigError naming every wrong and every misspelt variable, one a line
 */
export function loadConfig(env: Record<string, string | undefined>, fromFile: readonly string[] = []): AppConfig {
  const present = Object.fromEntries(Object.entries(env).filter(([, text]) => text?.trim()));
  const result = schema.safeParse(present);
  const lines = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...complaintsAboutNames(Object.keys(present), fromFile),
  ];
  if (result.success && lines.length === 0) return Object.assign(new AppConfig(), result.data);
  throw new ConfigError(
    `The configuration is not usable:\n${lines.map((line) => `  ${line}\n`).join('')}` +
      'Mend it in .env or in the environment; .env.example describes every variable.',
  );
}

function complaintsAboutNames(names: readonly string[], fromFile: readonly string[]): string[] {
  const unknown = fromFile.filter(
    (name) => ![...SETTINGS, ...OF_COMPOSE].includes(name) && !name.startsWith('COMPOSE_'),
  );
  const elsewhere = names.filter((name) => !fromFile.includes(name));
  return [...unknown.map((name) => [name, nearest(name, SETTINGS)] as const), ...misspelt(elsewhere, SETTINGS)].map(
    ([name, meant]) => `${name}: is no setting of Pogotowie${meant ? `; was ${meant} meant?` : ''}`,
  );
}

/** One variable. @param hint what to do about a missing one; without it, it may be missing */
function setting<T>(read: value.Reader<T>, hint = '') {
  return z.string(`is required: ${hint}`).transform((text, context): T => {
    try {
      return read(text.trim());
    } catch (error) {
      if (!(error instanceof value.WrongValue)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

function secret(text: string): string {
  if (text.length >= 32) return text;
  throw new value.WrongValue('needs at least 32 characters: `openssl rand -hex 32` makes them');
}

/** What is wrong only together. A variable that is wrong by itself is there, but not of its type. */
function refuseContradictions(env: Partial<z.output<typeof variables>>, context: z.RefinementCtx): void {
  const complain = (name: keyof typeof env, message: string) => {
    context.addIssue({ code: 'custom', path: [name], message });
  };
  if (env.DEMO !== true && !env.SMTP_URL) complain('SMTP_URL', 'is required: such as smtp://user:password@host:587');
  if (env.MIGRATION_DATABASE_URL && !env.DATABASE_URL) complain('DATABASE_URL', 'goes with MIGRATION_DATABASE_URL');
  if (env.DEMO !== true && !env.PUBLIC_URL && WILDCARDS.includes(env.HOST ?? '')) {
    complain(
      'PUBLIC_URL',
      `is required with HOST=${env.HOST}: what people type to reach the pages; it stands in e-mails`,
    );
  }
  for (const [name, others] of SAME_MACHINE) {
    const taken = others.find((other) => typeof env[name] === 'number' && env[name] > 0 && env[name] === env[other]);
    if (taken) complain(name, `is the same as ${taken}; each listener needs a port of its own`);
  }
  const { SMTP_INTAKE_TLS_CERT: cert, SMTP_INTAKE_TLS_KEY: key } = env;
  if (!cert !== !key) {
    complain(key ? 'SMTP_INTAKE_TLS_CERT' : 'SMTP_INTAKE_TLS_KEY', 'is required: certificate and key go together');
  } else if (Array.isArray(cert) && typeof key === 'string' && !belongTogether(cert, key)) {
    complain('SMTP_INTAKE_TLS_KEY', 'is not the key of the first certificate in SMTP_INTAKE_TLS_CERT');
  }
  const { HELPDESK_ADDRESSES: ours, REPLY_ADDRESS: reply } = env;
  const listens = env.SMTP_INTAKE_PORT !== undefined || env.LMTP_INTAKE_PORT !== undefined;
  if (listens && Array.isArray(ours) && typeof reply === 'string' && !ours.includes(reply.toLowerCase())) {
    complain('REPLY_ADDRESS', 'must be one of HELPDESK_ADDRESSES: mail for others is not taken from the mail server');
  }
}

function belongTogether([certificate = '']: readonly string[], key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

/** Where pages are opened when nobody has said it. */
function localAddress(host: string, port: number): string {
  const name = WILDCARDS.includes(host) ? '127.0.0.1' : isIPv6(host) ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
