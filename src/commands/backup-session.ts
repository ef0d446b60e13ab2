import pg from 'pg';

/** Texts of values that every server reads alike, whatever its settings; and nothing that takes long is cut off. */
const PORTABLE = `
  SET client_encoding = 'UTF8'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET bytea_output = 'hex'; SET extra_float_digits = 1; SET search_path = public;
  SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0`;

/** Sets up a connection that copies tables out or in. */
export async function makePortable(client: pg.ClientBase): Promise<void> {
  await client.query(PORTABLE);
}

/** @throws Error saying that the database cannot be reached */
export async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'pogotowie-backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined); // the statement under way rejects
  try {
    await client.connect();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    throw new Error(`The database cannot be reached: ${message || code}`, { cause: error });
  }
  try {
    await makePortable(client);
    return await work(client);
  } finally {
    await client.end();
  }
}
