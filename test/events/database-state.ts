import pg from 'pg';
import type { TestDatabase } from '../support/database.js';

interface TableState {
  /** Every row as it is; enough to put the table back. */
  rows: string;
  /** Every row without what the database itself stamps (`DEFAULT now()`): the same after the same work. */
  facts: string;
  /** What the work came to, whatever it took: without ids, instants, counters of attempts and answers of the mail server. */
  effects: string;
}

/** All that was committed, table by table. */
export type DatabaseContent = ReadonlyMap<string, TableState>;

interface Columns {
  name: string;
  stamped: string[];
  incidental: string[];
  /** The one that numbers the rows, if any. */
  identity: string | null;
}

/** Columns that name rows by number, or count and remember how it went, beside instants and ids. */
const INCIDENTAL = ['attempts', 'smtp_queue_id', 'payload', 'trace', 'merge_key', 'merged_into', 'duplicate_of'];

/** Looks at everything that is committed in a database, and puts it back to how it was; as a superuser, past triggers and rights. */
export class DatabaseState {
  private readonly reading: string;
  private readonly alignment: string;

  private constructor(
    private readonly client: pg.Client,
    tables: readonly Columns[],
  ) {
    this.reading = tables.map(readingOf).join(' UNION ALL ');
    this.alignment = `SELECT ${tables.flatMap(alignmentOf).join(', ')}`;
  }

  static async open(db: TestDatabase): Promise<DatabaseState> {
    const client = new pg.Client({ connectionString: db.superuserUrl });
    await client.connect();
    await client.query('SET session_replication_role = replica');
    const { rows } = await client.query<Columns>(
      `SELECT c.table_name AS name,
         array_remove(array_agg(CASE WHEN c.column_default = 'now()' THEN c.column_name::text END), NULL) AS stamped,
         array_remove(array_agg(CASE WHEN c.data_type LIKE 'timestamp%' OR c.column_name = ANY($1) OR c.column_name ~ '(^|_)id$'
           THEN c.column_name::text END), NULL) AS incidental,
         max(CASE WHEN c.is_identity = 'YES' THEN c.column_name::text END) AS identity
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name <> 'migration'
       GROUP BY c.table_name ORDER BY c.table_name`,
      [INCIDENTAL],
    );
    return new DatabaseState(client, rows);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async read(): Promise<DatabaseContent> {
    const { rows } = await this.client.query<{ name: string } & TableState>({ name: 'read', text: this.reading });
    return new Map(rows.map(({ name, ...state }) => [name, state]));
  }

  /** Rewrites the tables that differ. @param current what is committed now, when that was just read */
  async restore(content: DatabaseContent, current?: DatabaseContent): Promise<void> {
    for (const name of differences(current ?? (await this.read()), content, 'rows')) {
      const table = pg.escapeIdentifier(name);
      await this.client.query(`DELETE FROM ${table}`);
      await this.client.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [content.get(name)!.rows],
      );
    }
    await this.alignSequences();
  }

  /** Numbers that a transaction rolled back has used up are given out again, so that the same work gives the same ids. */
  async alignSequences(): Promise<void> {
    await this.client.query({ name: 'align', text: this.alignment });
  }
}

/** Names of the tables in which two contents differ. */
export function differences(one: DatabaseContent, other: DatabaseContent, by: keyof TableState): string[] {
  return [...one].filter(([name, state]) => state[by] !== other.get(name)?.[by]).map(([name]) => name);
}

/** The rows of one table. */
export function rowsOf(content: DatabaseContent, table: string): Record<string, unknown>[] {
  return JSON.parse(content.get(table)?.rows ?? '[]') as Record<string, unknown>[];
}

function readingOf({ name, stamped, incidental }: Columns): string {
  const without = (columns: string[]) => `to_jsonb(r) - ${pg.escapeLiteral(`{${columns.join(',')}}`)}::text[]`;
  const all = (row: string) => `COALESCE(jsonb_agg(${row} ORDER BY r), '[]')::text`;
  const bag = (row: string) => `COALESCE(jsonb_agg(${row} ORDER BY ${row}), '[]')::text`;
  return `SELECT ${pg.escapeLiteral(name)} AS name, ${all('to_jsonb(r)')} AS rows, ${all(without(stamped))} AS facts,
            ${bag(without(incidental))} AS effects
          FROM ${pg.escapeIdentifier(name)} r`;
}

function alignmentOf({ name, identity }: Columns): string[] {
  if (!identity) return [];
  const [table, column] = [pg.escapeIdentifier(name), pg.escapeIdentifier(identity)];
  const sequence = `pg_get_serial_sequence(${pg.escapeLiteral(table)}, ${pg.escapeLiteral(identity)})`;
  return [`setval(${sequence}, COALESCE((SELECT max(${column}) FROM ${table}), 0) + 1, false)`];
}
