import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../../database/keyset.js';
import { SqlParams } from '../../database/sql-params.js';
import type { Bounce } from '../../mail/bounce.js';
import { visibleTickets } from '../../tickets/ticket-visibility.js';
import type { InboundChannel, InboundOutcome } from './inbound-email.js';

export interface InboundEmailFilter {
  outcome?: InboundOutcome | undefined;
  /** A mailbox's id, or `smtp` for what a server handed over. */
  mailbox?: number | 'smtp' | undefined;
  reason?: string | undefined;
  /** Words of the subject or an address of the sender. */
  q?: string | undefined;
}

export interface InboundEmailListRow {
  id: number;
  receivedAt: Date;
  channel: InboundChannel;
  mailboxName: string | null;
  fromEmail: string | null;
  fromName: string | null;
  envelopeFrom: string | null;
  envelopeTo: string[];
  messageId: string | null;
  subject: string | null;
  outcome: InboundOutcome;
  reason: string | null;
  ticketNumber: string | null;
  automatic: boolean;
  bounce: Bounce | null;
  /** Opaque; where the next page starts. */
  cursor: string;
}

const NEWEST_FIRST: KeysetOrder = { keys: [{ sql: 'i.id', type: 'integer' }], descending: true };

/** One page of e-mails, newest first; those of tickets that the actor may not see are left out. One SQL. */
export async function listInboundEmails(
  tx: EntityManager,
  actor: Actor,
  filter: InboundEmailFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<InboundEmailListRow[]> {
  const params = new SqlParams();
  const conditions = [
    visibleEmails(actor, params),
    ...filterConditions(filter, params),
    after(NEWEST_FIRST, page.cursor, params),
  ].filter((condition) => condition !== null);
  return tx.query<InboundEmailListRow[]>(
    `SELECT i.id, i.received_at AS "receivedAt", i.channel, m.name AS "mailboxName", i.from_email AS "fromEmail", i.from_name AS "fromName",
       i.envelope_from AS "envelopeFrom", i.envelope_to AS "envelopeTo", i.message_id AS "messageId", i.subject, i.outcome, i.reason,
       t.number AS "ticketNumber", i.automatic, i.bounce, ${cursorColumn(NEWEST_FIRST)}
     FROM inbound_email i
     LEFT JOIN ticket t ON t.id = i.ticket_id
     LEFT JOIN mailbox m ON m.id = i.mailbox_id
     WHERE ${conditions.join('\n       AND ')}
     ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

/** A condition on the aliases `i` (inbound_email) and `t` (its ticket): who may not see a ticket may not see its e-mails. */
export function visibleEmails(actor: Actor, params: SqlParams): string {
  return `(i.ticket_id IS NULL OR ${visibleTickets(actor, params)})`;
}

function filterConditions(filter: InboundEmailFilter, params: SqlParams): string[] {
  const conditions: string[] = [];
  if (filter.outcome) conditions.push(`i.outcome = ${params.bind(filter.outcome)}`);
  if (filter.reason) conditions.push(`i.reason = ${params.bind(filter.reason)}`);
  if (filter.mailbox === 'smtp') conditions.push('i.mailbox_id IS NULL');
  else if (filter.mailbox) conditions.push(`i.mailbox_id = ${params.bind(filter.mailbox)}`);
  const q = filter.q?.trim();
  if (q) {
    const like = params.bind(`%${q.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(i.subject ILIKE ${like} OR i.from_email = lower(${params.bind(q)}))`);
  }
  return conditions;
}

/** E-mails that wait for someone or something; from the index on outcomes, never over the whole history. */
export async function countInboundNeeds(
  tx: EntityManager,
): Promise<{ waiting: number; review: number; quarantined: number }> {
  const [row] = await tx.query<{ waiting: number; review: number; quarantined: number }[]>(
    `SELECT (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'waiting') AS waiting,
       (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'review') AS review,
       (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'quarantined') AS quarantined`,
  );
  return row!;
}

/**
 * The balance since a moment: every e-mail received has exactly one outcome, so their counts add up to what was received. Counts tell
 * nothing of a single ticket and are therefore the same for everyone.
 */
export async function inboundBalance(
  tx: EntityManager,
  from: Date,
): Promise<{ outcome: InboundOutcome; count: number }[]> {
  return tx.query(
    `SELECT i.outcome, count(*) AS count FROM inbound_email i WHERE i.received_at >= $1 GROUP BY i.outcome`,
    [from],
  );
}
