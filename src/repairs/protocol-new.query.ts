import type { EntityManager } from 'typeorm';
import type { TicketFacts } from '../access/policy.js';

export interface NewProtocolTicket extends TicketFacts {
  number: string;
  subject: string;
  requesterName: string;
  unitSymbol: string | null;
  inventoryNumber: string | null;
  model: string | null;
  /** Protocols of the ticket already, oldest first; without annulled ones. */
  protocols: {
    id: number;
    number: string | null;
    inventoryNumber: string;
    /** An approved revision counts, and nothing is in the making. */
    isApproved: boolean;
    isOpen: boolean;
  }[];
}

/** What the page of a new protocol says about its ticket; one SQL. */
export async function ticketForProtocol(tx: EntityManager, number: string): Promise<NewProtocolTicket | null> {
  const [row] = await tx.query<NewProtocolTicket[]>(
    `SELECT t.number, t.subject, t.requester_name AS "requesterName", t.restricted, t.queue, t.requester_id AS "requesterId",
            t.assignee_id AS "assigneeId", t.unit_id AS "unitId", u.symbol AS "unitSymbol",
            a.inventory_number AS "inventoryNumber", a.model,
            (SELECT COALESCE(json_agg(json_build_object('id', p.id, 'number', p.number, 'inventoryNumber', pa.inventory_number,
                      'isApproved', s.approved AND NOT s.open, 'isOpen', s.open) ORDER BY p.id), '[]')
             FROM repair_protocol p JOIN asset pa ON pa.id = p.asset_id
             CROSS JOIN LATERAL (
               SELECT bool_or(r.state = 'APPROVED') AS approved, bool_or(r.state IN ('DRAFT', 'SUBMITTED', 'RETURNED')) AS open
               FROM repair_protocol_revision r WHERE r.protocol_id = p.id) s
             WHERE p.ticket_id = t.id AND (s.approved OR s.open)) AS protocols
     FROM ticket t
     LEFT JOIN organizational_unit u ON u.id = t.unit_id
     LEFT JOIN asset a ON a.id = t.asset_id
     WHERE t.number = $1`,
    [number],
  );
  return row ?? null;
}
