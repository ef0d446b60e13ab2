import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../../../src/access/access.module.js';
import { BlobsModule } from '../../../src/blobs/blobs.module.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { loadConfig } from '../../../src/config/config.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { DatabaseService, DatabaseUrls } from '../../../src/database/database.service.js';
import { EventsModule } from '../../../src/events/events.module.js';
import { EventRelay } from '../../../src/events/relay.js';
import { IntakeModule } from '../../../src/intake/intake.module.js';
import { MailModule } from '../../../src/mail/mail.module.js';
import { NotificationsModule } from '../../../src/notifications/notifications.module.js';
import { JobsService } from '../../../src/queues/jobs.service.js';
import { QueuesModule } from '../../../src/queues/queues.module.js';
import { createHelpers } from '../../../src/rendering/helpers.js';
import { Templates } from '../../../src/rendering/templates.js';
import { type Kill, KillPoints, type Passage } from './kill-points.js';

/** What the test tells the process. */
export type Order = { do: 'start' } | { do: 'arm'; kill: Kill | null } | { do: 'tell' };
/** What the process answers. */
export type Report = { is: 'loaded' | 'started' | 'armed' } | { is: 'told'; record: readonly Passage[] };

/**
 * The way of an e-mail without pages: from the mail server through jobs to the answer, in a process that kills itself where it
 * is told to. Everything is loaded at once and started on order, so that a new process waits when the old one dies.
 */
const config = loadConfig(process.env);
const points = KillPoints.install({
  smtpIntake: config.smtpIntake.port!,
  imap: Number(new URL(config.imapUrl!).port),
  smtp: Number(new URL(config.smtpUrl!).port),
});

/** Templates of e-mails only: compiling those of pages takes a third of a process's start. */
const helpers = createHelpers({ timeZone: config.timeZone, asset: (name) => name });
@Global()
@Module({
  providers: [{ provide: Templates, useFactory: () => new Templates(process.env['EMAIL_TEMPLATES']!, helpers) }],
  exports: [Templates],
})
class EmailTemplates {}

@Module({
  imports: [
    ConfigModule.for(config),
    DatabaseModule.for(new DatabaseUrls(config.migrationDatabaseUrl!, config.databaseUrl!)),
    BlobsModule,
    QueuesModule,
    EventsModule,
    MailModule,
    EmailTemplates,
    AccessModule,
    IntakeModule,
    NotificationsModule,
  ],
})
class Pipeline {}

const app = await NestFactory.create(Pipeline, new FastifyAdapter(), { logger: ['warn', 'error'] });

process.on('message', (order: Order) => {
  if (order.do === 'start') void start();
  if (order.do === 'arm') {
    points.arm(order.kill);
    report({ is: 'armed' });
  }
  if (order.do === 'tell') report({ is: 'told', record: points.record });
});
process.on('disconnect', () => process.exit());
report({ is: 'loaded' });

async function start(): Promise<void> {
  await app.get(DatabaseService).start();
  await app.init();
  await app.get(JobsService).start();
  await app.get(EventRelay).start();
  report({ is: 'started' });
}

function report(what: Report): void {
  process.send!(what);
}
