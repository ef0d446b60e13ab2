import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { type DataSource, MigrationExecutor } from 'typeorm';
import { blobsFolder, copyBlobFile } from '../blobs/blob-files.js';
import { createMigrationDataSource, migrationNames } from '../database/data-source.js';
import type { DatabaseUrls } from '../database/database.service.js';
import { migrate, MIGRATION_LOCK } from '../database/migrate.js';
import { backedUpBlobs, type BackedUpTable, type BackupManifest, readManifest, tablePath } from './backup-manifest.js';
import { makePortable } from './backup-session.js';
import { isEmpty, largeBlobs } from './catalog.query.js';
import { loadTables } from './load-tables.js';

/** The database holds something already. */
export class DatabaseNotEmpty extends Error {}

export interface Restored {
  manifest: BackupManifest;
  /** Names of migrations that are newer than the backup and were run on it. */
  migrated: string[];
}

/**
 * Brings a backup into an empty database: all of it in one transaction, in which the schema is first made as it was then. Files come
 * before the commit; what a failure leaves of them does no harm, they are named by their content. Then the newer migrations run.
 * @param target the owner and the application, neither of them a superuser; and where files belong
 * @throws DatabaseNotEmpty; Error saying what is wrong with the backup. Either way the database is as it was.
 */
export async function restore(folder: string, target: { urls: DatabaseUrls; dataDir: string }): Promise<Restored> {
  const manifest = await readManifest(folder);
  await refuseNewer(manifest);
  for (const table of manifest.tables) await verify(folder, table);
  const wanted = new Set(manifest.migrations);
  const dataSource = await createMigrationDataSource(target.urls.owner, (name) => wanted.has(name));
  await dataSource.initialize();
  try {
    await restoreInto(dataSource, folder, manifest, target.dataDir);
    await dataSource.query('ANALYZE');
  } finally {
    await dataSource.destroy();
  }
  return { manifest, migrated: await migrate(target.urls.owner, target.urls.app) };
}

async function refuseNewer({ migrations }: BackupManifest): Promise<void> {
  const known = new Set(await migrationNames());
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Error(`The backup is of a newer version of Pogotowie (${unknown.at(-1)}); restore it with that version.`);
}

async function verify(folder: string, { name, sha256 }: BackedUpTable): Promise<void> {
  const path = tablePath(folder, name);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  if (hash.digest('hex') !== sha256) throw new Error(`${path} is not what was backed up: its SHA-256 differs.`);
}

async function restoreInto(
  dataSource: DataSource,
  folder: string,
  manifest: BackupManifest,
  dataDir: string,
): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    const client = (await runner.connect()) as pg.PoolClient;
    await makePortable(client);
    // A program that starts meanwhile waits for us before it migrates.
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    if (!(await isEmpty(client))) {
      throw new DatabaseNotEmpty('The database is not empty, and a restore overwrites nothing.');
    }
    await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await loadTables(client, folder, manifest);
    await restoreBlobs(client, folder, manifest, dataDir);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined); // a lost connection has rolled back already
    throw error;
  } finally {
    await runner.release();
  }
}

/** Every file that a restored row names, checked. */
async function restoreBlobs(
  client: pg.ClientBase,
  folder: string,
  { blobs }: BackupManifest,
  dataDir: string,
): Promise<void> {
  const missing = new Set(blobs.missing);
  for await (const name of largeBlobs(client)) {
    if (missing.has(name)) continue;
    try {
      await copyBlobFile(name, backedUpBlobs(folder), blobsFolder(dataDir));
    } catch (error) {
      throw new Error(`A file of the backup cannot be restored: ${(error as Error).message}`, { cause: error });
    }
  }
}
