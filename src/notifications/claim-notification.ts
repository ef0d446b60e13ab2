import type { EntityManager } from 'typeorm';
import type { MailTokens } from '../mail/mail-tokens.js';
import { overBudget, type RecentMail } from './budget.js';
import { isPersonal, type NotificationKind } from './notification-kinds.js';

/** While one process sends, no other takes the row; after this long the process is taken for dead. */
const LEASE_MS = 5 * 60_000;

/** Has no end yet. Not "queued or deferred": by these words it would be looked for among all that wait, instead of by its key. */
export const IS_OPEN = `state NOT IN ('sent', 'failed', 'bounced', 'suppressed')`;

/** A notification that this process alone may send now. */
export interface ClaimedNotification {
  id: number;
  /** This attempt included. */
  attempts: number;
  kind: NotificationKind;
  recipient: string;
  recipientName: string | null;
  ticketId: number | null;
  /** With angle brackets; the same at each attempt. */
  messageId: string;
  refusedSince: Date | null;
  /** Ids of all that go out in this e-mail, itself among them. */
  ids: number[];
  /** Nothing was sent to this person about this ticket before. */
  isFirst: boolean;
}

interface Row {
  id: number;
  kind: NotificationKind;
  recipient: string;
  recipient_name: string | null;
  ticket_id: number | null;
  reason: string | null;
  attempts: number;
  message_id: string | null;
  refused_since: Date | null;
}

/**
 * Takes a due notification, with those that merge into it at its first attempt. A crash between the server's "250" and the
 * commit that says so repeats the e-mail after the lease, with the same Message-ID, so that the reader's program shows one.
 * @returns null when it is not due, taken by another process, or was suppressed just now
 */
export async function claimNotification(
  tx: EntityManager,
  id: number,
  tokens: MailTokens,
  at: Date,
): Promise<ClaimedNotification | null> {
  const group = await lockGroup(tx, id, at);
  const row = group.find((one) => one.id === id);
  if (!row) return null;
  const ids = group.map((one) => one.id);
  const standing = await standingOf(tx, row, at);
  const refusal = standing.isSuppressed ? 'address-suppressed' : budgetRefusal(row, standing);
  if (refusal) {
    await tx.query(
      `UPDATE notification SET state = 'suppressed', reason = $2, merged_into = NULLIF($3, id) WHERE id = ANY($1)`,
      [ids, refusal, id],
    );
    return null;
  }
  const attempts = row.attempts + 1;
  const messageId = row.message_id ?? tokens.messageId({ kind: 'n', id });
  await tx.query(
    `UPDATE notification SET merged_into = NULLIF($2, id), attempts = $3, next_attempt_at = $4, reason = NULL,
       message_id = CASE id WHEN $2 THEN $5 END
     WHERE id = ANY($1)`,
    [ids, id, attempts, new Date(+at + LEASE_MS), messageId],
  );
  return {
    id,
    attempts,
    kind: row.kind,
    recipient: row.recipient,
    recipientName: row.recipient_name,
    ticketId: row.ticket_id,
    messageId,
    refusedSince: row.refused_since,
    ids,
    isFirst: standing.isFirst,
  };
}

/**
 * The due notification and those that go out with it: before its first attempt all that wait to merge, later what has merged into
 * it. Two processes that take two of one group lock them in the same order, and the second finds them taken.
 * @returns in the order of ids; without the notification itself when it is not due any more
 */
async function lockGroup(tx: EntityManager, id: number, at: Date): Promise<Row[]> {
  return tx.query<Row[]>(
    `WITH n AS MATERIALIZED ( -- found by key; by what is asked of it below it would be looked for among all that wait
       SELECT o.* FROM notification o
       WHERE o.id = ANY (ARRAY(
         SELECT g.id FROM notification g -- not a join: the planner would read all of an index that it takes for empty
         WHERE (g.recipient, g.merge_key) = (SELECT f.recipient, f.merge_key FROM notification f WHERE f.id = $1 AND f.attempts = 0)
           AND g.${IS_OPEN}
         UNION ALL SELECT g.id FROM notification g WHERE g.merged_into = $1) || $1::integer)
       ORDER BY o.id FOR UPDATE)
     SELECT n.id, n.kind, n.recipient, n.ticket_id, n.reason, n.attempts, n.message_id, n.refused_since,
       COALESCE(p.given_name || ' ' || p.family_name, c.name) AS recipient_name
     FROM n LEFT JOIN person p ON p.id = n.recipient_id
     LEFT JOIN ticket_participant c ON c.ticket_id = n.ticket_id AND c.email = n.recipient
     WHERE n.id = $1 AND n.state IN ('queued', 'deferred') AND n.merged_into IS NULL AND n.next_attempt_at <= $2
       OR n.id <> $1 AND (n.merged_into = $1 OR n.state = 'queued' AND n.attempts = 0 AND n.merged_into IS NULL)
     ORDER BY n.id`,
    [id, at],
  );
}

interface Standing extends RecentMail {
  isSuppressed: boolean;
  isFirst: boolean;
}

async function standingOf(tx: EntityManager, row: Row, at: Date): Promise<Standing> {
  const [standing] = await tx.query<Standing[]>(
    `SELECT count(*)::integer AS "toRecipient",
       count(*) FILTER (WHERE n.ticket_id = $2)::integer AS "toRecipientOnTicket",
       count(*) FILTER (WHERE n.kind = 'received' AND n.created_at > $3::timestamptz - interval '1 hour')::integer AS "confirmationsInHour",
       EXISTS (SELECT FROM suppressed_address s WHERE s.email = $1) AS "isSuppressed",
       NOT EXISTS (SELECT FROM notification f WHERE f.ticket_id = $2 AND f.recipient = $1 AND f.state IN ('sent', 'bounced')) AS "isFirst"
     FROM notification n
     WHERE n.recipient = $1 AND n.created_at > $3::timestamptz - interval '1 day' AND n.attempts > 0 AND n.merged_into IS NULL
       AND n.kind NOT IN ('reply', 'question') AND n.id <> $4`,
    [row.recipient, row.ticket_id, at, row.id],
  );
  return standing!;
}

/** Asked once, before the first attempt; a person who sends again takes the decision over. */
function budgetRefusal(row: Row, recent: RecentMail): string | null {
  if (row.attempts > 0 || row.reason === 'resent' || isPersonal(row.kind)) return null;
  return overBudget(recent, row.kind === 'received');
}
