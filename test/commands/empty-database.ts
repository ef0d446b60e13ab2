import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DatabaseUrls } from '../../src/database/database.service.js';
import { withDatabase } from '../support/test-server.js';

/** A database without a single table, as an administrator makes one: nobody who uses it is a superuser. */
export async function openEmptyDatabase(): Promise<{ urls: DatabaseUrls; close(): Promise<void> }> {
  const server = JSON.parse(process.env['TEST_POSTGRES'] ?? '{}') as Record<
    'superuserUrl' | 'ownerUrl' | 'appUrl',
    string
  >;
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await run(server.superuserUrl, `CREATE DATABASE ${name} OWNER pogotowie_owner`);
  return {
    urls: new DatabaseUrls(withDatabase(server.ownerUrl, name), withDatabase(server.appUrl, name)),
    close: () => run(server.superuserUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
