import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can, type TicketFacts } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import type { NotificationKind } from './notification-kinds.js';

export interface LockedNotification {
  id: number;
  kind: NotificationKind;
  recipient: string;
  state: string;
  ticketId: number | null;
  isSuppressed: boolean;
}

interface Row extends LockedNotification {
  ticket: TicketFacts | null;
}

/**
 * The notification that goes out, locked: for one merged into another the other. Who may not see its ticket is told that there is none.
 * @throws DomainError `notification.not-found`
 */
export async function lockNotification(tx: EntityManager, actor: Actor, id: number): Promise<LockedNotification> {
  const [row] = await tx.query<Row[]>(
    `SELECT n.id, n.kind, n.recipient, n.state, n.ticket_id AS "ticketId",
       EXISTS (SELECT FROM suppressed_address s WHERE s.email = n.recipient) AS "isSuppressed",
       CASE WHEN t.id IS NOT NULL THEN json_build_object('restricted', t.restricted, 'queue', t.queue, 'requesterId', t.requester_id,
         'assigneeId', t.assignee_id, 'unitId', t.unit_id) END AS ticket
     FROM notification n LEFT JOIN ticket t ON t.id = n.ticket_id
     WHERE n.id = (SELECT COALESCE(m.merged_into, m.id) FROM notification m WHERE m.id = $1)
     FOR UPDATE OF n`,
    [id],
  );
  const { ticket, ...notification } = found(row, 'notification');
  found(ticket === null || can(actor, 'ticket.view', ticket) ? true : null, 'notification');
  return notification;
}
