import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BlobsService } from '../../blobs/blobs.service.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { isDatabaseUnavailable } from '../../database/is-unavailable.js';
import { EmailReader, UnreadableEmail } from '../../mail/email-reader.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { type InboundEmailRow, lockInboundEmail } from './inbound-email.js';
import { claimInboundEmail, lockForDecision, MAX_ATTEMPTS, saveOutcome } from './inbound-email-work.js';
import { InboundDecider } from './inbound-decider.js';
import { DecisionOutdated, OutcomeApplier } from './outcome-applier.js';

const MAX_DECISIONS = 5;

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
   * Works on one waiting e-mail; does nothing when it has its outcome or someone else works on it. Never throws because of
   * what the e-mail contains: after three failures it is quarantined with its reason.
   * @throws what the database throws; the row stays waiting
   */
  async process(inboundEmailId: number): Promise<void> {
    const at = this.clock.now();
    const row = await claimInboundEmail(this.db.manager, inboundEmailId, at);
    if (!row) return;
    if (row.attempts > MAX_ATTEMPTS) return this.quarantine(row, 'processing-interrupted', at);
    try {
      const mail = await this.read(row);
      await this.decide(row, mail, at);
    } catch (error) {
      await this.afterFailure(row, error, at);
    }
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

  private async read(row: InboundEmailRow): Promise<ReadEmail> {
    const raw = await this.blobs.get(row.sha256);
    return this.reader.read(raw, row.envelopeFrom, row.sha256);
  }

  /** Decides and applies in one transaction; again when the ticket moved on the way or the same content came in elsewhere. */
  private async decide(row: InboundEmailRow, mail: ReadEmail, at: Date): Promise<void> {
    for (let left = MAX_DECISIONS; ; left -= 1) {
      try {
        return await this.db.transaction(async (tx) => {
          if (!(await lockForDecision(tx, row.id, mail.fingerprint))) return;
          const decided = await this.decider.decide(tx, row, mail, at);
          await this.applier.apply(tx, row, mail, decided, null, at);
        });
      } catch (error) {
        if (left <= 1 || !(error instanceof DecisionOutdated || isCollision(error))) throw error;
      }
    }
  }

  private async afterFailure(row: InboundEmailRow, error: unknown, at: Date): Promise<void> {
    if (isDatabaseUnavailable(error)) {
      this.toTakeBack.set(row.id, (this.toTakeBack.get(row.id) ?? 0) + 1);
      throw error;
    }
    if (error instanceof UnreadableEmail) return this.quarantine(row, error.code, at);
    this.log.warn(
      `E-mail ${row.id}, attempt ${row.attempts}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    if (row.attempts < MAX_ATTEMPTS) throw error;
    await this.quarantine(row, error instanceof DomainError ? error.code : 'processing-failed', at);
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
