import { ModuleRef } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { Clock } from '../../src/common/clock.js';
import { DatabaseService, DatabaseUrls } from '../../src/database/database.service.js';
import { EventRelay } from '../../src/events/relay.js';
import { DueInboundEmailsSweeper } from '../../src/intake/email/due-inbound-emails.sweeper.js';
import { IntakeService } from '../../src/intake/email/intake.service.js';
import { MailTransport } from '../../src/mail/outgoing-mail.js';
import type { SmtpTransport } from '../../src/mail/smtp-transport.js';
import { DueNotificationsSweeper } from '../../src/notifications/due-notifications.sweeper.js';
import { NotificationDelivery } from '../../src/notifications/notification-delivery.service.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import type { JobRequest } from '../../src/queues/jobs.js';
import { JobsService } from '../../src/queues/jobs.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testConfig } from '../support/office.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

/** Tuesday 2026-03-10, 12:00 in the office. */
export const NOON = new Date('2026-03-10T11:00:00Z');

/** Longer than any wait of a work row after a first failure: leases, merging, retries. */
const LATER_MS = 10 * 60_000;

/** The whole program on one database and a real mail server; its jobs lie in a list until the test works through them. */
export class OfficeWithoutJobs {
  readonly clock = { at: NOON, now: (): Date => this.clock.at };

  private constructor(
    readonly db: TestDatabase,
    readonly smtp: SmtpSink,
    private readonly jobs: JobRequest[],
    private module: TestingModule,
  ) {}

  static async open(): Promise<OfficeWithoutJobs> {
    const [db, smtp] = await Promise.all([openTestDatabase(), startSmtpSink()]);
    const jobs: JobRequest[] = [];
    const config = testConfig({ SMTP_URL: smtp.url, SMTP_MAX_PER_MINUTE: '100000' });
    const module = Test.createTestingModule({
      imports: [AppModule.for(config, new DatabaseUrls(db.ownerUrl, db.url))],
    })
      .overrideProvider(DataSource)
      .useValue(db.dataSource)
      .overrideProvider(JobsService)
      .useValue({ publishAll: async (requests: JobRequest[]) => void jobs.push(...requests) });
    const office = new OfficeWithoutJobs(db, smtp, jobs, undefined as never);
    office.module = await module.overrideProvider(Clock).useValue(office.clock).compile();
    await office.get(DatabaseService).start();
    return office;
  }

  get<T>(token: (abstract new (...args: never[]) => T) | (new (...args: never[]) => T)): T {
    return this.module.get<T>(token, { strict: false });
  }

  async close(): Promise<void> {
    (this.get(MailTransport) as SmtpTransport).close();
    await this.smtp.stop();
    await this.db.close();
  }

  /** Published jobs are hints and may be lost; what they hint at must be done all the same. */
  loseJobs(): void {
    this.jobs.length = 0;
  }

  /** Before the database is put back: the program writes down what it remembers for want of a connection. */
  async forget(): Promise<void> {
    await this.get(IntakeService).takeBackAttempts();
    await this.get(NotificationDelivery).catchUp();
    this.loseJobs();
  }

  /** What the sweeper of the relay does once. The one of the program would go on by itself, at every NOTIFY. */
  async relay(): Promise<void> {
    const relay = await this.module.get(ModuleRef).create(EventRelay);
    try {
      await relay.sweep();
    } finally {
      await relay.onApplicationShutdown();
    }
  }

  /**
   * Time passes and the sweepers run until nothing is left to do. Jobs are delivered at least once, so each is delivered twice.
   * @throws Error when work never ends
   */
  async settle(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      this.clock.at = new Date(+this.clock.at + LATER_MS);
      await this.relay();
      await this.get(DueInboundEmailsSweeper).sweep();
      await this.get(DueNotificationsSweeper).sweep();
      if (this.jobs.length === 0) return;
      for (let job = this.jobs.shift(); job; job = this.jobs.shift()) {
        await this.work(job);
        await this.work(job);
      }
    }
    throw new Error('the work never ends');
  }

  private async work({ name, data: { ids } }: JobRequest): Promise<void> {
    const now = this.clock.now();
    switch (name) {
      case 'process-inbound-emails':
        return this.get(IntakeService).process(ids);
      case 'create-notifications':
        return this.get(NotificationsService).create(ids, now);
      case 'send-notifications':
        for (const id of ids) await this.get(NotificationDelivery).deliver(id, now);
    }
  }
}
