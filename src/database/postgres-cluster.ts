import { spawn } from 'node:child_process';
import { appendFile, chown, mkdtemp, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PostgresAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { APP_ROLE, DATABASE_NAME, OWNER_ROLE, type PostgresCredentials, SUPERUSER } from './postgres-credentials.js';

/** A data directory and who runs it. */
export interface PostgresCluster {
  directory: string;
  account: PostgresAccount | undefined;
  binaries: PostgresBinaries;
}

const ABANDONED_AFTER_MS = 10 * 60_000;

/** Only we connect, by TCP on the loopback interface, always with a password. */
const PG_HBA = 'host all all 127.0.0.1/32 scram-sha-256\n';

/** Comfort of a small machine; an administrator may change them in the file, durability is not among them. */
const POSTGRESQL_CONF = `
# Set by Pogotowie when the cluster was made; yours to change.
shared_buffers = 256MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
log_timezone = 'UTC'
timezone = 'UTC'
log_checkpoints = off
# Lifecycle only: a statement that fails may quote what people wrote, and the program logs it itself.
log_min_messages = log
`;

/**
 * How the server is told its data directory. When it runs as another user, that user may be unable to walk to it from
 * the root; but the working directory is set before the change of user, and this link leads there without walking.
 */
export function dataDirectoryArgument({ directory, account }: PostgresCluster): string {
  return account ? '/proc/self/cwd' : directory;
}

/** Environment of the server's processes: nothing of ours leaks in, messages are English. */
export const POSTGRES_ENV = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes the cluster when there is none: ICU collation `pl`, page checksums, two roles and the database. It is made beside
 * and renamed, so that a start that was killed leaves no half of it.
 * @throws Error when the directory holds a cluster of another major version
 */
export async function createClusterIfMissing(
  cluster: PostgresCluster,
  credentials: PostgresCredentials,
  log: (message: string) => void,
): Promise<void> {
  const { directory, account, binaries } = cluster;
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) return refuseOtherVersion(Number(version), cluster);
  log(`Creating the embedded PostgreSQL in ${directory}`);
  await removeAbandoned(directory);
  const unfinished = await mkdtemp(`${directory}-init-`);
  try {
    if (account) await chown(unfinished, account.uid, account.gid);
    const made = { ...cluster, directory: unfinished };
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=pl'];
    // No server listens before pg_hba.conf is replaced below, so nobody can use the trust of initdb.
    const access = ['--username', SUPERUSER, '--auth=trust', '--no-instructions'];
    await run(made, binaries.initdb, ['-D', dataDirectoryArgument(made), ...locale, ...access]);
    await writeFile(join(unfinished, 'pg_hba.conf'), PG_HBA);
    await appendFile(join(unfinished, 'postgresql.conf'), POSTGRESQL_CONF);
    await run(
      made,
      binaries.postgres,
      ['--single', '-D', dataDirectoryArgument(made), 'postgres'],
      rolesSql(credentials),
    );
    await rename(unfinished, directory);
    await syncFolder(dirname(directory));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await stat(join(directory, 'PG_VERSION')).catch(() => undefined))) throw error; // else another start won
  }
}

function refuseOtherVersion(found: number, { directory, binaries }: PostgresCluster): void {
  if (found === binaries.majorVersion) return;
  throw new Error(
    `${directory} was made by PostgreSQL ${found}, this version of Pogotowie brings PostgreSQL ${binaries.majorVersion}. ` +
      'Back up with the version that made it (npm run cli -- backup DIR), move the folder away, then restore.',
  );
}

/** One statement a line: that is how the single-user server reads. */
function rolesSql({ superuserPassword, ownerPassword, appPassword }: PostgresCredentials): string {
  return [
    `ALTER ROLE ${SUPERUSER} PASSWORD '${superuserPassword}';`,
    `CREATE ROLE ${OWNER_ROLE} LOGIN PASSWORD '${ownerPassword}';`,
    `CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '${appPassword}';`,
    `CREATE DATABASE ${DATABASE_NAME} OWNER ${OWNER_ROLE};`,
    `REVOKE ALL ON DATABASE ${DATABASE_NAME} FROM PUBLIC;`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE_NAME} TO ${APP_ROLE};`,
    '',
  ].join('\n');
}

async function run(cluster: PostgresCluster, program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(program, args, { ...cluster.account, cwd: cluster.directory, env: POSTGRES_ENV });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.on('error', () => undefined); // it ended early; the exit status tells why
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // The single-user server goes on after a statement that fails, and ends with 0.
  if (status !== 0 || /\b(ERROR|FATAL|PANIC):/.test(output)) {
    throw new Error(`${basename(program)} failed (${status}):\n${output.trim()}`);
  }
}

/** Leftovers of starts that were killed; a young one may belong to a start beside us. */
async function removeAbandoned(directory: string): Promise<void> {
  const parent = dirname(directory);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(directory)}-init-`)) continue;
    const { mtimeMs } = await stat(join(parent, name));
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
