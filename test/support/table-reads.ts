import pg from 'pg';
import type { TestDatabase } from './database.js';
import { until } from './until.js';

/** What was read of a table since the database was made. */
export interface TableReads {
  /** how often it was read from end to end */
  scans: number;
  rows: number;
}

/**
 * What the program has read, by table, complete: a session hands its figures in after ten idle seconds, or when it ends. So those
 * of the program are ended first; its pool opens new ones.
 */
export async function tableReads({ superuserUrl, url }: TestDatabase): Promise<Map<string, TableReads>> {
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  try {
    const { rows: ended } = await superuser.query<{ pid: number }>(
      `SELECT a.pid, pg_terminate_backend(a.pid) FROM pg_stat_activity a
       WHERE a.datname = current_database() AND a.usename = $1 AND a.query NOT LIKE 'LISTEN%'`,
      [new URL(url).username],
    );
    const pids = ended.map(({ pid }) => pid);
    const haveEnded = async () =>
      (await superuser.query('SELECT FROM pg_stat_activity a WHERE a.pid = ANY($1)', [pids])).rowCount === 0;
    await until(haveEnded, { what: 'the end of the sessions of the program' });
    const { rows } = await superuser.query<{ name: string; scans: number; rows: number }>(
      `SELECT relname AS name, seq_scan::integer AS scans, (seq_tup_read + COALESCE(idx_tup_fetch, 0))::integer AS rows
       FROM pg_stat_user_tables`,
    );
    return new Map(rows.map(({ name, ...reads }) => [name, reads]));
  } finally {
    await superuser.end();
  }
}
