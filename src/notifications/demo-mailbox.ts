import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError, found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { type CaughtMail, CatchingTransport } from '../mail/caught-mail.js';
import { domainOf } from '../mail/mime/addresses.js';
import { MailTransport } from '../mail/outgoing-mail.js';
import { parseEmail } from '../mail/parse-email.js';
import { SmtpTransport } from '../mail/smtp-transport.js';

/** Mailboxes of everyone in the demo, in one. */
@Injectable()
export class DemoMailbox {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly transport: MailTransport,
  ) {}

  get canReply(): boolean {
    return this.config.smtpIntake.port !== undefined;
  }

  /** Newest first. */
  async list(limit: number): Promise<CaughtMail[]> {
    return this.caught().list(limit);
  }

  /** @throws DomainError `caught-mail.not-found` */
  async get(id: string): Promise<CaughtMail> {
    return found(await this.caught().get(id), 'caught-mail');
  }

  /** As it was composed, styles included: it is our own, and its page is a sandbox. Links open beside it. */
  async html(id: string): Promise<string> {
    const { raw } = await this.get(id);
    return found(parseEmail(raw).html, 'caught-mail').replace('<head>', '<head><base target="_blank">');
  }

  async attachment(id: string, index: number): Promise<{ filename: string; content: Buffer }> {
    return found((await this.get(id)).mail.attachments[index], 'attachment');
  }

  /** What is still to be sent, and when the next of it goes. */
  async waiting(): Promise<{ count: number; next: Date | null }> {
    this.caught();
    const [row] = await this.db.query<{ count: number; next: Date | null }[]>(
      `SELECT count(*) AS count, min(n.next_attempt_at) AS next FROM notification n
       WHERE n.state IN ('queued', 'deferred') AND n.merged_into IS NULL`,
    );
    return row!;
  }

  async hurry(at: Date): Promise<void> {
    this.caught();
    await this.db.query(
      `UPDATE notification SET next_attempt_at = $1 WHERE state = 'queued' AND attempts = 0 AND next_attempt_at > $1`,
      [at],
    );
  }

  /** Answers as the reader would: by SMTP to the helpdesk, in the same thread, quoting the e-mail. */
  async reply(id: string, text: string, at: Date): Promise<void> {
    const { mail } = await this.get(id);
    const { host, port } = this.config.smtpIntake;
    if (port === undefined) {
      throw new DomainError('demo-mail.no-intake', 'conflict', 'Odbiór poczty jest wyłączony (SMTP_INTAKE_PORT).');
    }
    const reader = found(mail.to[0], 'caught-mail');
    const transport = new SmtpTransport(`smtp://${host}:${port}`, 600);
    try {
      await transport.send({
        from: reader,
        to: found(mail.replyTo[0] ?? mail.from[0], 'caught-mail'),
        subject: `Odp: ${mail.subject}`,
        text: `${text}\n\n${quote(mail)}`,
        messageId: `<demo-${+at}.${id}@${domainOf(reader.address)}>`,
        references: [...mail.references, ...(mail.messageId ? [mail.messageId] : [])],
        date: at,
      });
    } finally {
      transport.close();
    }
  }

  /** Only the demo without SMTP_URL catches its mail. */
  private caught(): CatchingTransport {
    return found(this.config.demo && this.transport instanceof CatchingTransport ? this.transport : null, 'page');
  }
}

function quote({ text, from, date }: CaughtMail['mail']): string {
  const when = date?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
  return `W dniu ${when}, ${from[0]?.name ?? ''} pisze:\n${text.replace(/^/gm, '> ')}`;
}
