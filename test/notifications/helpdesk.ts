import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AccessModule } from '../../src/access/access.module.js';
import type { Actor, Role } from '../../src/access/actor.js';
import { BlobsModule } from '../../src/blobs/blobs.module.js';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { DatabaseUrls } from '../../src/database/database.service.js';
import { EventsModule } from '../../src/events/events.module.js';
import { MailModule } from '../../src/mail/mail.module.js';
import { MailTransport } from '../../src/mail/outgoing-mail.js';
import { SmtpTransport } from '../../src/mail/smtp-transport.js';
import { NotificationDelivery } from '../../src/notifications/notification-delivery.service.js';
import { NotificationsModule } from '../../src/notifications/notifications.module.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { JobsService } from '../../src/queues/jobs.service.js';
import { QueuesModule } from '../../src/queues/queues.module.js';
import { createHelpers } from '../../src/rendering/helpers.js';
import { RenderingModule } from '../../src/rendering/rendering.module.js';
import { Templates } from '../../src/rendering/templates.js';
import type { NewMessage } from '../../src/tickets/ticket-messages.service.js';
import { TicketsModule } from '../../src/tickets/tickets.module.js';
import { type NewTicket, type RegisteredTicket, TicketsService } from '../../src/tickets/tickets.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { aPersonId, testConfig } from '../support/office.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

/** Compiled once for a test file. */
const templates = new Templates(
  join(PROJECT_ROOT, 'templates'),
  createHelpers({ timeZone: 'Europe/Warsaw', asset: (name) => name }),
);

export const NOON = new Date('2026-03-10T11:00:00Z');

export function after(minutes: number, from = NOON): Date {
  return new Date(+from + minutes * 60_000);
}

export interface NotificationRow {
  id: number;
  event_id: number;
  kind: string;
  recipient: string;
  state: string;
  reason: string | null;
  attempts: number;
  next_attempt_at: Date;
  message_id: string | null;
  merged_into: number | null;
  smtp_queue_id: string | null;
  subject: string | null;
}

/**
 * Tickets, notifications and outgoing mail as the program wires them, on a database and an SMTP server of their own. Jobs do not
 * run by themselves: a test says when.
 */
export class Helpdesk {
  private constructor(
    readonly db: TestDatabase,
    readonly smtp: SmtpSink,
    private readonly module: TestingModule,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<Helpdesk> {
    const db = await openTestDatabase();
    const smtp = await startSmtpSink();
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.for(testConfig({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://pogotowie.urzad.example', ...env })),
        DatabaseModule.for(new DatabaseUrls(db.ownerUrl, db.url)),
        BlobsModule,
        QueuesModule,
        EventsModule,
        MailModule,
        RenderingModule,
        AccessModule,
        TicketsModule,
        NotificationsModule,
      ],
    })
      .overrideProvider(Templates)
      .useValue(templates)
      .overrideProvider(JobsService)
      .useValue({ publishAll: async () => undefined })
      .compile();
    await module.get(DataSource).initialize();
    return new Helpdesk(db, smtp, module);
  }

  get<T>(token: (abstract new (...args: never[]) => T) | (new (...args: never[]) => T)): T {
    return this.module.get<T>(token);
  }

  async close(): Promise<void> {
    const transport = this.module.get(MailTransport);
    if (transport instanceof SmtpTransport) transport.close();
    await this.module.get(DataSource).destroy();
    await this.smtp.stop();
    await this.db.close();
  }

  /** What the relay and its job do: every committed event gets its notifications. */
  async tell(at = NOON): Promise<void> {
    const events = await this.db.dataSource.query<{ event_id: number }[]>(
      'SELECT o.event_id FROM event_outbox o ORDER BY o.event_id',
    );
    await this.get(NotificationsService).create(
      events.map(({ event_id }) => event_id),
      at,
    );
  }

  /** What the sweeper and its job do: everything due is sent. */
  async send(at: Date): Promise<void> {
    const due = await this.db.dataSource.query<{ id: number }[]>(
      `SELECT n.id FROM notification n WHERE n.state IN ('queued', 'deferred') AND n.next_attempt_at <= $1 AND n.merged_into IS NULL
       ORDER BY n.next_attempt_at, n.id`,
      [at],
    );
    for (const { id } of due) await this.get(NotificationDelivery).deliver(id, at);
  }

  async tellAndSend(at: Date): Promise<void> {
    await this.tell(at);
    await this.send(at);
  }

  /** @param recipient all recipients when absent */
  async notifications(recipient?: string): Promise<NotificationRow[]> {
    return this.db.dataSource.query<NotificationRow[]>(
      'SELECT * FROM notification n WHERE n.recipient = COALESCE($1, n.recipient) ORDER BY n.id',
      [recipient ?? null],
    );
  }

  /** A ticket of a person of the office, by e-mail; name only what matters. */
  async register(
    more: Partial<Omit<NewTicket, 'message' | 'triage' | 'requester'>> & {
      message?: Partial<NewMessage>;
      triage?: Partial<NewTicket['triage']>;
      requester?: Partial<NewTicket['requester']>;
    } = {},
    at = NOON,
  ): Promise<RegisteredTicket> {
    const { message, triage, requester, ...rest } = more;
    const ticket: NewTicket = {
      subject: 'Drukarka nie drukuje',
      channel: 'EMAIL',
      receivedAt: at,
      ...rest,
      requester: {
        personId: null,
        email: 'anna.przykladowa@urzad.example',
        name: 'Anna Przykładowa',
        unitId: null,
        room: null,
        ...requester,
      },
      triage: {
        category: 'PRINTING',
        queue: 'HARDWARE',
        impact: 'PERSON',
        urgency: 'NORMAL',
        assigneeId: null,
        triageResult: 'ADVICE',
        ruleId: null,
        trace: null,
        ...triage,
      },
      message: {
        direction: 'inbound',
        fromEmail: 'anna.przykladowa@urzad.example',
        messageId: '<first@urzad.example>',
        text: 'Miga czerwona lampka.',
        ...message,
      },
    };
    return this.db.dataSource.transaction((tx) => this.get(TicketsService).register(tx, ticket, at));
  }

  /** A member of staff with an address of their own and roles held for the whole office. */
  async staff(...roles: Role[]): Promise<Actor> {
    const personId = await aPersonId(this.db);
    for (const role of roles) {
      await this.db.dataSource.query(
        `INSERT INTO role_assignment (person_id, role, valid_from) VALUES ($1, $2, '2020-01-01')`,
        [personId, role],
      );
    }
    const [{ email }] = await this.db.dataSource.query<[{ email: string }]>('SELECT email FROM person WHERE id = $1', [
      personId,
    ]);
    const held = roles.map((role) => ({ role, unitId: null, onBehalfOf: null }));
    return { personId, name: `Osoba ${personId}`, email, unitId: null, roles: held, queues: [] };
  }
}
