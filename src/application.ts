import { Logger, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { AccessGuard } from './access/access.guard.js';
import { serveApiDocument } from './api/api.module.js';
import { AppModule } from './app.module.js';
import type { AppConfig } from './config/config.js';
import { DatabaseService, DatabaseUrls } from './database/database.service.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';
import { EventRelay } from './events/relay.js';
import { JobsService } from './queues/jobs.service.js';
import { refuseTakenPorts } from './refuse-taken-ports.js';
import { polishMessage } from './rendering/form-messages.js';
import { ErrorFilter } from './web/error.filter.js';
import { collectFormAddresses, configureHttp } from './web/http.js';
import { configurePages } from './web/pages.js';
import { ProcessLogger } from './web/process-logger.js';
import { refusedInput } from './web/refused-input.js';

/** How long an answer may take after the program was asked to stop. */
const ANSWER_GRACE_MS = 3_000;

export interface RunningApplication {
  app: NestFastifyApplication;
  /** The address it listens on. */
  url: string;
  /** Lets running work end, then closes everything that was opened, the embedded database last. */
  stop(): Promise<void>;
}

/**
 * Starts the program in this process, by its configuration. Resolves when it listens; a database or mail server that cannot be
 * reached does not stop it.
 * @param prepare what is done before anybody can write: no page, mailbox or job is open until it has ended
 */
export async function startApplication(
  config: AppConfig,
  prepare?: (app: NestFastifyApplication) => Promise<void>,
): Promise<RunningApplication> {
  const logger = new ProcessLogger(config.logLevel);
  Logger.overrideLogger(logger);
  await refuseTakenPorts(config);
  const embedded = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ dataDir: config.dataDir, log: (message) => logger.log(message, 'PostgreSQL') });
  const urls = embedded
    ? new DatabaseUrls(embedded.ownerUrl, embedded.appUrl)
    : new DatabaseUrls(config.migrationDatabaseUrl!, config.databaseUrl!);
  const adapter = new FastifyAdapter({
    // One hop: the last address is what our proxy saw, all before it is what the sender claims.
    trustProxy: config.trustProxy && ((_address, hop) => hop === 0),
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config, urls), adapter, { logger });
  try {
    const leadToForms = collectFormAddresses(app);
    await configureHttp(app, config);
    configurePages(app);
    app.useGlobalFilters(new ErrorFilter(app.get(AccessGuard), config));
    z.config({ customError: polishMessage });
    app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: refusedInput }));
    serveApiDocument(app);
    await app.get(DatabaseService).start();
    await prepare?.(app);
    await app.init();
    leadToForms();
    await app.listen(config.port, config.host);
    void app
      .get(JobsService)
      .start()
      .catch((error: Error) => logger.error(error.stack ?? error.message, undefined, 'Jobs'));
    void app
      .get(EventRelay)
      .start()
      .catch((error: Error) => logger.warn(error.message, 'EventRelay'));
  } catch (error) {
    await app.close().catch(() => undefined);
    await embedded?.stop();
    throw error;
  }
  return {
    app,
    url: await app.getUrl(),
    stop: async () => {
      await closeWithin(app, ANSWER_GRACE_MS);
      await embedded?.stop();
    },
  };
}

/**
 * Closes the program; answers under way have a grace to end. Node does not count a connection on which nothing was asked yet (browsers
 * open them ahead) as idle, so without an end to it one such connection would hold the program up for a minute.
 */
async function closeWithin(app: NestFastifyApplication, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
