import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { AccessModule } from '../../src/access/access.module.js';
import { BlobsModule } from '../../src/blobs/blobs.module.js';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { DatabaseService, DatabaseUrls } from '../../src/database/database.service.js';
import { EventsModule } from '../../src/events/events.module.js';
import type { InboundOutcome } from '../../src/intake/email/inbound-email.js';
import { IntakeModule } from '../../src/intake/intake.module.js';
import { IntakeService } from '../../src/intake/email/intake.service.js';
import { type Delivery, ReceiveService } from '../../src/intake/email/receive.service.js';
import { MailModule } from '../../src/mail/mail.module.js';
import { MailTokens } from '../../src/mail/mail-tokens.js';
import { JobsService } from '../../src/queues/jobs.service.js';
import { QueuesModule } from '../../src/queues/queues.module.js';
import { RenderingModule } from '../../src/rendering/rendering.module.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testConfig } from '../support/office.js';

export const NOON = new Date('2026-03-12T11:00:00Z');

export interface StoredEmail {
  id: number;
  outcome: InboundOutcome;
  reason: string | null;
  trace: { check: string; result: string }[] | null;
  ticket_id: number | null;
  duplicate_of: number | null;
  automatic: boolean;
  attempts: number;
  bounce: object | null;
  subject: string | null;
  from_email: string | null;
}

/** A fixture of test/fixtures/mail, with line ends as on the wire. */
export function fixture(name: string): Buffer {
  return readFileSync(join(PROJECT_ROOT, 'test/fixtures/mail', `${name}.eml`));
}

let sequence = 0;

/** An e-mail to the helpdesk; name only what matters. Every call gives another Message-ID. */
export function anEmail(headers: Record<string, string> = {}, body = 'Proszę o toner.'): Buffer {
  sequence += 1;
  const all = {
    From: 'Anna Przykładowa <anna@urzad.example>',
    To: 'helpdesk@urzad.example',
    Subject: `Toner ${sequence}`,
    Date: 'Thu, 12 Mar 2026 11:55:00 +0100',
    'Message-ID': `<${sequence}.test@urzad.example>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  return Buffer.from(
    `${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${body}\r\n`,
  );
}

/** Intake as the program wires it, on a database of its own. Jobs do not run by themselves: a test says when. */
export class IntakeOffice {
  private constructor(
    readonly db: TestDatabase,
    private readonly module: TestingModule,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<IntakeOffice> {
    const db = await openTestDatabase();
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.for(testConfig(env)),
        DatabaseModule.for(new DatabaseUrls(db.ownerUrl, db.url)),
        BlobsModule,
        QueuesModule,
        EventsModule,
        MailModule,
        RenderingModule,
        AccessModule,
        IntakeModule,
      ],
    })
      .overrideProvider(JobsService)
      .useValue({ publishAll: async () => undefined })
      .compile();
    await module.get(DatabaseService).start();
    return new IntakeOffice(db, module);
  }

  get<T>(token: (abstract new (...args: never[]) => T) | (new (...args: never[]) => T)): T {
    return this.module.get<T>(token);
  }

  get tokens(): MailTokens {
    return this.get(MailTokens);
  }

  /** Starts what listens: SMTP and IMAP. */
  async listen(): Promise<void> {
    await this.module.init();
  }

  async close(): Promise<void> {
    await this.module.close();
    await this.db.close();
  }

  /** Stores a message as if it came by SMTP. @returns its row's id */
  async store(raw: Buffer, more: Partial<Delivery> = {}, at = NOON): Promise<number> {
    sequence += 1;
    const id = await this.get(ReceiveService).store(
      {
        channel: 'smtp',
        raw,
        sizeBytes: raw.length,
        envelopeFrom: 'anna@urzad.example',
        envelopeTo: ['helpdesk@urzad.example'],
        receivedAt: at,
        smtpTransaction: `t${sequence}`,
        ...more,
      },
      at,
    );
    return id!;
  }

  /** Stores a message and works on it. */
  async receive(raw: Buffer, more: Partial<Delivery> = {}): Promise<StoredEmail> {
    const id = await this.store(raw, more);
    await this.get(IntakeService).process([id]);
    return this.email(id);
  }

  async email(id: number): Promise<StoredEmail> {
    const [row] = await this.db.dataSource.query<StoredEmail[]>('SELECT i.* FROM inbound_email i WHERE i.id = $1', [
      id,
    ]);
    return row!;
  }

  async one<T>(sql: string, parameters: unknown[] = []): Promise<T> {
    const [row] = await this.db.dataSource.query<T[]>(sql, parameters);
    return row!;
  }

  async ticket(id: number | null): Promise<Record<string, unknown>> {
    return this.one('SELECT t.* FROM ticket t WHERE t.id = $1', [id]);
  }

  async count(table: string): Promise<number> {
    return (await this.one<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)).count;
  }
}
