import pg from 'pg';

/** What a database holds and how it is guarded, in a form that two databases can be compared by. */
export interface DatabasePrint {
  /** For each table a hash over all its rows, whatever their order on disk. */
  rows: Record<string, { count: number; hash: string | null }>;
  sequences: Record<string, string | null>;
  constraints: string[];
  triggers: string[];
}

export async function printOf(url: string): Promise<DatabasePrint> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const all = async <T extends pg.QueryResultRow>(sql: string) => (await client.query<T>(sql)).rows;
    const tables = await all<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`,
    );
    const rows: DatabasePrint['rows'] = {};
    for (const { name } of tables) {
      const [print] = await all<{ count: number; hash: string | null }>(
        `SELECT count(*)::integer AS count, md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS hash FROM ${name} t`,
      );
      rows[name] = print!;
    }
    const sequences = await all<{ name: string; last: string | null }>(
      `SELECT s.sequencename AS name, s.last_value::text AS last FROM pg_sequences s WHERE s.schemaname = 'public'`,
    );
    const constraints = await all<{ text: string }>(
      `SELECT concat_ws(' ', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid), k.convalidated) AS text
       FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const triggers = await all<{ text: string }>(
      `SELECT concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid)) AS text FROM pg_trigger t WHERE NOT t.tgisinternal ORDER BY 1`,
    );
    return {
      rows,
      sequences: Object.fromEntries(sequences.map(({ name, last }) => [name, last])),
      constraints: constraints.map(({ text }) => text),
      triggers: triggers.map(({ text }) => text),
    };
  } finally {
    await client.end();
  }
}
