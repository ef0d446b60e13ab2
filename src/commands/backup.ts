import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { blobsFolder, copyBlobFile, DamagedBlob, syncFolder } from '../blobs/blob-files.js';
import {
  backedUpBlobs,
  type BackedUpTable,
  type BackupManifest,
  newManifest,
  tablePath,
  writeManifest,
} from './backup-manifest.js';
import { withSession } from './backup-session.js';
import { type CatalogTable, largeBlobs, migrationsOf, sequencesOf, tablesOf } from './catalog.query.js';

/**
 * Copies the whole database as it is at one moment, then the files that it names, while the program may run on. Jobs are not in it:
 * rows own all state, and sweepers publish the jobs again.
 * @param source a role that may read all tables; and where the files lie
 * @param folder must not exist or be empty; it appears when the backup is complete
 * @throws Error saying what is wrong; then nothing is left behind
 */
export async function backUp(
  source: { databaseUrl: string; dataDir: string },
  folder: string,
): Promise<BackupManifest> {
  await refuseUsed(folder);
  const partial = `${folder}.partial`;
  await makePartial(partial);
  try {
    const manifest = await withSession(source.databaseUrl, (client) =>
      inSnapshot(client, (tables) => copyEverything(client, tables, source.dataDir, partial)),
    );
    await writeManifest(partial, manifest);
    for (const each of [join(partial, 'tables'), partial]) await syncFolder(each);
    await rename(partial, folder);
    await syncFolder(dirname(folder));
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function refuseUsed(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`${folder} cannot be used: ${error.message}`);
  });
  if (names === null) return;
  if (names.length > 0) throw new Error(`${folder} is not empty; name a folder that does not exist yet.`);
  const [own, above] = await Promise.all([stat(folder), stat(dirname(folder))]);
  // A mounted volume cannot be replaced by a finished backup.
  if (own.dev !== above.dev) throw new Error(`${folder} is a volume of its own; name a new folder inside it.`);
}

async function makePartial(partial: string): Promise<void> {
  await mkdir(dirname(partial), { recursive: true });
  try {
    await mkdir(partial, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${partial} exists: another backup is running, or one was killed. If none runs, remove it.`, {
      cause: error,
    });
  }
  await mkdir(join(partial, 'tables'), { mode: 0o700 });
}

/**
 * All statements of the work see the database of one moment. The locks come first, because the first SELECT fixes that moment: a
 * migration under way is waited for, the next one waits.
 */
async function inSnapshot<T>(client: pg.Client, work: (tables: CatalogTable[]) => Promise<T>): Promise<T> {
  const seen = await tablesOf(client);
  if (!seen.some(({ name }) => name === 'migration')) {
    throw new Error('There is nothing to back up: the database does not hold the tables of Pogotowie.');
  }
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`LOCK TABLE ${seen.map(({ name }) => pg.escapeIdentifier(name)).join(', ')} IN ACCESS SHARE MODE`);
  const tables = await tablesOf(client);
  if (!isDeepStrictEqual(tables, seen)) throw new Error('The database was migrated this moment; start again.');
  const result = await work(tables);
  await client.query('COMMIT');
  return result;
}

async function copyEverything(
  client: pg.Client,
  tables: CatalogTable[],
  dataDir: string,
  folder: string,
): Promise<BackupManifest> {
  const { rows } = await client.query<{ now: Date; version: string }>(
    `SELECT now() AS now, current_setting('server_version') AS version`,
  );
  const copied: BackedUpTable[] = [];
  for (const table of tables) copied.push(await copyTable(client, table, folder));
  return newManifest({
    createdAt: rows[0]!.now.toISOString(),
    postgresVersion: rows[0]!.version,
    migrations: await migrationsOf(client),
    tables: copied,
    sequences: await sequencesOf(client),
    blobs: await copyBlobs(client, blobsFolder(dataDir), backedUpBlobs(folder)),
  });
}

async function copyTable(client: pg.Client, { name, columns }: CatalogTable, folder: string): Promise<BackedUpTable> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const copy = client.query(copyTo(`COPY ${pg.escapeIdentifier(name)} (${list}) TO STDOUT`));
  await pipeline(
    copy,
    createGzip({ level: 1 }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(tablePath(folder, name), { flags: 'wx', mode: 0o600, flush: true }),
  );
  await client.query(''); // the count comes after the last row
  return { name, columns, rows: copy.rowCount, sizeBytes, sha256: hash.digest('hex') };
}

/** Files never change and outlive their rows, so those that the snapshot names are there, however late they are copied. */
async function copyBlobs(client: pg.Client, from: string, to: string): Promise<BackupManifest['blobs']> {
  const blobs: BackupManifest['blobs'] = { files: 0, sizeBytes: 0, missing: [] };
  for await (const name of largeBlobs(client)) {
    try {
      blobs.sizeBytes += await copyBlobFile(name, from, to);
      blobs.files += 1;
    } catch (error) {
      // What is lost already must not keep the rest from being saved.
      if (!(error instanceof DamagedBlob) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      blobs.missing.push(name);
    }
  }
  return blobs;
}
