import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What `DATA_DIR/postgres.json` remembers of the embedded server. */
export interface PostgresCredentials {
  /** Part of the server's name in the process list; tells our processes from those of other clusters. */
  clusterName: string;
  /** TCP port on 127.0.0.1; 0 before the first start. */
  port: number;
  superuserPassword: string;
  ownerPassword: string;
  appPassword: string;
}

export const DATABASE_NAME = 'pogotowie';
export const SUPERUSER = 'postgres';
export const OWNER_ROLE = 'pogotowie_owner';
export const APP_ROLE = 'pogotowie_app';

/**
 * Reads the file, or makes it when there is none. Of several processes that start at once the first to link it wins and
 * the others read its passwords.
 */
export async function readOrCreateCredentials(path: string): Promise<PostgresCredentials> {
  const existing = await readCredentials(path);
  if (existing) return existing;
  const secret = () => randomBytes(24).toString('base64url');
  const created: PostgresCredentials = {
    clusterName: `pogotowie-${randomBytes(6).toString('hex')}`,
    port: 0,
    superuserPassword: secret(),
    ownerPassword: secret(),
    appPassword: secret(),
  };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unlinked = await writeBeside(path, created);
  try {
    await link(unlinked, path);
    return created;
  } catch (error) {
    const winner = await readCredentials(path);
    if (!winner) throw error;
    return winner;
  } finally {
    await rm(unlinked, { force: true });
  }
}

/** Replaces the file whole. */
export async function saveCredentials(path: string, credentials: PostgresCredentials): Promise<void> {
  await rename(await writeBeside(path, credentials), path);
}

/** @returns a connection address on the loopback interface */
export function postgresUrl(credentials: PostgresCredentials, role: 'superuser' | 'owner' | 'app'): string {
  const { port, superuserPassword, ownerPassword, appPassword } = credentials;
  const [user, password, database] = {
    superuser: [SUPERUSER, superuserPassword, 'postgres'],
    owner: [OWNER_ROLE, ownerPassword, DATABASE_NAME],
    app: [APP_ROLE, appPassword, DATABASE_NAME],
  }[role];
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function readCredentials(path: string): Promise<PostgresCredentials | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PostgresCredentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function writeBeside(path: string, credentials: PostgresCredentials): Promise<string> {
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(credentials, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return beside;
}
