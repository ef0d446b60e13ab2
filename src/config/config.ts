import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { certificatesIn } from '../common/certificates.js';
import { PROJECT_ROOT } from '../common/project-root.js';

export const ROLES = ['web', 'jobs', 'intake'] as const;
export type ProcessRole = (typeof ROLES)[number];

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter(Boolean),
);
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host/database',
});
const port = z.coerce.number().int().min(0).max(65_535);
/** Variables that need each other are looked at also when others are wrong: zod by itself would stop before. */
const always = () => true;

const schema = z
  .object({
    PORT: port.default(3000),
    HOST: z.string().default('127.0.0.1'),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    APP_SECRET: z.string().min(32, 'needs at least 32 characters; `openssl rand -hex 32` makes one'),
    DATA_DIR: z.string().default('./data'),
    DATABASE_URL: postgresUrl.optional(),
    MIGRATION_DATABASE_URL: postgresUrl.optional(),
    QUEUE_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    ROLES: list.pipe(z.array(z.enum(ROLES)).min(1)).default([...ROLES]),
    TRUST_PROXY: flag.default(false),
    TIME_ZONE: z.string().refine(isTimeZone, 'is not a known time zone').default('Europe/Warsaw'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    SMTP_INTAKE_HOST: z.string().default('127.0.0.1'),
    SMTP_INTAKE_PORT: port.optional(),
    LMTP_INTAKE_PORT: port.optional(),
    SMTP_INTAKE_NETWORKS: list.default(['127.0.0.0/8', '::1/128']),
    SMTP_INTAKE_MAX_BYTES: z.coerce.number().int().positive().default(36_700_160),
    SMTP_INTAKE_TLS_CERT: z.string().optional(),
    SMTP_INTAKE_TLS_KEY: z.string().optional(),
    HELPDESK_ADDRESSES: list.pipe(z.array(z.email()).min(1)),
    INTERNAL_DOMAINS: list.pipe(z.array(z.string().transform((domain) => domain.replace(/^@/, ''))).min(1)),
    EXTERNAL_SENDERS: z.enum(['review', 'accept', 'reject']).default('review'),
    EXTERNAL_TICKETS_PER_HOUR: z.coerce.number().int().positive().default(100),
    INTERNAL_TICKETS_PER_HOUR: z.coerce.number().int().positive().optional(),
    TRUSTED_AUTHSERV_ID: z.string().optional(),
    SMIME_TRUSTED_CERTIFICATES: z.string().transform(readCertificates).default([]),
    MAIL_FROM: z.string().optional(),
    REPLY_ADDRESS: z.email().optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    SMTP_MAX_PER_MINUTE: z.coerce.number().int().positive().default(600),
    IMAP_URL: z.url({ protocol: /^imaps?$/ }).optional(),
    IMAP_SINCE: z.iso.date('must look like 2026-11-23').optional(),
    IMAP_CA_FILE: z.string().transform(readCertificates).optional(),
    DEMO: flag.default(false),
  })
  .refine((env) => env.DEMO || env.SMTP_URL, {
    path: ['SMTP_URL'],
    error: 'is required, e.g. smtp://user:password@mail.example:587',
    when: always,
  })
  .refine((env) => !env.SMTP_INTAKE_TLS_CERT === !env.SMTP_INTAKE_TLS_KEY, {
    path: ['SMTP_INTAKE_TLS_KEY'],
    error: 'and SMTP_INTAKE_TLS_CERT go together',
    when: always,
  })
  .refine((env) => env.DATABASE_URL || !env.MIGRATION_DATABASE_URL, {
    path: ['DATABASE_URL'],
    error: 'is required with MIGRATION_DATABASE_URL',
    when: always,
  })
  .transform((env) => ({
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/$/, ''),
    appSecret: env.APP_SECRET,
    dataDir: resolve(PROJECT_ROOT, env.DATA_DIR),
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
      tlsCertPath: env.SMTP_INTAKE_TLS_CERT,
      tlsKeyPath: env.SMTP_INTAKE_TLS_KEY,
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
 * @throws ConfigError naming every wrong variable, one a line
 */
export function loadConfig(env: Record<string, string | undefined>): AppConfig {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return Object.assign(new AppConfig(), result.data);
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(
    `The configuration is not usable:\n${lines.join('\n')}\nEvery variable is described in .env.example.`,
  );
}

/** The certificates of a PEM file, each checked by reading it. */
function readCertificates(path: string, context: z.RefinementCtx): string[] {
  try {
    return certificatesIn(readFileSync(resolve(PROJECT_ROOT, path), 'utf8'));
  } catch (error) {
    context.addIssue({ code: 'custom', message: `must be a PEM file of certificates: ${(error as Error).message}` });
    return [];
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
