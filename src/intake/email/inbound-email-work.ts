import type { EntityManager } from 'typeorm';
import { INBOUND_EMAIL_COLUMNS, type InboundEmailRow, type InboundOutcome } from './inbound-email.js';
import type { TraceStep } from './decide-inbound.js';
import type { ReadEmail } from '../../mail/read-email.js';

/** An e-mail that killed the process this often is quarantined instead of tried again. */
export const MAX_ATTEMPTS = 3;

/**
 * Counts an attempt before anything is read, in its own commit: an e-mail that kills the process leaves its mark.
 * @returns the row with the attempt counted, or null when it is not waiting or an attempt is under way
 */
export async function claimInboundEmail(db: EntityManager, id: number, at: Date): Promise<InboundEmailRow | null> {
  const [rows] = await db.query<[InboundEmailRow[], number]>(
    `UPDATE inbound_email i SET attempts = i.attempts + 1,
       -- Longer than reading may take: small messages are read at once, large ones within the reader's time limit.
       next_attempt_at = $2::timestamptz + CASE WHEN i.size_bytes > 190000 THEN interval '60 seconds' ELSE interval '5 seconds' END
     FROM blob b
     WHERE b.sha256 = i.sha256
       AND i.id = (SELECT w.id FROM inbound_email w
                   WHERE w.id = $1 AND w.outcome = 'waiting' AND (w.attempts = 0 OR w.next_attempt_at <= $2) FOR UPDATE SKIP LOCKED)
     RETURNING ${INBOUND_EMAIL_COLUMNS}`,
    [id, at],
  );
  return rows[0] ?? null;
}

/**
 * Locks a claimed row for its decision, and every other delivery of the same content out until the transaction ends.
 * @returns false when it is no longer waiting or someone else decides it
 */
export async function lockForDecision(tx: EntityManager, id: number, fingerprint: string): Promise<boolean> {
  const rows = await tx.query<{ id: number }[]>(
    `SELECT w.id, pg_advisory_xact_lock(hashtextextended($2, 7310)) FROM
       (SELECT i.id FROM inbound_email i WHERE i.id = $1 AND i.outcome = 'waiting' FOR UPDATE SKIP LOCKED) w`,
    [id, fingerprint],
  );
  return rows.length > 0;
}

export interface SavedOutcome {
  outcome: InboundOutcome;
  reason: string | null;
  trace: TraceStep[];
  ticketId?: number | null;
  duplicateOf?: number | null;
  /** The person who decided; null when the program did. */
  actorId?: number | null;
  /** What reading gave; absent when the message could not be read. */
  mail?: ReadEmail;
}

/** Writes the outcome and one line of history in one statement. */
export async function saveOutcome(tx: EntityManager, id: number, saved: SavedOutcome, at: Date): Promise<void> {
  const { mail } = saved;
  const sender = mail?.from[0] ?? mail?.sender ?? mail?.replyTo[0];
  await tx.query(
    `WITH attempt AS (
       INSERT INTO inbound_email_attempt (inbound_email_id, at, actor_id, outcome, reason) VALUES ($1, $2, $3, $4, $5)
     )
     UPDATE inbound_email SET outcome = $4, reason = $5, trace = $6, ticket_id = $7, duplicate_of = $8, processed_at = $2, next_attempt_at = NULL,
       automatic = COALESCE($9, automatic), bounce = COALESCE($10, bounce), message_id = COALESCE($11, message_id),
       from_email = COALESCE($12, from_email), from_name = COALESCE($13, from_name), subject = COALESCE($14, subject),
       fingerprint = COALESCE($15, fingerprint)
     WHERE id = $1`,
    [
      id,
      at,
      saved.actorId ?? null,
      saved.outcome,
      saved.reason,
      JSON.stringify(saved.trace),
      saved.ticketId ?? null,
      saved.duplicateOf ?? null,
      mail ? isAutomatic(mail) : null,
      mail?.bounce ? JSON.stringify(mail.bounce) : null,
      mail?.messageId ?? null,
      sender?.address ?? null,
      sender?.name.slice(0, 300) || null,
      mail?.subject.slice(0, 500) ?? null,
      mail?.fingerprint ?? null,
    ],
  );
}

/** A mailing list carries people's words; everything else that was recognised is a program's. */
export function isAutomatic(mail: Pick<ReadEmail, 'automatic'>): boolean {
  return mail.automatic !== null && mail.automatic.kind !== 'list';
}
