import type { EntityManager } from 'typeorm';
import { INBOUND_EMAIL_COLUMNS, type InboundEmailRow, type InboundOutcome } from './inbound-email.js';
import type { TraceStep } from './decide-inbound.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { INLINE_MAX_BYTES } from '../../mail/unpack-budget.js';

/** An e-mail that killed the process this often is quarantined instead of tried again. */
export const MAX_ATTEMPTS = 3;

/** A row with its attempt counted, and its bytes when they lie in the database. */
export interface ClaimedEmail extends InboundEmailRow {
  content: Buffer | null;
}

/**
 * Counts an attempt before anything is read, in its own commit: an e-mail that kills the process leaves its mark. So that
 * innocent ones bear none, only small ones at their first attempt are taken together; any other is claimed alone, when its turn comes.
 * @returns the rows with the attempt counted; not those that are not waiting or are being worked on
 */
export async function claimTogether(db: EntityManager, ids: readonly number[], at: Date): Promise<ClaimedEmail[]> {
  return claim(db, ids, at, `w.attempts = 0 AND w.size_bytes <= ${INLINE_MAX_BYTES}`);
}

/** Takes the attempts of a group back, whose failure says nothing about one of them. */
export async function releaseClaims(db: EntityManager, ids: readonly number[]): Promise<void> {
  await db.query(`UPDATE inbound_email SET attempts = 0 WHERE id = ANY($1) AND outcome = 'waiting' AND attempts = 1`, [
    ids,
  ]);
}

/** @returns null when it is not waiting or is being worked on */
export async function claimAlone(db: EntityManager, id: number, at: Date): Promise<ClaimedEmail | null> {
  const [row] = await claim(db, [id], at, '(w.attempts = 0 OR w.next_attempt_at <= $2)');
  return row ?? null;
}

async function claim(db: EntityManager, ids: readonly number[], at: Date, condition: string): Promise<ClaimedEmail[]> {
  const [rows] = await db.query<[ClaimedEmail[], number]>(
    `UPDATE inbound_email i SET attempts = i.attempts + 1,
       -- Longer each time: when it is not the e-mail that ends the process again and again, others get hit instead of this one.
       next_attempt_at = $2::timestamptz + 3 ^ i.attempts * CASE WHEN i.size_bytes > ${INLINE_MAX_BYTES} THEN interval '60 seconds' ELSE interval '5 seconds' END
     FROM blob b
     WHERE b.sha256 = i.sha256
       AND i.id IN (SELECT w.id FROM inbound_email w WHERE w.id = ANY($1) AND w.outcome = 'waiting' AND ${condition}
                    ORDER BY w.id FOR UPDATE SKIP LOCKED)
     RETURNING ${INBOUND_EMAIL_COLUMNS}, b.content`,
    [ids, at],
  );
  return rows.sort((a, b) => a.id - b.id);
}

/**
 * Locks claimed rows for their decision, and every other delivery of the same content out until the transaction ends.
 * @returns ids of those that are still waiting and that nobody else decides
 */
export async function lockForDecision(
  tx: EntityManager,
  emails: readonly { id: number; fingerprint: string }[],
): Promise<Set<number>> {
  const rows = await tx.query<{ id: number }[]>(
    `SELECT w.id, pg_advisory_xact_lock(hashtextextended(e.fingerprint, 7310)) FROM
       (SELECT i.id FROM inbound_email i WHERE i.id = ANY($1) AND i.outcome = 'waiting' ORDER BY i.id FOR UPDATE SKIP LOCKED) w
     JOIN unnest($1::integer[], $2::text[]) AS e (id, fingerprint) ON e.id = w.id`,
    [emails.map(({ id }) => id), emails.map(({ fingerprint }) => fingerprint)],
  );
  return new Set(rows.map(({ id }) => id));
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
       -- Another decoding gives other words; they are still the same e-mail.
       fingerprint = CASE WHEN charset IS NULL THEN COALESCE($15, fingerprint) ELSE COALESCE(fingerprint, $15) END
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
