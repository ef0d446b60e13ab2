import pg from 'pg';
import type { TestDatabase } from '../support/database.js';

interface Table {
  name: string;
  /** Stamped by the database itself (`DEFAULT now()`). */
  stamped: string[];
  /** What names rows by number, or tells when and at which attempt something was done. */
  incidental: string[];
  /** The column that numbers the rows, if any. */
  identity: string | null;
}

type Row = Record<string, unknown>;

/** All that was committed: the rows of each table as JSON, in no order. */
export type DatabaseContent = ReadonlyMap<string, string>;

/**
 * How closely two contents are compared: every value; every value but those that the database stamps, equal after the same work; or only
 * what the work came to, whatever it took: no ids, no instants, no attempts, no answers of the mail server.
 */
export type Closeness = 'rows' | 'facts' | 'effects';

/** Columns that name rows by number, or count and remember how it went, beside instants and ids. */
const INCIDENTAL = ['attempts', 'smtp_queue_id', 'payload', 'trace', 'merge_key', 'merged_into', 'duplicate_of'];

/** Looks at everything that is committed in a database, and puts it back to how it was; as a superuser, past triggers and rights. */
export class DatabaseState {
  private readonly reading: string;
  private readonly alignment: string;

  private constructor(
    private readonly client: pg.Client,
    private readonly tables: readonly Table[],
  ) {
    this.reading = tables.map(readingOf).join(' UNION ALL ');
    this.alignment = `SELECT ${tables.flatMap(alignmentOf).join(', ')}`;
  }

  static async open(db: TestDatabase): Promise<DatabaseState> {
    const client = new pg.Client({ connectionString: db.superuserUrl });
    await client.connect();
    await client.query('SET session_replication_role = replica');
    const { rows } = await client.query<Table>(
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
    const { rows } = await this.client.query<{ name: string; rows: string }>({ name: 'read', text: this.reading });
    return new Map(rows.map((table) => [table.name, table.rows]));
  }

  /** Names of the tables in which two contents differ. */
  differences(one: DatabaseContent, other: DatabaseContent, closeness: Closeness): string[] {
    return this.tables
      .filter(({ name }) => one.get(name) !== other.get(name))
      .filter((table) => comparable(table, one, closeness) !== comparable(table, other, closeness))
      .map(({ name }) => name);
  }

  /** Rewrites the tables that differ. @param current what is committed now, when that was just read */
  async restore(content: DatabaseContent, current?: DatabaseContent): Promise<void> {
    for (const name of this.differences(current ?? (await this.read()), content, 'rows')) {
      const table = pg.escapeIdentifier(name);
      await this.client.query(`DELETE FROM ${table}`);
      await this.client.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [content.get(name)],
      );
    }
    await this.alignSequences();
  }

  /** Numbers that a transaction rolled back has used up are given out again, so that the same work gives the same ids. */
  async alignSequences(): Promise<void> {
    await this.client.query({ name: 'align', text: this.alignment });
  }
}

/** The rows of one table. */
export function rowsOf(content: DatabaseContent, table: string): Row[] {
  return JSON.parse(content.get(table) ?? '[]') as Row[];
}

function comparable(table: Table, content: DatabaseContent, closeness: Closeness): string {
  const leftOut: Record<Closeness, readonly string[]> = { rows: [], facts: table.stamped, effects: table.incidental };
  const texts = rowsOf(content, table.name).map((row) =>
    JSON.stringify(Object.entries(row).filter(([column]) => !leftOut[closeness].includes(column))),
  );
  return texts.sort().join('\n');
}

function readingOf({ name }: Table): string {
  return `SELECT ${pg.escapeLiteral(name)} AS name, COALESCE(jsonb_agg(to_jsonb(r)), '[]')::text AS rows FROM ${pg.escapeIdentifier(name)} r`;
}

function alignmentOf({ name, identity }: Table): string[] {
  if (!identity) return [];
  const [table, column] = [pg.escapeIdentifier(name), pg.escapeIdentifier(identity)];
  const sequence = `pg_get_serial_sequence(${pg.escapeLiteral(table)}, ${pg.escapeLiteral(identity)})`;
  return [`setval(${sequence}, COALESCE((SELECT max(${column}) FROM ${table}), 0) + 1, false)`];
}
