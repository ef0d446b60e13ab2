import type { AppConfig } from '../config/config.js';
import { DatabaseUrls } from '../database/database.service.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';

/** Lends the database of the configuration; the embedded server is adopted or started, and let go of when the work is done. */
export async function withDatabase<T>(config: AppConfig, work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  if (config.databaseUrl) return work(new DatabaseUrls(config.migrationDatabaseUrl!, config.databaseUrl));
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir });
  try {
    return await work(new DatabaseUrls(embedded.ownerUrl, embedded.appUrl));
  } finally {
    await embedded.stop();
  }
}
