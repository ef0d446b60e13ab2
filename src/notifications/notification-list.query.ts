import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import { readsInternal, visibleTickets } from '../tickets/ticket-visibility.js';
import type { NotificationKind } from './notification-kinds.js';

export const NOTIFICATION_STATES = ['queued', 'deferred', 'sent', 'failed', 'bounced', 'suppressed'] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

export interface NotificationFilter {
  /** A state, or `waiting` for what is still to be sent. */
  state?: NotificationState | 'waiting' | undefined;
  kind?: NotificationKind | undefined;
  /** The beginning of an address. */
  recipient?: string | undefined;
}

export interface NotificationRow {
  id: number;
  kind: NotificationKind;
  recipient: string;
  recipientName: string | null;
  ticketNumber: string | null;
  subject: string | null;
  state: NotificationState;
  reason: string | null;
  attempts: number;
  createdAt: Date;
  nextAttemptAt: Date;
  sentAt: Date | null;
  messageId: string | null;
  smtpQueueId: string | null;
  mergedInto: number | null;
  /** Mail to this address is stopped. */
  isSuppressed: boolean;
  cursor: string;
}

const ORDER: KeysetOrder = { keys: [{ sql: 'n.id', type: 'integer' }], descending: true };

const COLUMNS = `n.id, n.kind, n.recipient, COALESCE(p.given_name || ' ' || p.family_name, c.name) AS "recipientName", t.number AS "ticketNumber",
  COALESCE(n.subject, m.subject) AS subject, n.state, n.reason, n.attempts, n.created_at AS "createdAt", n.next_attempt_at AS "nextAttemptAt",
  n.sent_at AS "sentAt", n.message_id AS "messageId", n.smtp_queue_id AS "smtpQueueId", n.merged_into AS "mergedInto",
  EXISTS (SELECT FROM suppressed_address s WHERE s.email = n.recipient) AS "isSuppressed"`;

const FROM = `FROM notification n
  LEFT JOIN ticket t ON t.id = n.ticket_id
  LEFT JOIN person p ON p.id = n.recipient_id
  LEFT JOIN ticket_participant c ON c.ticket_id = n.ticket_id AND c.email = n.recipient
  LEFT JOIN notification m ON m.id = n.merged_into`;

/** One page of notifications, newest first, without those of tickets that the actor may not see. One SQL. */
export async function listNotifications(
  tx: EntityManager,
  actor: Actor,
  filter: NotificationFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<NotificationRow[]> {
  const params = new SqlParams();
  const conditions = [visible(actor, params)];
  if (filter.state === 'waiting') conditions.push(`n.state IN ('queued', 'deferred')`);
  else if (filter.state) conditions.push(`n.state = ${params.bind(filter.state)}`);
  if (filter.kind) conditions.push(`n.kind = ${params.bind(filter.kind)}`);
  if (filter.recipient?.trim()) conditions.push(`n.recipient LIKE ${params.bind(prefixOf(filter.recipient))}`);
  const start = after(ORDER, page.cursor, params);
  if (start) conditions.push(start);
  return tx.query<NotificationRow[]>(
    `SELECT ${COLUMNS}, ${cursorColumn(ORDER)} ${FROM} WHERE ${conditions.join(' AND ')}
     ORDER BY ${orderBy(ORDER)} LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

/** One notification, or null when there is none that the actor may see. */
export async function findNotification(tx: EntityManager, actor: Actor, id: number): Promise<NotificationRow | null> {
  const params = new SqlParams();
  const [row] = await tx.query<NotificationRow[]>(
    `SELECT ${COLUMNS}, ${cursorColumn(ORDER)} ${FROM} WHERE ${visible(actor, params)} AND n.id = ${params.bind(id)}`,
    params.values,
  );
  return row ?? null;
}

/** What was sent about a ticket, or is to be; the permission to see the ticket is asked by the caller. */
export async function notificationsOfTicket(tx: EntityManager, ticketId: number): Promise<NotificationRow[]> {
  return tx.query<NotificationRow[]>(
    `SELECT ${COLUMNS}, ${cursorColumn(ORDER)} ${FROM} WHERE n.ticket_id = $1 ORDER BY n.id`,
    [ticketId],
  );
}

/** Work of the outbox: what waits, and what waits because our own mail server does not answer. */
export async function countWaiting(tx: EntityManager): Promise<{ waiting: number; unreachable: number }> {
  const [row] = await tx.query<{ waiting: number; unreachable: number }[]>(
    `SELECT count(*) AS waiting, count(*) FILTER (WHERE n.reason LIKE 'unreachable%') AS unreachable
     FROM notification n WHERE n.state IN ('queued', 'deferred')`,
  );
  return row!;
}

export interface SuppressedAddress {
  id: number;
  email: string;
  since: Date;
  reason: string;
  personName: string | null;
}

/** Addresses that get no mail, the latest first. */
export async function suppressedAddresses(tx: EntityManager): Promise<SuppressedAddress[]> {
  return tx.query<SuppressedAddress[]>(
    `SELECT s.id, s.email, s.since, s.reason, p.given_name || ' ' || p.family_name AS "personName"
     FROM suppressed_address s LEFT JOIN person p ON p.email = s.email ORDER BY s.since DESC, s.id DESC LIMIT 500`,
  );
}

function visible(actor: Actor, params: SqlParams): string {
  return `(n.ticket_id IS NULL OR ${visibleTickets(actor, params)} AND ${readsInternal(actor, params)})`;
}

function prefixOf(text: string): string {
  return `${text
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
}
