import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { SqlParams } from '../database/sql-params.js';
import type { TicketStatus } from '../tickets/ticket-codes.js';
import { sharedWithUnit } from '../tickets/ticket-visibility.js';

export interface MyTicketRow {
  id: number;
  number: string;
  subject: string;
  status: TicketStatus;
  createdAt: Date;
  updatedAt: Date;
  /** asked by the unit's mailbox rather than by the actor */
  isShared: boolean;
  requesterName: string;
}

/**
 * Tickets that an employee follows: their own, those they take part in, and what the shared mailbox of their unit asked. Newest
 * first; each part has its own index, so it stays quick whatever the history.
 * @param page `beforeId` of the last row of the page before
 */
export async function myTickets(
  tx: EntityManager,
  actor: Actor,
  page: { openOnly: boolean; beforeId: number | null; limit: number },
): Promise<MyTicketRow[]> {
  const params = new SqlParams();
  const me = params.bind(actor.personId);
  const email = params.bind(actor.email ?? '');
  return tx.query<MyTicketRow[]>(
    `WITH mine AS (
       SELECT t.id, false AS shared FROM ticket t WHERE t.requester_id = ${me}
       UNION SELECT p.ticket_id, false FROM ticket_participant p WHERE p.email = ${email} AND p.person_id = ${me} AND p.confirmed
       UNION SELECT t.id, true FROM ticket t WHERE ${sharedWithUnit(actor, params)}
     ), ids AS (SELECT m.id, bool_and(m.shared) AS shared FROM mine m GROUP BY m.id)
     SELECT t.id, t.number, t.subject, t.status, t.created_at AS "createdAt", t.updated_at AS "updatedAt", i.shared AS "isShared",
       t.requester_name AS "requesterName"
     FROM ids i JOIN ticket t ON t.id = i.id
     WHERE (${params.bind(page.beforeId)}::integer IS NULL OR t.id < ${params.bind(page.beforeId)})
       AND (NOT ${params.bind(page.openOnly)} OR t.status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED'))
     ORDER BY t.id DESC LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}
