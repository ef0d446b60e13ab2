import { createConnection, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { sha256 } from '../../../src/blobs/blobs.service.js';
import { intakeBalance } from '../../../src/intake/email/intake-balance.query.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import type { TestDovecot } from '../../support/dovecot.js';
import { aFreePort } from '../../support/free-port.js';
import type { SmtpSink } from '../../support/smtp-sink.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { anEmail } from '../intake-office.js';
import { SendingServer } from '../sending-server.js';
import type { Passage } from './kill-points.js';
import { type CompiledPipeline, Life } from './life.js';

export type Transport = 'SMTP' | 'IMAP';

export interface Mail {
  from: string;
  messageId: string;
  raw: Buffer;
}

/** What is there of one e-mail. */
export interface Found {
  /** Outcomes of its deliveries. */
  outcomes: string[];
  messages: number;
  attachments: number;
  /** States of the automatic reply. */
  replies: string[];
  /** The sender's server heard 250, or the message lies among the processed ones. */
  isAcknowledged: boolean;
  /** How often the office's mail server was given the reply, and how many Message-IDs it then has. */
  copiesSent: number;
  repliesSent: number;
}

/** Longer than the slowest poll of an idle process. */
const IDLE_MS = 6_000;

/** One transport with everything around it: a database, a mailbox, a mail server, and one process after the other. */
export class Lane {
  private sequence = 0;
  private sender: SendingServer;
  private readonly stopping = new AbortController();

  private constructor(
    readonly transport: Transport,
    private readonly name: string,
    private readonly db: TestDatabase,
    private readonly admin: pg.Client,
    private readonly folder: { path: string; remove(): Promise<void> },
    private readonly dovecot: TestDovecot,
    private readonly sink: SmtpSink,
    private readonly smtpPort: number,
    private readonly pipeline: CompiledPipeline,
  ) {}

  /** @param number tells lanes of the same transport apart */
  static async open(
    transport: Transport,
    number: number,
    { pipeline, dovecot, sink }: { pipeline: CompiledPipeline; dovecot: TestDovecot; sink: SmtpSink },
  ): Promise<Lane> {
    const [db, folder, smtpPort] = await Promise.all([openTestDatabase(), temporaryFolder(), aFreePort()]);
    await db.dataSource.destroy(); // only the process shall be connected
    const admin = new pg.Client({ connectionString: db.superuserUrl });
    admin.on('error', () => undefined);
    await admin.connect();
    return new Lane(
      transport,
      `${transport.toLowerCase()}-${number}`,
      db,
      admin,
      folder,
      dovecot,
      sink,
      smtpPort,
      pipeline,
    );
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.admin.end();
    await this.db.close();
    await this.folder.remove();
  }

  /** A process that loads while another works; it listens and connects when it is started. */
  born(): Life {
    return new Life(this.pipeline, {
      DATABASE_URL: this.db.url,
      MIGRATION_DATABASE_URL: this.db.ownerUrl,
      DATA_DIR: this.folder.path,
      APP_SECRET: 'a secret only for tests, long enough',
      HELPDESK_ADDRESSES: this.address,
      INTERNAL_DOMAINS: 'urzad.example',
      SMTP_INTAKE_PORT: String(this.smtpPort),
      SMTP_URL: this.sink.url,
      SMTP_MAX_PER_MINUTE: '100000',
      IMAP_URL: this.dovecot.imapUrl(this.address),
    });
  }

  /** An e-mail with a small file and one that is too large for the database, and for the main thread. */
  aMail(): Mail {
    this.sequence += 1;
    const name = `${this.name}-${this.sequence}`;
    const from = `${name}@urzad.example`;
    const messageId = `<${name}@urzad.example>`;
    const large = `${name} ${'x'.repeat(300_000)}`;
    const body = [
      '--b\r\n\r\nW załączeniu skan.\r\n',
      `--b\r\nContent-Type: text/plain; name=opis.txt\r\nContent-Disposition: attachment\r\n\r\n${name}\r\n`,
      `--b\r\nContent-Type: application/pdf; name=skan.pdf\r\nContent-Disposition: attachment\r\n\r\n${large}\r\n--b--`,
    ];
    const headers = { From: from, 'Message-ID': messageId, 'Content-Type': 'multipart/mixed; boundary=b' };
    return { from, messageId, raw: anEmail(headers, body.join('')) };
  }

  /** Resolves when the mail is in the mailbox, or when the sender's server has got rid of it, however often it had to try. */
  async deliver({ raw }: Mail): Promise<void> {
    if (this.transport === 'IMAP') return this.dovecot.deliver(this.address, raw);
    this.sender = new SendingServer(this.smtpPort, this.address, 0);
    await this.sender.send([raw], this.stopping.signal, 1);
  }

  /** Hands over the first half of a mail and then nothing more. @returns what to call once the process has gone */
  async deliverHalf({ raw }: Mail): Promise<() => void> {
    const socket = createConnection(this.smtpPort, '127.0.0.1');
    socket.on('error', () => undefined);
    const dialogue = ['EHLO mx', 'MAIL FROM:<mx@urzad.example>', `RCPT TO:<${this.address}>`, 'DATA'];
    await heard(socket, /^220 /m);
    for (const command of dialogue) {
      const answer = heard(socket, /^(?:250|354) /m);
      socket.write(`${command}\r\n`);
      await answer;
    }
    await new Promise((resolve) => socket.write(raw.subarray(0, raw.length / 2), resolve));
    return () => socket.destroy();
  }

  /** What the world has of the mail after its process has died, once everything is over that the process had begun. */
  async lookAfterDeath(mail: Mail): Promise<Found> {
    await this.withoutConnections();
    return this.look(mail);
  }

  async look(mail: Mail): Promise<Found> {
    const { rows } = await this.admin.query<{
      outcomes: string[];
      messages: number;
      attachments: number;
      replies: string[];
    }>(
      `SELECT (SELECT COALESCE(array_agg(i.outcome ORDER BY i.id), '{}') FROM inbound_email i WHERE i.sha256 = $1) AS outcomes,
         (SELECT count(*)::integer FROM ticket_message m WHERE m.message_id = $2) AS messages,
         (SELECT count(*)::integer FROM attachment a JOIN ticket_message m ON m.id = a.ticket_message_id WHERE m.message_id = $2) AS attachments,
         (SELECT COALESCE(array_agg(n.state ORDER BY n.id), '{}') FROM notification n WHERE n.recipient = $3) AS replies`,
      [sha256(mail.raw), mail.messageId, mail.from],
    );
    const copies = this.sink.received.filter(({ to }) => to.includes(mail.from));
    return {
      ...rows[0]!,
      isAcknowledged: await this.isAcknowledged(mail),
      copiesSent: copies.length,
      repliesSent: new Set(copies.map((copy) => copy.mail.messageId)).size,
    };
  }

  /**
   * The office notices after ten minutes: leases end, jobs of the dead process count as stalled.
   * @param isQueueLost the jobs are gone as well; they are only hints
   */
  async minutesPass(isQueueLost: boolean): Promise<void> {
    await this.admin.query(`
      UPDATE inbound_email SET next_attempt_at = next_attempt_at - interval '10 minutes';
      UPDATE notification SET next_attempt_at = next_attempt_at - interval '10 minutes';
      UPDATE event_outbox SET handed_on_at = handed_on_at - interval '10 minutes';
      UPDATE bullmq.job SET locked_until_ms = locked_until_ms - 600000, stalled_marked = true WHERE state = 'active';
      UPDATE bullmq.meta SET value = value::bigint - 600000 WHERE field = 'stalled-check';
    `);
    if (isQueueLost) await this.admin.query('DELETE FROM bullmq.job');
  }

  /** Nothing is left to do for anything that came in. @throws Error when it does not come to that */
  async settled({ from, raw }: Mail): Promise<void> {
    await until(
      async () => {
        const { rows } = await this.admin.query<{ isSettled: boolean }>(
          `SELECT EXISTS (SELECT FROM inbound_email i WHERE i.sha256 = $1) AND NOT EXISTS (SELECT FROM inbound_email i WHERE i.outcome = 'waiting')
             AND NOT EXISTS (SELECT FROM event_outbox) AND EXISTS (SELECT FROM notification n WHERE n.recipient = $2)
             AND NOT EXISTS (SELECT FROM notification n WHERE n.state IN ('queued', 'deferred')) AS "isSettled"`,
          [sha256(raw), from],
        );
        return rows[0]?.isSettled;
      },
      { timeoutMs: 60_000, what: 'everything to be done' },
    );
    if (this.transport === 'IMAP')
      await until(async () => (await this.messagesIn('INBOX')) === 0, { what: 'the mailbox to be empty' });
  }

  /** Days on which the outcomes do not add up, something still waits, or the server numbered what is not stored. */
  async imbalances(): Promise<unknown[]> {
    const { dataSource } = this.db;
    await dataSource.initialize();
    const days = await intakeBalance(dataSource.manager, {
      fromDay: '2000-01-01',
      from: new Date(0),
      timeZone: 'Europe/Warsaw',
    });
    const [{ count } = { count: 0 }] = await dataSource.query<{ count: number }[]>(
      'SELECT count(*) AS count FROM inbound_email',
    );
    const sum = days.flatMap(({ outcomes }) => Object.values(outcomes)).reduce((a, b) => a + b, 0);
    const wrong = days.filter(
      ({ outcomes, server }) => outcomes.waiting || (server && server.arrived !== server.known),
    );
    return sum === count ? wrong : [...wrong, { sum, count }];
  }

  /** The way of one mail, undisturbed: every point that it passes, without those that an idle process passes too. */
  async record(life: Life): Promise<readonly Passage[]> {
    await wait(IDLE_MS); // connections are made, folders opened
    await life.arm(null);
    const mail = this.aMail();
    await this.deliver(mail);
    await this.settled(mail);
    const passages = await life.record();
    await life.arm(null);
    await wait(IDLE_MS);
    const idle = new Set((await life.record()).map(({ point }) => point));
    return passages.filter(({ point }) => !idle.has(point));
  }

  private get address(): string {
    return `helpdesk-${this.name}@urzad.example`;
  }

  private async isAcknowledged({ messageId }: Mail): Promise<boolean> {
    if (this.transport === 'SMTP') return this.sender.accepted > 0;
    const client = this.dovecot.connect(this.address);
    await client.connect();
    try {
      await client.mailboxOpen('INBOX', { readOnly: true });
      const left = await client.search({ header: { 'message-id': messageId } });
      return Array.isArray(left) && left.length === 0;
    } finally {
      await client.logout();
    }
  }

  private async messagesIn(folder: string): Promise<number> {
    const client = this.dovecot.connect(this.address);
    await client.connect();
    try {
      const status = await client.status(folder, { messages: true });
      return status ? (status.messages ?? 0) : 0;
    } finally {
      await client.logout();
    }
  }

  /** The server lets go of a dead process's connections by itself, after what it had begun for them. */
  private async withoutConnections(): Promise<void> {
    await until(
      async () => {
        const { rows } = await this.admin.query<{ count: number }>(
          `SELECT count(*)::integer AS count FROM pg_stat_activity a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()`,
        );
        return rows[0]?.count === 0;
      },
      { what: 'the connections of the dead process to go' },
    );
  }
}

function heard(socket: Socket, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!pattern.test(text)) return;
      socket.off('data', onData);
      resolve();
    };
    socket.on('data', onData);
    socket.once('close', () => reject(new Error(`closed after: ${text}`)));
  });
}
