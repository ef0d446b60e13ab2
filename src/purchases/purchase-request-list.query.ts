import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import type { RequestState } from './purchase-request-state.js';
import { visibleTickets } from '../tickets/ticket-visibility.js';
import { awaitingDecisionOf, visibleRequests } from './purchase-request-visibility.js';

export interface RequestFilter {
  /** A state, or `open` for all in which something is still to happen. Absent: every state. */
  state?: RequestState | 'open' | undefined;
  unitId?: number | undefined;
  requesterId?: number | undefined;
  ticketId?: number | undefined;
  budgetLineId?: number | undefined;
  /** Year of the number; drafts belong to none. */
  year?: number | undefined;
  /** Waits for a decision that the actor may take. */
  awaitingMe?: boolean | undefined;
  /** Part of a number or of the subject. */
  q?: string | undefined;
}

export const REQUEST_SORTS = ['newest', 'number', 'updated', 'value'] as const;
export type RequestSort = (typeof REQUEST_SORTS)[number];

export interface RequestListRow {
  id: number;
  number: string | null;
  state: RequestState;
  subject: string;
  unitId: number;
  unitSymbol: string;
  requesterId: number;
  requesterName: string;
  ticketNumber: string | null;
  planned: boolean;
  netGrosze: number;
  grossGrosze: number;
  createdAt: Date;
  updatedAt: Date;
  submittedAt: Date | null;
  /** The actor may decide it now. */
  awaitsMe: boolean;
  /** Opaque; where the next page starts. */
  cursor: string;
}

const ID = { sql: 'r.id', type: 'integer' } as const;

const ORDERS: Record<RequestSort, KeysetOrder['keys']> = {
  newest: [ID],
  updated: [{ sql: 'r.updated_at', type: 'timestamptz' }, ID],
  // Grosze do not fit an integer; złoty do, up to a sum that the city does not have.
  value: [{ sql: 'least(v.gross / 100, 2000000000)::integer', type: 'integer' }, ID],
  number: [
    { sql: "COALESCE(split_part(r.number, '/', 3)::integer, 9999)", type: 'integer' },
    { sql: "COALESCE(split_part(r.number, '/', 2)::integer, 0)", type: 'integer' },
    ID,
  ],
};

/** @param visible which tickets the reader may see: the others are neither named nor searched */
const from = (visible: string) => `
  FROM purchase_request r
  JOIN organizational_unit u ON u.id = r.unit_id
  JOIN person p ON p.id = r.requester_id
  LEFT JOIN ticket t ON t.id = r.ticket_id AND ${visible}
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(l.quantity * l.unit_net_grosze), 0)::bigint AS net,
           COALESCE(sum(l.quantity * l.unit_gross_grosze), 0)::bigint AS gross
    FROM purchase_request_line l WHERE l.request_id = r.id
  ) v`;

/**
 * One page of requests that the actor may see; one SQL.
 * @param page `cursor` from the last row of the page before; `limit` rows at most
 */
export async function listRequests(
  tx: EntityManager,
  actor: Actor,
  filter: RequestFilter,
  page: { sort: RequestSort; descending: boolean; cursor?: string | undefined; limit: number },
): Promise<RequestListRow[]> {
  const params = new SqlParams();
  const order: KeysetOrder = { keys: ORDERS[page.sort], descending: page.descending };
  const conditions = conditionsOf(actor, filter, params);
  const next = after(order, page.cursor, params);
  return tx.query<RequestListRow[]>(
    `SELECT r.id, r.number, r.state, r.subject, r.unit_id AS "unitId", u.symbol AS "unitSymbol", r.requester_id AS "requesterId",
            p.given_name || ' ' || p.family_name AS "requesterName", t.number AS "ticketNumber", r.planned, v.net AS "netGrosze",
            v.gross AS "grossGrosze", r.created_at AS "createdAt", r.updated_at AS "updatedAt", r.submitted_at AS "submittedAt",
            ${awaitingDecisionOf(actor, params)} AS "awaitsMe", ${cursorColumn(order)}
     ${from(visibleTickets(actor, params))}
     WHERE ${[...conditions, ...(next ? [next] : [])].join('\n       AND ')}
     ORDER BY ${orderBy(order)}
     LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

/** How much waits for the actor's decision, and how much is under way among what they may see. */
export async function countRequests(
  tx: EntityManager,
  actor: Actor,
): Promise<{ awaitingMe: number; open: number; mine: number }> {
  const params = new SqlParams();
  const visible = visibleRequests(actor, params);
  const [row] = await tx.query<{ awaitingMe: number; open: number; mine: number }[]>(
    `SELECT count(*) FILTER (WHERE ${awaitingDecisionOf(actor, params)}) AS "awaitingMe", count(*) AS open,
            count(*) FILTER (WHERE r.requester_id = ${params.bind(actor.personId)}) AS mine
     FROM purchase_request r WHERE ${OPEN} AND ${visible}`,
    params.values,
  );
  return row!;
}

const OPEN = "r.state NOT IN ('COMPLETED', 'REJECTED', 'WITHDRAWN')";

function conditionsOf(actor: Actor, filter: RequestFilter, params: SqlParams): string[] {
  const conditions = [visibleRequests(actor, params)];
  if (filter.state === 'open') conditions.push(OPEN);
  else if (filter.state) conditions.push(`r.state = ${params.bind(filter.state)}`);
  if (filter.unitId) conditions.push(`r.unit_id = ${params.bind(filter.unitId)}`);
  if (filter.requesterId) conditions.push(`r.requester_id = ${params.bind(filter.requesterId)}`);
  if (filter.ticketId) conditions.push(`r.ticket_id = ${params.bind(filter.ticketId)}`);
  if (filter.budgetLineId) conditions.push(`r.budget_line_id = ${params.bind(filter.budgetLineId)}`);
  if (filter.year) conditions.push(`r.number LIKE ${params.bind(`WZ/%/${filter.year}`)}`);
  if (filter.awaitingMe) conditions.push(awaitingDecisionOf(actor, params));
  const part = filter.q?.trim().replaceAll(/[\\%_]/g, '\\$&');
  if (part) {
    const like = params.bind(`%${part}%`);
    conditions.push(`(r.number ILIKE ${like} OR r.subject ILIKE ${like} OR t.number ILIKE ${like})`);
  }
  return conditions;
}
