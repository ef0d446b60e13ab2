import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PROJECT_ROOT } from '../common/project-root.js';

/** The mail server of the invented office, which says in headers what it found out about a sender. */
export const SAMPLE_MAIL_SERVER = 'mx.urzad.example';

type Environment = Record<string, string | undefined>;

export function demoDataDir(env: Environment): string {
  return resolve(PROJECT_ROOT, env.DATA_DIR || './data');
}

/** Whether a command means the data of the demo: nobody has set up a real office, and the demo's secret lies there. */
export function isAboutDemo(env: Environment): boolean {
  return env.DEMO === 'true' || (!env.APP_SECRET && existsSync(secretPath(env)));
}

/** The environment with everything that the demo chooses by itself; what is set wins. */
export async function demoSettings(env: Environment): Promise<Environment> {
  return {
    SMTP_INTAKE_PORT: '2525',
    HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
    INTERNAL_DOMAINS: 'urzad.example',
    TRUSTED_AUTHSERV_ID: SAMPLE_MAIL_SERVER,
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(Object.entries(env).filter(([, value]) => value)),
    APP_SECRET: env.APP_SECRET || (await ownSecret(secretPath(env))),
    DEMO: 'true',
  };
}

/** Kept beside the data, so that sessions and signed addresses survive a restart. */
async function ownSecret(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const secret = randomBytes(32).toString('hex');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, secret, { mode: 0o600 });
    return secret;
  }
}

function secretPath(env: Environment): string {
  return join(demoDataDir(env), 'demo-secret');
}
