import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import type { AppConfig } from '../config/config.js';
import { DatabaseService } from '../database/database.service.js';
import { ProcessLogger } from '../web/process-logger.js';
import { withDatabase } from './with-database.js';

/**
 * Runs one command with the program's services, without listening, reading mail or working on jobs. A running program may go on
 * beside it.
 * @throws Error when the database cannot be reached
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
      const database = app.get(DatabaseService);
      await database.start();
      await database.ping();
      return await work(app);
    } finally {
      await app.close();
    }
  });
}
