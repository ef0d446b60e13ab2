import pg from 'pg';
import { runMigrations } from 'bullmq';
import { createMigrationDataSource } from './data-source.js';
import { grantToApplication } from './grants.js';

/** Any number, the same in every version: two processes that start together migrate one after the other. */
export const MIGRATION_LOCK = 7_310_2026;

/** The schema of BullMQ's own tables. */
export const JOBS_SCHEMA = 'bullmq';

/**
 * Brings the database to this version: our tables, BullMQ's tables, and the rights of the application's role.
 * @param ownerUrl may create tables
 * @param appUrl its user gets what the running program needs, and not more; may be the owner itself
 * @returns names of the migrations that were run
 */
export async function migrate(ownerUrl: string, appUrl: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: ownerUrl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = await (await createMigrationDataSource(ownerUrl)).initialize();
    try {
      const done = await dataSource.runMigrations({ transaction: 'each' });
      await runMigrations(lock, JOBS_SCHEMA);
      await grantToApplication(lock, new URL(appUrl).username);
      return done.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
