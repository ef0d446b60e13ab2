import type { EntityManager } from 'typeorm';
import type { OutageCause } from './availability.js';

/** The ticket behind a piece of evidence, with what decides who may see it, and the e-mail that began it. */
export interface EvidenceTicket {
  ticketId: number | null;
  ticketNumber: string | null;
  restricted: boolean | null;
  queue: string | null;
  requesterId: number | null;
  assigneeId: number | null;
  unitId: number | null;
  inboundEmailId: number | null;
}

const TICKET_COLUMNS = `
  t.id AS "ticketId", t.number AS "ticketNumber", t.restricted, t.queue, t.requester_id AS "requesterId",
  t.assignee_id AS "assigneeId", t.unit_id AS "unitId",
  (SELECT m.inbound_email_id FROM ticket_message m
   WHERE m.ticket_id = t.id AND m.inbound_email_id IS NOT NULL ORDER BY m.id LIMIT 1) AS "inboundEmailId"`;

export interface OutageEvidenceRow extends EvidenceTicket {
  id: number;
  startedAt: Date;
  endedAt: Date | null;
  cause: OutageCause;
  systemName: string;
  inventoryNumber: string;
  model: string;
  protocolNumber: string | null;
}

/** Outages by id, in order of their beginning, with protocol, ticket and e-mail. */
export async function outageEvidence(db: EntityManager, ids: readonly number[]): Promise<OutageEvidenceRow[]> {
  return db.query<OutageEvidenceRow[]>(
    `SELECT o.id, o.started_at AS "startedAt", o.ended_at AS "endedAt", o.cause, o.system_name AS "systemName",
            a.inventory_number AS "inventoryNumber", a.model, p.number AS "protocolNumber", ${TICKET_COLUMNS}
     FROM outage o
     JOIN asset a ON a.id = o.asset_id
     LEFT JOIN repair_protocol p ON p.id = COALESCE(o.protocol_id,
       (SELECT r.protocol_id FROM repair_protocol_revision r
        WHERE r.outage_id = o.id AND r.state <> 'ANNULLED' ORDER BY r.id DESC LIMIT 1))
     LEFT JOIN ticket t ON t.id = COALESCE(o.ticket_id, p.ticket_id)
     WHERE o.id = ANY($1)
     ORDER BY o.started_at, o.id`,
    [ids],
  );
}

export interface RepairEvidenceRow extends EvidenceTicket {
  revisionId: number;
  protocolNumber: string;
  revision: number;
  completedOn: string;
  inventoryNumber: string;
  model: string;
  kindLabel: string;
  /** Labels of the operations that count. */
  operations: string[];
}

/** Protocol revisions by id, in order of completion, with their operations, ticket and e-mail. */
export async function repairEvidence(db: EntityManager, revisionIds: readonly number[]): Promise<RepairEvidenceRow[]> {
  return db.query<RepairEvidenceRow[]>(
    `SELECT r.id AS "revisionId", p.number AS "protocolNumber", r.revision, r.completed_on AS "completedOn",
            a.inventory_number AS "inventoryNumber", a.model, k.label AS "kindLabel",
            ARRAY(SELECT DISTINCT ok.label FROM repair_operation o JOIN operation_kind ok ON ok.code = o.kind
                  WHERE o.revision_id = r.id AND ok.counts_for_kpi2 ORDER BY ok.label DESC) AS operations, ${TICKET_COLUMNS}
     FROM repair_protocol_revision r
     JOIN repair_protocol p ON p.id = r.protocol_id
     JOIN asset a ON a.id = p.asset_id
     JOIN asset_kind k ON k.code = a.kind
     JOIN ticket t ON t.id = p.ticket_id
     WHERE r.id = ANY($1)
     ORDER BY r.completed_on, r.id`,
    [revisionIds],
  );
}

export interface AcceptanceEvidenceRow extends EvidenceTicket {
  itemId: number;
  acceptanceNumber: string;
  acceptedOn: string;
  requestNumber: string;
  description: string;
  kindLabel: string;
  pieces: number;
  refunded: number;
}

/** Lines of acceptance protocols by id, in order of acceptance, with request, ticket and e-mail. */
export async function acceptanceEvidence(
  db: EntityManager,
  itemIds: readonly number[],
): Promise<AcceptanceEvidenceRow[]> {
  return db.query<AcceptanceEvidenceRow[]>(
    `SELECT i.id AS "itemId", ap.number AS "acceptanceNumber", ap.accepted_on AS "acceptedOn", pr.number AS "requestNumber",
            l.description, k.label AS "kindLabel", i.quantity AS pieces,
            COALESCE((SELECT sum(ar.quantity) FROM acceptance_return ar
                      WHERE ar.acceptance_item_id = i.id AND ar.kind = 'REFUND'), 0) AS refunded, ${TICKET_COLUMNS}
     FROM acceptance_item i
     JOIN acceptance_protocol ap ON ap.id = i.acceptance_id
     JOIN purchase_request pr ON pr.id = ap.request_id
     JOIN purchase_request_line l ON l.id = i.line_id
     JOIN asset_kind k ON k.code = l.asset_kind
     LEFT JOIN ticket t ON t.id = pr.ticket_id
     WHERE i.id = ANY($1)
     ORDER BY ap.accepted_on, i.id`,
    [itemIds],
  );
}
