import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type BackedUpTable, type BackupManifest, tablePath } from './backup-manifest.js';
import { type CatalogTable, foreignKeysOf, tablesOf } from './catalog.query.js';

const quoted = pg.escapeIdentifier;

/**
 * Fills the tables of a freshly made schema. Foreign keys go and come back, so that neither cycles nor rows that refer to
 * their own table ask for an order, and each is checked once and as a whole; triggers sleep meanwhile. All of this the
 * owner may do without being a superuser, and all of it falls with the transaction that it must run in.
 * @throws Error when the backup does not fit the schema, or has other rows than it says
 */
export async function loadTables(client: pg.ClientBase, folder: string, manifest: BackupManifest): Promise<void> {
  const { tables, sequences } = manifest;
  refuseMisfit(await tablesOf(client), tables);
  const foreignKeys = await foreignKeysOf(client);
  for (const { table, name } of foreignKeys) {
    await client.query(`ALTER TABLE ${quoted(table)} DROP CONSTRAINT ${quoted(name)}`);
  }
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
  // What the migrations put in is in the backup as well, perhaps changed since.
  await client.query(`TRUNCATE ${tables.map(({ name }) => quoted(name)).join(', ')}`);
  for (const table of tables) await loadTable(client, folder, table);
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
  for (const { table, name, definition } of foreignKeys) {
    await client.query(`ALTER TABLE ${quoted(table)} ADD CONSTRAINT ${quoted(name)} ${definition}`);
  }
  for (const [name, last] of Object.entries(sequences)) {
    if (last !== null) await client.query('SELECT setval($1::regclass, $2)', [quoted(name), last]);
  }
}

function refuseMisfit(made: readonly CatalogTable[], backedUp: readonly CatalogTable[]): void {
  const columnsIn = (tables: readonly CatalogTable[], name: string) =>
    tables.find((table) => table.name === name)?.columns.toSorted();
  const misfit = [...made, ...backedUp].find(
    ({ name }) => !isDeepStrictEqual(columnsIn(made, name), columnsIn(backedUp, name)),
  );
  if (misfit) throw new Error(`The backup does not fit the schema version that it names: see table ${misfit.name}.`);
}

async function loadTable(client: pg.ClientBase, folder: string, table: BackedUpTable): Promise<void> {
  const { name, columns, rows } = table;
  const copy = client.query(copyFrom(`COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) FROM STDIN`));
  await pipeline(createReadStream(tablePath(folder, name)), createGunzip(), copy);
  if (copy.rowCount !== rows) {
    throw new Error(`Table ${name} has ${copy.rowCount} rows in the backup, which says that it has ${rows}.`);
  }
}
