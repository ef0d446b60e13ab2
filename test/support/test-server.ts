import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';

const TEMPLATE_LOCK = 7_310_2028;

/** Nothing in it has to survive a power cut; the tests of durability start clusters of their own. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

/**
 * One cluster for all test files, kept under `.cache` between runs and shared by runs at the same time. It holds one
 * migrated template database per state of `migrations/`.
 */
export async function startTestServer(): Promise<{ stop(): Promise<void> }> {
  const dataDir = join(PROJECT_ROOT, `.cache/test-postgres-${process.getuid?.() ?? 0}`);
  const options = { dataDir, settings: SETTINGS };
  const server = await startEmbeddedPostgres(options).catch(async () => {
    await rm(dataDir, { recursive: true, force: true }); // damaged by a crash, which fsync=off allows
    return startEmbeddedPostgres(options);
  });
  const template = await prepareTemplate(server);
  process.env['TEST_POSTGRES'] = JSON.stringify({ ...server, template });
  return server;
}

async function prepareTemplate(server: EmbeddedPostgres): Promise<string> {
  const template = `template_${await fingerprint()}`;
  const admin = new pg.Client({ connectionString: server.superuserUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rows } = await admin.query<{ datname: string }>('SELECT datname FROM pg_database');
    for (const { datname } of rows) if (isLeftover(datname)) await admin.query(`DROP DATABASE ${datname} WITH (FORCE)`);
    if (rows.some(({ datname }) => datname === template)) return template;
    const unfinished = `unfinished_${process.pid}`;
    await admin.query(`CREATE DATABASE ${unfinished} OWNER pogotowie_owner`);
    await migrate(withDatabase(server.ownerUrl, unfinished), withDatabase(server.appUrl, unfinished));
    await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    return template;
  } finally {
    await admin.end();
  }
}

/** Of everything that shapes the schema. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const migrations = join(PROJECT_ROOT, 'migrations');
  const files = [
    ...(await readdir(migrations)).sort().map((name) => join(migrations, name)),
    join(PROJECT_ROOT, 'src/database/grants.ts'),
    join(PROJECT_ROOT, 'src/database/migrate.ts'),
    join(PROJECT_ROOT, 'node_modules/bullmq/package.json'),
  ];
  for (const file of files) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

/** Databases are named after the process that made them. */
function isLeftover(database: string): boolean {
  const pid = /^(?:test|unfinished)_(\d+)/.exec(database)?.[1];
  if (!pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch {
    return true;
  }
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
