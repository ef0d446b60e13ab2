import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { withDatabase } from './test-server.js';

export interface TestDatabase {
  /** Of the application's role, as in production. */
  url: string;
  /** Of the role that owns the tables. */
  ownerUrl: string;
  /** May do what neither of them may: end connections, put tables back behind their triggers. */
  superuserUrl: string;
  /** Connected as the application's role; knows the entities that the test file has imported. */
  dataSource: DataSource;
  close(): Promise<void>;
}

/** A migrated, empty database for one test file; about 50 ms. Call in `beforeAll`, and `close` it in `afterAll`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = JSON.parse(process.env['TEST_POSTGRES'] ?? '{}') as Record<
    'superuserUrl' | 'ownerUrl' | 'appUrl' | 'template',
    string
  >;
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asSuperuser(server.superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${server.template} OWNER pogotowie_owner`);
  const url = withDatabase(server.appUrl, name);
  const dataSource = await createDataSource(url, 10).initialize();
  return {
    url,
    ownerUrl: withDatabase(server.ownerUrl, name),
    superuserUrl: withDatabase(server.superuserUrl, name),
    dataSource,
    async close() {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asSuperuser(server.superuserUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asSuperuser(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
