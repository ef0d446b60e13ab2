import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { found } from '../common/domain-error.js';
import { SqlParams } from '../database/sql-params.js';
import { visibleTickets } from '../tickets/ticket-visibility.js';

/** What a new request is about, when it comes from a ticket or from a repair protocol of one. */
export interface RequestSource {
  ticketId: number;
  ticketNumber: string;
  subject: string;
  unitId: number | null;
  requesterEmail: string | null;
  inventoryNumber: string | null;
  protocolId: number | null;
  protocolNumber: string | null;
  /** Of the protocol: why a repair will not do. */
  diagnosis: string | null;
}

/**
 * Reads the ticket or protocol that a new request starts from.
 * @param source `ticket` as in addresses or in full, `ZG-2026-000123`; `protocol` an id
 * @returns null when neither is named
 * @throws DomainError `ticket.not-found` also when the actor may not see it
 */
export async function findRequestSource(
  tx: EntityManager,
  actor: Actor,
  source: { ticket: string | null; protocol: number | null },
): Promise<RequestSource | null> {
  if (source.ticket === null && source.protocol === null) return null;
  const params = new SqlParams();
  const number = params.bind(source.ticket?.toUpperCase().replaceAll('-', '/') ?? null);
  const protocol = params.bind(source.protocol);
  const [row] = await tx.query<RequestSource[]>(
    `SELECT t.id AS "ticketId", t.number AS "ticketNumber", t.subject, COALESCE(v.unit_id, t.unit_id) AS "unitId",
            t.requester_email AS "requesterEmail",
            a.inventory_number AS "inventoryNumber", p.id AS "protocolId", p.number AS "protocolNumber", v.diagnosis
     FROM ticket t
     LEFT JOIN repair_protocol p ON p.id = ${protocol} AND p.ticket_id = t.id
     LEFT JOIN LATERAL (SELECT r.unit_id, r.diagnosis FROM repair_protocol_revision r WHERE r.protocol_id = p.id
                        ORDER BY r.revision DESC LIMIT 1) v ON true
     LEFT JOIN asset a ON a.id = COALESCE(p.asset_id, t.asset_id)
     WHERE t.id = CASE WHEN ${number}::text IS NULL THEN (SELECT n.ticket_id FROM repair_protocol n WHERE n.id = ${protocol})
                       ELSE (SELECT m.id FROM ticket m WHERE m.number = ${number}) END
       AND ${visibleTickets(actor, params)}`,
    params.values,
  );
  return found(row, 'ticket');
}
