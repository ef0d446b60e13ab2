import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { SqlParams } from '../database/sql-params.js';
import type { OutageCause } from '../outages/outage-codes.js';
import { readsInternal, visibleTickets } from '../tickets/ticket-visibility.js';

/**
 * Where a piece of evidence came from: the ticket and the e-mail that began it. Both null when it came from no ticket, or from
 * one that the reader may not see.
 */
interface EvidenceSource {
  ticketNumber: string | null;
  inboundEmailId: number | null;
}

const SOURCE_COLUMNS = `
  t.number AS "ticketNumber",
  (SELECT m.inbound_email_id FROM ticket_message m
   WHERE m.ticket_id = t.id AND m.inbound_email_id IS NOT NULL ORDER BY m.id LIMIT 1) AS "inboundEmailId"`;

export interface OutageEvidenceRow extends EvidenceSource {
  id: number;
  startedAt: Date;
  endedAt: Date | null;
  cause: OutageCause;
  systemName: string;
  inventoryNumber: string;
  model: string;
  protocolId: number | null;
  /** null also while the protocol is a draft */
  protocolNumber: string | null;
  seesProtocol: boolean;
}

/** Whether the reader may open a protocol, alias `p`. */
function seesProtocol(actor: Actor, params: SqlParams): string {
  return `EXISTS (SELECT FROM ticket t WHERE t.id = p.ticket_id AND ${readsInternal(actor, params)})`;
}

/** Outages by id, in order of their beginning, with protocol, ticket and e-mail. @param actor null: without tickets */
export async function outageEvidence(
  db: EntityManager,
  actor: Actor | null,
  ids: readonly number[],
): Promise<OutageEvidenceRow[]> {
  const params = new SqlParams();
  return db.query<OutageEvidenceRow[]>(
    `SELECT o.id, o.started_at AS "startedAt", o.ended_at AS "endedAt", o.cause, o.system_name AS "systemName",
            a.inventory_number AS "inventoryNumber", a.model, p.id AS "protocolId", p.number AS "protocolNumber",
            ${actor ? seesProtocol(actor, params) : 'false'} AS "seesProtocol", ${SOURCE_COLUMNS}
     FROM outage o
     JOIN outage_assessment s ON s.outage_id = o.id
     JOIN asset a ON a.id = o.asset_id
     LEFT JOIN repair_protocol p ON p.id = s.protocol_id
     LEFT JOIN ticket t ON t.id = COALESCE(o.ticket_id, p.ticket_id) AND ${actor ? visibleTickets(actor, params) : 'false'}
     WHERE o.id = ANY(${params.bind(ids)})
     ORDER BY o.started_at, o.id`,
    params.values,
  );
}

export interface RepairEvidenceRow extends EvidenceSource {
  protocolId: number;
  protocolNumber: string;
  /** Who may read the evidence need not read the protocol itself. */
  seesProtocol: boolean;
  revision: number;
  completedOn: string;
  assetId: number;
  inventoryNumber: string;
  model: string;
  kindLabel: string;
  /** Labels of the operations that count. */
  operations: string[];
}

/** Protocol revisions by id, in order of completion, with their operations, ticket and e-mail. */
export async function repairEvidence(
  db: EntityManager,
  actor: Actor,
  revisionIds: readonly number[],
): Promise<RepairEvidenceRow[]> {
  const params = new SqlParams();
  return db.query<RepairEvidenceRow[]>(
    `SELECT p.id AS "protocolId", p.number AS "protocolNumber", ${seesProtocol(actor, params)} AS "seesProtocol", r.revision, r.completed_on AS "completedOn", a.id AS "assetId",
            a.inventory_number AS "inventoryNumber", a.model, k.label AS "kindLabel",
            ARRAY(SELECT DISTINCT ok.label FROM repair_operation o JOIN operation_kind ok ON ok.code = o.kind
                  WHERE o.revision_id = r.id AND ok.counts_for_kpi2 ORDER BY ok.label DESC) AS operations, ${SOURCE_COLUMNS}
     FROM repair_protocol_revision r
     JOIN repair_protocol p ON p.id = r.protocol_id
     JOIN asset a ON a.id = p.asset_id
     JOIN asset_kind k ON k.code = a.kind
     LEFT JOIN ticket t ON t.id = p.ticket_id AND ${visibleTickets(actor, params)}
     WHERE r.id = ANY(${params.bind(revisionIds)})
     ORDER BY r.completed_on, r.id`,
    params.values,
  );
}

export interface AcceptanceEvidenceRow extends EvidenceSource {
  itemId: number;
  acceptanceNumber: string;
  acceptedOn: string;
  requestId: number;
  requestNumber: string;
  description: string;
  kindLabel: string;
  pieces: number;
  refunded: number;
}

/** Lines of acceptance protocols by id, in order of acceptance, with request, ticket and e-mail. */
export async function acceptanceEvidence(
  db: EntityManager,
  actor: Actor,
  itemIds: readonly number[],
): Promise<AcceptanceEvidenceRow[]> {
  const params = new SqlParams();
  return db.query<AcceptanceEvidenceRow[]>(
    `SELECT i.id AS "itemId", ap.number AS "acceptanceNumber", ap.accepted_on AS "acceptedOn", pr.id AS "requestId",
            pr.number AS "requestNumber", l.description, k.label AS "kindLabel", i.quantity AS pieces,
            COALESCE((SELECT sum(ar.quantity) FROM acceptance_return ar
                      WHERE ar.acceptance_item_id = i.id AND ar.kind = 'REFUND'), 0) AS refunded, ${SOURCE_COLUMNS}
     FROM acceptance_item i
     JOIN acceptance_protocol ap ON ap.id = i.acceptance_id
     JOIN purchase_request pr ON pr.id = ap.request_id
     JOIN purchase_request_line l ON l.id = i.line_id
     JOIN asset_kind k ON k.code = l.asset_kind
     LEFT JOIN ticket t ON t.id = pr.ticket_id AND ${visibleTickets(actor, params)}
     WHERE i.id = ANY(${params.bind(itemIds)})
     ORDER BY ap.accepted_on, i.id`,
    params.values,
  );
}
