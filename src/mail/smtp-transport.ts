import { createTransport } from 'nodemailer';
import { classifyRefusal, composeMail, type Delivery, MailTransport, type OutgoingMail } from './outgoing-mail.js';
import { isThisMachine } from './this-machine.js';

const TIMEOUT_MS = 30_000;

/** Sends through the office's mail server, over a few connections that stay open. */
export class SmtpTransport extends MailTransport {
  private readonly pool;

  /** @param url `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…` */
  constructor(url: string, maxPerMinute: number) {
    super();
    const { protocol, hostname, port, username, password, searchParams } = new URL(url);
    const secure = protocol === 'smtps:';
    this.pool = createTransport({
      pool: true,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (secure ? 465 : 587)),
      secure,
      auth: username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined,
      // A password never goes over an open line; a relay without sign-in may have no certificate at all.
      requireTLS: Boolean(username) && searchParams.get('requireTLS') !== 'false' && !isThisMachine(hostname),
      maxConnections: 4,
      maxMessages: 200,
      rateDelta: 60_000,
      rateLimit: maxPerMinute,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: 2 * TIMEOUT_MS,
    });
    this.pool.on('error', () => undefined); // idle connections that break are opened again when needed
  }

  async send(mail: OutgoingMail): Promise<Delivery> {
    const { raw, envelope } = await composeMail(mail);
    try {
      const { response } = await this.pool.sendMail({ raw, envelope });
      return { smtpQueueId: queueIdOf(response) };
    } catch (error) {
      throw classifyRefusal(error);
    }
  }

  async verify(): Promise<void> {
    await this.pool.verify();
  }

  override close(): void {
    this.pool.close();
  }
}

/** `250 2.0.0 Ok: queued as 4F2B` → `4F2B`; otherwise the words after the codes. */
export function queueIdOf(response: string | undefined): string | null {
  if (!response) return null;
  const named = /queued (?:as|for delivery)[\s:]+<?([\w.@-]{3,100})/i.exec(response)?.[1];
  return (
    (named ??
      response
        .replace(/^\d{3}[ -]?(?:\d\.\d{1,3}\.\d{1,3} )?/, '')
        .trim()
        .slice(0, 100)) ||
    null
  );
}
