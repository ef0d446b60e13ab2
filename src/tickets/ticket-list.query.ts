import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { toTsQuery } from '../common/search-text.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import type { Category, Priority, QueueCode, TicketStatus, TriageResult } from './ticket-codes.js';
import { readsInternal, visibleTickets } from './ticket-visibility.js';

/** Something is left to do. The partial indexes of table ticket hold these rows and the resolved ones, never the whole history. */
export const OPEN = "t.status NOT IN ('RESOLVED', 'CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED')";

export const TICKET_SORTS = ['number', 'updated', 'due', 'priority'] as const;

/** A column to order by; ascending priority is the most urgent first. */
export interface TicketSort {
  by: (typeof TICKET_SORTS)[number];
  direction: 'asc' | 'desc';
}

export interface TicketFilter {
  /** A state, or `open` for all states in which there is still something to do. Absent: every state. */
  status?: TicketStatus | 'open' | undefined;
  queue?: QueueCode | undefined;
  category?: Category | undefined;
  priority?: Priority | undefined;
  triageResult?: TriageResult | undefined;
  /** A person's id, or `none`. */
  assignee?: number | 'none' | undefined;
  unitId?: number | undefined;
  requesterId?: number | undefined;
  overdue?: boolean | undefined;
  q?: string | undefined;
}

export interface TicketListRow {
  id: number;
  number: string;
  subject: string;
  status: TicketStatus;
  priority: Priority;
  category: Category;
  queue: QueueCode;
  restricted: boolean;
  requesterName: string;
  unitSymbol: string | null;
  assigneeId: number | null;
  assigneeName: string | null;
  dueAt: Date | null;
  isPaused: boolean;
  createdAt: Date;
  updatedAt: Date;
  messageCount: number;
  /** Opaque; where the next page starts. */
  cursor: string;
}

const ID = { sql: 't.id', type: 'integer' } as const;
/** When the time for a ticket `t` is up; `infinity` without a deadline, and while its clock stands. An index has it for open ones. */
export const DEADLINE =
  "CASE WHEN t.due_paused_minutes IS NULL THEN COALESCE(t.due_at, 'infinity') ELSE 'infinity' END";
const DUE = { sql: DEADLINE, type: 'timestamptz' } as const;
const URGENCY = {
  sql: "array_position(ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW'], t.priority)",
  type: 'integer',
} as const;

const KEYS: Record<TicketSort['by'], KeysetOrder['keys']> = {
  number: [ID],
  updated: [{ sql: 't.updated_at', type: 'timestamptz' }, ID],
  due: [DUE, ID],
  priority: [URGENCY, DUE, ID],
};

/**
 * One page of tickets that the actor may see; one SQL.
 * @param page `cursor` from the last row of the page before; `limit` rows at most
 */
