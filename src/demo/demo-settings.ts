import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PROJECT_ROOT } from '../common/project-root.js';
import { ConfigError } from '../config/config.js';

/** The mail server of the invented office, which says in headers what it found out about a sender. */
export const SAMPLE_MAIL_SERVER = 'mx.urzad.example';

const DEMO_SECRET = 'demo-secret';

type Environment = Record<string, string | undefined>;

export function demoDataDir(env: Environment): string {
  return resolve(PROJECT_ROOT, env.DATA_DIR || './data');
}

/** Whether a command means the data of the demo: nobody has set up a real office, and the demo's secret lies there. */
export function isAboutDemo(env: Environment): boolean {
  return env.DEMO === 'true' || (!env.APP_SECRET && existsSync(secretPath(env)));
}

/**
 * The demo and a real office must not take each other's data: the one would have passwords that everyone knows, the other be filled
 * with invented people, or thrown away.
 * @throws ConfigError naming the folder
 */
export function refuseRealData(env: Environment): void {
  const dataDir = demoDataDir(env);
  if (!existsSync(join(dataDir, 'postgres')) || existsSync(secretPath(env))) return;
  throw new ConfigError(
    `${dataDir} holds data that are not the demo's. Choose another folder for the demo: DATA_DIR=… npm run demo`,
  );
}

/** @throws ConfigError naming the folder; see `refuseRealData` */
export function refuseDemoData(dataDir: string): void {
  if (!existsSync(join(dataDir, DEMO_SECRET))) return;
  throw new ConfigError(
    `${dataDir} holds the invented office of the demo, with passwords that everyone knows. Set DATA_DIR to another folder.`,
  );
}

/** The environment with everything that the demo chooses by itself; what is set wins. */
export async function demoSettings(env: Environment): Promise<Environment> {
  const secret = await ownSecret(secretPath(env));
  return {
    SMTP_INTAKE_PORT: '2525',
    HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
    INTERNAL_DOMAINS: 'urzad.example',
    TRUSTED_AUTHSERV_ID: SAMPLE_MAIL_SERVER,
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(Object.entries(env).filter(([, value]) => value)),
    APP_SECRET: env.APP_SECRET || secret,
    DEMO: 'true',
  };
}

/** Kept beside the data, so that sessions and signed addresses survive a restart; it also says whose data these are. */
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
  return join(demoDataDir(env), DEMO_SECRET);
}
