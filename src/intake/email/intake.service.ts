import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BlobsService } from '../../blobs/blobs.service.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { settleAll } from '../../common/settle-all.js';
import { isDatabaseUnavailable } from '../../database/is-unavailable.js';
import { EmailReader, UnreadableEmail } from '../../mail/email-reader.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { type InboundEmailRow, lockInboundEmail } from './inbound-email.js';
import {
  type ClaimedEmail,
  claimAlone,
  claimTogether,
  lockForDecision,
  MAX_ATTEMPTS,
  releaseClaims,
  saveOutcome,
} from './inbound-email-work.js';
import { independentEmails } from './independent-emails.js';
import { InboundDecider } from './inbound-decider.js';
import { DecisionOutdated, OutcomeApplier } from './outcome-applier.js';

const MAX_DECISIONS = 5;

interface EmailAtWork {
  row: ClaimedEmail;
  mail: ReadEmail;
}

/** From a stored e-mail to its one visible outcome. */
@Injectable()
export class IntakeService {
  private readonly log = new Logger('Intake');
  /** Attempts that failed because the database went away say nothing about the e-mail; they are taken back when it returns. */
  private readonly toTakeBack = new Map<number, number>();

  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
    private readonly reader: EmailReader,
    private readonly decider: InboundDecider,
    private readonly applier: OutcomeApplier,
    private readonly clock: Clock,
  ) {}

  /**
   * Works on waiting e-mails; passes over those that have their outcome or are being worked on. Never throws because of what an
   * e-mail contains: after three failures it is quarantined with its reason.
   * @throws what the database throws; the rows stay waiting
   */
  async process(ids: readonly number[]): Promise<void> {
    const failed = await this.processTogether(ids);
    const errors: unknown[] = [];
    for (const id of failed) await this.processAlone(id).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }

  /** Gives attempts back that a lost database has cost. */
  async takeBackAttempts(): Promise<void> {
    for (const [id, count] of [...this.toTakeBack]) {
      await this.db.query(
        `UPDATE inbound_email SET attempts = GREATEST(attempts - $2, 0) WHERE id = $1 AND outcome = 'waiting'`,
        [id, count],
      );
      this.toTakeBack.delete(id);
    }
  }

  /** @returns what has to be worked on alone: what fails, what failed before, what takes long to read, and what depends on others */
  private async processTogether(ids: readonly number[]): Promise<readonly number[]> {
    const at = this.clock.now();
    const rows = await claimTogether(this.db.manager, ids, at);
    let done: number[] = [];
    try {
      const emails = independentEmails(await this.read(rows));
      await this.decide(emails, at);
      done = emails.map(({ row }) => row.id);
    } catch {
      // Each is tried alone, where its failure can be told.
    }
    const left = rows.map(({ id }) => id).filter((id) => !done.includes(id));
    if (left.length > 0)
      await releaseClaims(this.db.manager, left).catch(() => left.forEach((id) => this.takeBackLater(id)));
    return ids.filter((id) => !done.includes(id));
  }

  private async processAlone(id: number): Promise<void> {
    const at = this.clock.now();
    const row = await claimAlone(this.db.manager, id, at);
    if (!row) return;
    if (row.attempts > MAX_ATTEMPTS) return this.quarantine(row, 'processing-interrupted', at);
    try {
      await this.decide(await this.read([row]), at);
    } catch (error) {
      await this.afterFailure(row, error, at);
    }
  }

  private async read(rows: readonly ClaimedEmail[]): Promise<EmailAtWork[]> {
    const emails = [];
    for (const row of rows) {
      const raw = row.content ?? (await this.blobs.get(row.sha256));
      const mail = await this.reader.read(raw, row.envelopeFrom, row.sha256, row.charset, row.receivedAt);
      emails.push({ row, mail });
    }
    return emails;
  }

  /** Decides and applies in one transaction; again when a ticket moved on the way or the same content came in elsewhere. */
  private async decide(emails: readonly EmailAtWork[], at: Date): Promise<void> {
    if (emails.length === 0) return;
    for (let left = MAX_DECISIONS; ; left -= 1) {
      try {
        return await this.db.transaction((tx) => this.decideIn(tx, emails, at));
      } catch (error) {
        if (left <= 1 || !(error instanceof DecisionOutdated || isCollision(error))) throw error;
      }
    }
  }

  /** New tickets touch only rows of their own and are made side by side; what touches tickets that exist, one after the other. */
  private async decideIn(tx: EntityManager, emails: readonly EmailAtWork[], at: Date): Promise<void> {
    const locked = await lockForDecision(
      tx,
      emails.map(({ row, mail }) => ({ id: row.id, fingerprint: mail.fingerprint })),
    );
    const decided = await settleAll(
      emails
        .filter(({ row }) => locked.has(row.id))
        .map(async ({ row, mail }) => ({ row, mail, decided: await this.decider.decide(tx, row, mail, at) })),
    );
    const apply = (email: (typeof decided)[number]) =>
      this.applier.apply(tx, email.row, email.mail, email.decided, null, at);
    const isNew = (email: (typeof decided)[number]) => email.decided.decision.outcome === 'created';
    for (const email of decided.filter((one) => !isNew(one))) await apply(email);
    await settleAll(decided.filter(isNew).map(apply));
  }

  private async afterFailure(row: InboundEmailRow, error: unknown, at: Date): Promise<void> {
    if (isDatabaseUnavailable(error)) {
      this.takeBackLater(row.id);
      throw error;
    }
    if (error instanceof UnreadableEmail) return this.quarantine(row, error.code, at);
    this.log.warn(
      `E-mail ${row.id}, attempt ${row.attempts}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    if (row.attempts < MAX_ATTEMPTS) throw error;
    await this.quarantine(row, error instanceof DomainError ? error.code : 'processing-failed', at);
  }

  private takeBackLater(id: number): void {
    this.toTakeBack.set(id, (this.toTakeBack.get(id) ?? 0) + 1);
  }

  private async quarantine(row: InboundEmailRow, reason: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { outcome, trace } = await lockInboundEmail(tx, row.id);
      if (outcome !== 'waiting') return;
      this.log.warn(`E-mail ${row.id} is quarantined: ${reason}`);
      await saveOutcome(tx, row.id, { outcome: 'quarantined', reason, trace: trace ?? [] }, at);
    });
  }
}

/** Unique key (another delivery of the same content won), serialisation failure, deadlock: deciding again settles it. */
function isCollision(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '23505' || code === '40001' || code === '40P01';
}