export async function listTickets(
  tx: EntityManager,
  actor: Actor,
  filter: TicketFilter,
  page: { sort: TicketSort; cursor?: string | undefined; limit: number; now: Date },
): Promise<TicketListRow[]> {
  const params = new SqlParams();
  const order: KeysetOrder = { keys: KEYS[page.sort.by], descending: page.sort.direction === 'desc' };
  const conditions = [visibleTickets(actor, params), ...filterConditions(actor, filter, page.now, params)];
  const next = after(order, page.cursor, params);
  if (next) conditions.push(next);
  return tx.query<TicketListRow[]>(
    `SELECT t.id, t.number, t.subject, t.status, t.priority, t.category, t.queue, t.restricted, t.requester_name AS "requesterName",
       u.symbol AS "unitSymbol", t.assignee_id AS "assigneeId", a.given_name || ' ' || a.family_name AS "assigneeName",
       t.due_at AS "dueAt", t.due_paused_minutes IS NOT NULL AS "isPaused", t.created_at AS "createdAt", t.updated_at AS "updatedAt",
       t.message_count AS "messageCount",
       ${cursorColumn(order)}
     FROM ticket t
     LEFT JOIN organizational_unit u ON u.id = t.unit_id
     LEFT JOIN person a ON a.id = t.assignee_id
     WHERE ${conditions.join('\n       AND ')}
     ORDER BY ${orderBy(order)}
     LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

/** How many tickets there are, counted no further than `limit`. */
export async function countTickets(
  tx: EntityManager,
  actor: Actor,
  filter: TicketFilter,
  { now, limit }: { now: Date; limit: number },
): Promise<number> {
  const params = new SqlParams();
  const conditions = [visibleTickets(actor, params), ...filterConditions(actor, filter, now, params)];
  const [row] = await tx.query<{ n: number }[]>(
    `SELECT count(*) AS n FROM (SELECT FROM ticket t WHERE ${conditions.join(' AND ')} LIMIT ${params.bind(limit)}) x`,
    params.values,
  );
  return row!.n;
}

/** Open tickets that the actor may see, by queue, with those unassigned, overdue and the actor's own. Open work only, so never slow. */
export async function countOpenTickets(tx: EntityManager, actor: Actor, now: Date): Promise<OpenCounts> {
  const params = new SqlParams();
  const [row] = await tx.query<
    { all: number; mine: number; unassigned: number; overdue: number; queues: Record<string, number> | null }[]
  >(
    `WITH visible AS (SELECT t.queue, t.assignee_id, t.due_at, t.due_paused_minutes FROM ticket t WHERE ${OPEN} AND ${visibleTickets(actor, params)})
     SELECT count(*) AS all, count(*) FILTER (WHERE v.assignee_id = ${params.bind(actor.personId)}) AS mine,
       count(*) FILTER (WHERE v.assignee_id IS NULL) AS unassigned,
       count(*) FILTER (WHERE v.due_at < ${params.bind(now)} AND v.due_paused_minutes IS NULL) AS overdue,
       (SELECT json_object_agg(q.queue, q.n) FROM (SELECT w.queue, count(*) AS n FROM visible w GROUP BY w.queue) q) AS queues
     FROM visible v`,
    params.values,
  );
  return { ...row!, queues: row!.queues ?? {} };
}

export interface OpenCounts {
  all: number;
  mine: number;
  unassigned: number;
  overdue: number;
  queues: Record<string, number>;
}

function filterConditions(actor: Actor, filter: TicketFilter, now: Date, params: SqlParams): string[] {
  const conditions: string[] = [];
  if (filter.status === 'open') conditions.push(OPEN);
  else if (filter.status) conditions.push(`t.status = ${params.bind(filter.status)}`);
  if (filter.queue) conditions.push(`t.queue = ${params.bind(filter.queue)}`);
  if (filter.category) conditions.push(`t.category = ${params.bind(filter.category)}`);
  if (filter.priority) conditions.push(`t.priority = ${params.bind(filter.priority)}`);
  if (filter.triageResult) conditions.push(`t.triage_result = ${params.bind(filter.triageResult)}`);
  if (filter.assignee === 'none') conditions.push('t.assignee_id IS NULL');
  else if (filter.assignee) conditions.push(`t.assignee_id = ${params.bind(filter.assignee)}`);
  if (filter.unitId) conditions.push(`t.unit_id = ${params.bind(filter.unitId)}`);
  if (filter.requesterId) conditions.push(`t.requester_id = ${params.bind(filter.requesterId)}`);
  if (filter.overdue) conditions.push(`${OPEN} AND ${DEADLINE} < ${params.bind(now)}`);
  const query = filter.q?.trim() ? toTsQuery(filter.q) : null;
  if (query) {
    conditions.push(
      `EXISTS (SELECT FROM ticket_search s WHERE s.ticket_id = t.id AND s.document @@ ${params.bind(query)}::tsquery)`,
      // Notes are found too, and a hit would tell what stands in them.
      readsInternal(actor, params),
    );
  } else if (filter.q?.trim()) {
    // Words that leave nothing to look for (only punctuation) find nothing rather than everything.
    conditions.push('false');
  }
  return conditions;
}
