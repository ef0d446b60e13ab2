import type pg from 'pg';

const BLOBS_BATCH = 1_000;

export interface CatalogTable {
  name: string;
  /** In the order of the table, without generated ones. */
  columns: string[];
}

/** Not what extensions keep in the same schema. */
const OURS = `c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** The program's own tables by name; those of the job queue lie in another schema. */
export async function tablesOf(client: pg.ClientBase): Promise<CatalogTable[]> {
  const { rows } = await client.query<CatalogTable>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND ${OURS} GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  );
  return rows;
}

/** Whether there is anything at all: a table, a view, a sequence. */
export async function isEmpty(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${OURS}) AS found`,
  );
  return !rows[0]?.found;
}

/** Last number that each sequence gave out, null when none; not part of any snapshot, so never behind the rows of one. */
export async function sequencesOf(client: pg.ClientBase): Promise<Record<string, number | null>> {
  const { rows } = await client.query<{ name: string; last: string | null }>(
    `SELECT c.relname::text AS name, pg_sequence_last_value(c.oid)::text AS last
     FROM pg_class c WHERE c.relkind = 'S' AND ${OURS} ORDER BY c.relname COLLATE "C"`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last === null ? null : Number(last)]));
}

/** Foreign keys with what it takes to make them again. */
export async function foreignKeysOf(
  client: pg.ClientBase,
): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT c.relname::text AS table, k.conname::text AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f' AND ${OURS} ORDER BY 1, 2`,
  );
  return rows;
}

/** Names of the migrations that have run, in their order. @throws Error when the database is not of this program */
export async function migrationsOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT m.name FROM migration m ORDER BY m.id');
  return rows.map(({ name }) => name);
}

/** Names of the blobs that lie in files, a batch at a time. */
export async function* largeBlobs(client: pg.ClientBase): AsyncGenerator<string> {
  for (let last = ''; ;) {
    const { rows } = await client.query<{ name: string }>(
      'SELECT b.sha256 AS name FROM blob b WHERE b.content IS NULL AND b.sha256 > $1 ORDER BY b.sha256 LIMIT $2',
      [last, BLOBS_BATCH],
    );
    for (const { name } of rows) yield name;
    if (rows.length < BLOBS_BATCH) return;
    last = rows.at(-1)!.name;
  }
}
