import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isDatabaseUnavailable } from '../database/is-unavailable.js';
import { MailTokens } from '../mail/mail-tokens.js';
import { type Delivery, MailRefused, MailTransport } from '../mail/outgoing-mail.js';
import { claimNotification, type ClaimedNotification, IS_OPEN } from './claim-notification.js';
import { type Outcome, outcomeOf, outcomeOfError } from './delivery-outcome.js';
import { NotificationComposer } from './notification-composer.js';

const PULLED_FORWARD = 200;

/** Takes one notification to the mail server; the row says what came of it. */
@Injectable()
export class NotificationDelivery {
  private readonly log = new Logger('Notifications');
  /** The mail server did not answer lately; the first success calls back all that waits for it. */
  private wasUnreachable = false;
  /** What the database could not be told, oldest first. */
  private readonly unrecorded: (() => Promise<void>)[] = [];

  constructor(
    private readonly db: DataSource,
    private readonly composer: NotificationComposer,
    private readonly transport: MailTransport,
    private readonly tokens: MailTokens,
  ) {}

  /**
   * Sends the notification if it is due and nobody else is sending it; otherwise does nothing. Refusals of the server are no
   * errors: they become the state of the row.
   * @throws what the database throws; what it was not told is kept for `catchUp`
   */
  async deliver(id: number, at: Date): Promise<void> {
    const claimed = await this.db.transaction((tx) => claimNotification(tx, id, this.tokens, at));
    if (!claimed) return;
    await this.record(await this.attempt(claimed, at));
  }

  /** Records what came of attempts while the database was away, so that nothing is sent twice or waits for the end of its lease. */
  async catchUp(): Promise<void> {
    for (let left = this.unrecorded.length; left > 0; left -= 1) await this.record(this.unrecorded.shift()!);
  }

  /**
   * @returns what writes down how it went
   * @throws what the database throws while the mail is put together
   */
  private async attempt(claimed: ClaimedNotification, at: Date): Promise<() => Promise<void>> {
    let subject: string | null = null;
    try {
      const mail = await this.composer.compose(claimed, at);
      subject = mail.subject;
      const delivery = await this.transport.send(mail);
      return () => this.recordSent(claimed, mail.subject, delivery, at);
    } catch (error) {
      if (!(error instanceof MailRefused) && isDatabaseUnavailable(error)) {
        await this.record(() => this.release(claimed, at)).catch(() => undefined);
        throw error;
      }
      const outcome = this.outcomeFor(error, claimed, at);
      return () => this.recordOutcome(claimed, subject, outcome, at);
    }
  }

  private async record(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      // Should the process end before it is written, the lease ends, and the repeat carries the same Message-ID.
      if (isDatabaseUnavailable(error)) this.unrecorded.push(write);
      throw error;
    }
  }

  /** Nothing went out: it is due as before. */
  private async release({ id, attempts }: ClaimedNotification, at: Date): Promise<void> {
    await this.db.query(`UPDATE notification SET next_attempt_at = $3 WHERE id = $1 AND attempts = $2 AND ${IS_OPEN}`, [
      id,
      attempts,
      at,
    ]);
  }

  private outcomeFor(error: unknown, { id, attempts, refusedSince }: ClaimedNotification, at: Date): Outcome {
    const attempt = { attempts, refusedSince, at, random: Math.random() };
    if (error instanceof MailRefused) return outcomeOf(error, attempt);
    const mistake = error instanceof Error ? error : new Error(String(error));
    this.log.error(`Notification ${id}: ${mistake.stack ?? mistake.message}`);
    return outcomeOfError(mistake, attempt);
  }

  private async recordSent(
    { id }: ClaimedNotification,
    subject: string,
    { smtpQueueId }: Delivery,
    at: Date,
  ): Promise<void> {
    await this.db.query(
      `UPDATE notification SET state = 'sent', reason = NULL, sent_at = $2, smtp_queue_id = $3, subject = $4, refused_since = NULL
       WHERE (id = $1 OR merged_into = $1) AND ${IS_OPEN}`,
      [id, at, smtpQueueId, subject],
    );
    if (this.wasUnreachable) await this.pullForward(at);
  }

  /** A process whose lease ran out must not overwrite what its successor found: attempts tell them apart. */
  private async recordOutcome(
    { id, attempts, recipient }: ClaimedNotification,
    subject: string | null,
    outcome: Outcome,
    at: Date,
  ): Promise<void> {
    const isDeferred = outcome.state === 'deferred';
    if (isDeferred && outcome.reason.startsWith('unreachable')) this.wasUnreachable = true;
    await this.db.query(
      `UPDATE notification SET state = $3, reason = $4, next_attempt_at = COALESCE($5, next_attempt_at), refused_since = $6,
         subject = COALESCE($7, subject)
       WHERE (id = $1 OR merged_into = $1) AND attempts = $2 AND ${IS_OPEN}`,
      [
        id,
        attempts,
        outcome.state,
        outcome.reason,
        isDeferred ? outcome.nextAttemptAt : null,
        isDeferred ? outcome.refusedSince : null,
        subject,
      ],
    );
    if (!isDeferred && outcome.suppressesAddress) await this.suppress(recipient, outcome.reason, at);
  }

  private async suppress(recipient: string, reason: string, at: Date): Promise<void> {
    await this.db.query(
      `INSERT INTO suppressed_address (email, since, reason) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT suppressed_address_pk DO NOTHING`,
      [recipient, at, reason],
    );
  }

  /** The mail server is back: what waits for it goes out now, not after its own wait. One being sent has no reason. */
  private async pullForward(at: Date): Promise<void> {
    const [, moved] = await this.db.query<[unknown, number]>(
      `UPDATE notification SET next_attempt_at = $1 WHERE id IN (
         SELECT n.id FROM notification n
         WHERE n.state = 'deferred' AND n.reason LIKE 'unreachable%' AND n.next_attempt_at > $1 AND n.merged_into IS NULL
         ORDER BY n.next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [at, PULLED_FORWARD],
    );
    this.wasUnreachable = moved === PULLED_FORWARD;
  }
}
