import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { messageOf } from '../common/message-of.js';
import type { AppConfig } from '../config/config.js';
import { DatabaseService } from '../database/database.service.js';
import { ProcessLogger } from '../web/process-logger.js';
import { withDatabase } from './with-database.js';

const ADVICE = 'Check DATABASE_URL and MIGRATION_DATABASE_URL, and that the server runs.';

/** It does not answer, or does not let us in. */
export class DatabaseOutOfReach extends Error {}

/**
 * Runs one command with the program's services, without listening, reading mail or working on jobs. A running program may go on
 * beside it.
 * @throws DatabaseOutOfReach
 */
export async function withApplication<T>(
  config: AppConfig,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const quiet = Object.assign(config, { roles: new Set<never>() });
  return withDatabase(config, async (urls) => {
    const app = await NestFactory.createApplicationContext(AppModule.for(quiet, urls), {
      logger: new ProcessLogger('error'),
    });
    try {
      await app
        .get(DatabaseService)
        .connect()
        .catch((error: unknown) => {
          throw new DatabaseOutOfReach(`The database cannot be used: ${messageOf(error)}. ${ADVICE}`, { cause: error });
        });
      return await work(app);
    } finally {
      await app.close();
    }
  });
}
