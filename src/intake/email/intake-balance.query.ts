import type { EntityManager } from 'typeorm';
import type { InboundOutcome } from './inbound-email.js';

export interface BalanceRow {
  /** local calendar day, `YYYY-MM-DD` */
  day: string;
  /** null: handed over by a mail server (SMTP, LMTP) */
  mailboxId: number | null;
  mailboxName: string | null;
  /** what was received that day, by outcome */
  outcomes: Partial<Record<InboundOutcome, number>>;
  /** what was ignored, by reason */
  ignored: Record<string, number>;
  /**
   * Messages that the server numbered that day, and of how many of those numbers we know what became of them; beside it the messages
   * older than the mailbox's first day, which lie there and stay. null where no server tells.
   */
  server: { arrived: number; known: number; older: number } | null;
}

/** How many of a day's numbers we know what became of: stored, or older than the first day. On the alias `d` (mailbox_day). */
export const KNOWN_NUMBERS = `(SELECT count(*) FROM (
    SELECT i.uid FROM inbound_email i WHERE i.mailbox_id = d.mailbox_id AND i.uid_validity = d.uid_validity
      AND i.uid >= d.uid_next_from AND i.uid < d.uid_next_to
    UNION SELECT e.uid FROM mailbox_older_email e WHERE e.mailbox_id = d.mailbox_id AND e.uid_validity = d.uid_validity
      AND e.uid >= d.uid_next_from AND e.uid < d.uid_next_to) k)`;

/**
 * The balance of every mailbox and day, newest day first: each e-mail has exactly one outcome, so that they add up to what was
 * received; what a server numbered and is neither stored nor older than the first day, a person took away before it was read, or it
 * was lost.
 * @param fromDay first day; `from` is its beginning
 */
export async function intakeBalance(
  tx: EntityManager,
  { fromDay, from, timeZone }: { fromDay: string; from: Date; timeZone: string },
): Promise<BalanceRow[]> {
  return tx.query<BalanceRow[]>(
    `WITH received AS (
       SELECT (i.received_at AT TIME ZONE $3)::date AS day, i.mailbox_id, i.outcome, i.reason, count(*) AS count
       FROM inbound_email i WHERE i.received_at >= $2 GROUP BY 1, 2, 3, 4
     ), outcome AS (
       SELECT r.day, r.mailbox_id, r.outcome, sum(r.count)::integer AS count FROM received r GROUP BY 1, 2, 3
     ), by_outcome AS (
       SELECT o.day, o.mailbox_id, json_object_agg(o.outcome, o.count) AS outcomes FROM outcome o GROUP BY 1, 2
     ), by_reason AS (
       SELECT r.day, r.mailbox_id, json_object_agg(COALESCE(r.reason, ''), r.count) AS ignored
       FROM received r WHERE r.outcome = 'ignored' GROUP BY 1, 2
     ), server AS (
       SELECT d.day, d.mailbox_id, json_build_object('arrived', sum(d.uid_next_to - d.uid_next_from), 'known', sum(${KNOWN_NUMBERS}), 'older', sum(d.older)) AS server
       FROM mailbox_day d WHERE d.day >= $1 GROUP BY 1, 2
     )
     SELECT k.day, k.mailbox_id AS "mailboxId", m.name AS "mailboxName", COALESCE(o.outcomes, '{}') AS outcomes, COALESCE(r.ignored, '{}') AS ignored,
       s.server
     FROM (SELECT o.day, o.mailbox_id FROM by_outcome o UNION SELECT s.day, s.mailbox_id FROM server s) k
     LEFT JOIN by_outcome o ON o.day = k.day AND o.mailbox_id IS NOT DISTINCT FROM k.mailbox_id
     LEFT JOIN by_reason r ON r.day = k.day AND r.mailbox_id IS NOT DISTINCT FROM k.mailbox_id
     LEFT JOIN server s ON s.day = k.day AND s.mailbox_id = k.mailbox_id
     LEFT JOIN mailbox m ON m.id = k.mailbox_id
     ORDER BY k.day DESC, m.name NULLS FIRST, m.id`,
    [fromDay, from, timeZone],
  );
}
