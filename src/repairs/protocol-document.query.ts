import type { EntityManager } from 'typeorm';
import type { TicketFacts } from '../access/policy.js';
import type { OperationKind, ProtocolState, RepairResult } from './protocol-codes.js';
import type { PartLine } from './protocol-content.js';

export interface DocumentOperation {
  kind: OperationKind;
  label: string;
  description: string;
  /** By the catalogue `operation_kind`. */
  countsForKpi2: boolean;
}

/** One revision as people read it. */
export interface DocumentRevision {
  id: number;
  revision: number;
  state: ProtocolState;
  edition: number;
  revisionReason: string | null;
  completedOn: string | null;
  unitId: number | null;
  unitSymbol: string | null;
  unitName: string | null;
  room: string | null;
  userName: string | null;
  faultReported: string;
  diagnosis: string;
  result: RepairResult | null;
  remarks: string;
  warrantyRepair: boolean;
  affectedSystems: string;
  outageId: number | null;
  /** Frozen at approval; before it, what the outage says now. */
  outageStartedAt: Date | null;
  outageEndedAt: Date | null;
  outageSystem: string | null;
  /** Approved, and the outage has been changed since: the evidence does not fit any more. */
  outageDiffers: boolean;
  preparedBy: number;
  preparedByName: string;
  preparedAt: Date;
  /** Who prepared, edited or submitted it. */
  writtenBy: number[];
  submittedBy: number | null;
  submittedByName: string | null;
  submittedAt: Date | null;
  receivedByName: string | null;
  approvedBy: number | null;
  approvedByName: string | null;
  approvedOnBehalfOfName: string | null;
  approvedAt: Date | null;
  returnedByName: string | null;
  returnedAt: Date | null;
  returnReason: string | null;
  annulledByName: string | null;
  annulledAt: Date | null;
  annulReason: string | null;
  pdfSha256: string | null;
  operations: DocumentOperation[];
  parts: PartLine[];
  /** It has an operation that counts for indicator 2 (replaced component or reinstalled software). */
  hasCountedOperation: boolean;
}

/** A protocol with all its revisions, oldest first, and what it is about. */
export interface ProtocolDocument {
  id: number;
  number: string | null;
  createdAt: Date;
  ticket: TicketFacts & { id: number; number: string; subject: string; status: string };
  asset: {
    id: number;
    inventoryNumber: string;
    kind: string;
    kindLabel: string;
    manufacturer: string | null;
    model: string;
    serialNumber: string | null;
    warrantyUntil: string | null;
    withdrawnOn: string | null;
    /** Where the register has it now. */
    unitId: number | null;
    unitSymbol: string | null;
    room: string | null;
  };
  revisions: DocumentRevision[];
}

/** The whole document in two statements; null when there is none. Whether the actor may see it is asked about its ticket. */
export async function findProtocol(tx: EntityManager, id: number): Promise<ProtocolDocument | null> {
  const [row] = await tx.query<Omit<ProtocolDocument, 'revisions'>[]>(
    `SELECT p.id, p.number, p.created_at AS "createdAt",
            json_build_object('id', t.id, 'number', t.number, 'subject', t.subject, 'status', t.status, 'restricted', t.restricted,
              'queue', t.queue, 'requesterId', t.requester_id, 'assigneeId', t.assignee_id, 'unitId', t.unit_id) AS ticket,
            json_build_object('id', a.id, 'inventoryNumber', a.inventory_number, 'kind', a.kind, 'kindLabel', k.label,
              'manufacturer', a.manufacturer, 'model', a.model, 'serialNumber', a.serial_number, 'warrantyUntil', a.warranty_until,
              'withdrawnOn', a.withdrawn_on, 'unitId', a.unit_id, 'unitSymbol', u.symbol, 'room', a.room) AS asset
     FROM repair_protocol p
     JOIN ticket t ON t.id = p.ticket_id JOIN asset a ON a.id = p.asset_id JOIN asset_kind k ON k.code = a.kind
     LEFT JOIN organizational_unit u ON u.id = a.unit_id
     WHERE p.id = $1`,
    [id],
  );
  return row ? { ...row, revisions: await revisionsOf(tx, id) } : null;
}

/** The id behind a number `PN/12/2026`; null when there is none. */
export async function findProtocolId(tx: EntityManager, number: string): Promise<number | null> {
  const [row] = await tx.query<{ id: number }[]>('SELECT p.id FROM repair_protocol p WHERE p.number = $1', [number]);
  return row?.id ?? null;
}

const nameOf = (alias: string) => `${alias}.given_name || ' ' || ${alias}.family_name`;

async function revisionsOf(tx: EntityManager, protocolId: number): Promise<DocumentRevision[]> {
  return tx.query<DocumentRevision[]>(
    `SELECT r.id, r.revision, r.state, r.edition, r.revision_reason AS "revisionReason", r.completed_on AS "completedOn",
            r.unit_id AS "unitId", u.symbol AS "unitSymbol", u.name AS "unitName", r.room, r.user_name AS "userName",
            r.fault_reported AS "faultReported", r.diagnosis, r.result, r.remarks, r.warranty_repair AS "warrantyRepair",
            r.affected_systems AS "affectedSystems", r.outage_id AS "outageId", 'system ' || o.system_name AS "outageSystem",
            CASE WHEN r.approved_at IS NULL THEN o.started_at ELSE r.outage_started_at END AS "outageStartedAt",
            CASE WHEN r.approved_at IS NULL THEN o.ended_at ELSE r.outage_ended_at END AS "outageEndedAt",
            r.state = 'APPROVED' AND o.id IS NOT NULL
              AND (o.started_at, o.ended_at) IS DISTINCT FROM (r.outage_started_at, r.outage_ended_at) AS "outageDiffers",
            r.prepared_by AS "preparedBy", ${nameOf('prepared')} AS "preparedByName", r.prepared_at AS "preparedAt",
            r.written_by AS "writtenBy",
            r.submitted_by AS "submittedBy", ${nameOf('submitted')} AS "submittedByName", r.submitted_at AS "submittedAt",
            r.received_by_name AS "receivedByName", r.approved_by AS "approvedBy", ${nameOf('approved')} AS "approvedByName",
            ${nameOf('head')} AS "approvedOnBehalfOfName", r.approved_at AS "approvedAt", ${nameOf('returned')} AS "returnedByName",
            r.returned_at AS "returnedAt", r.return_reason AS "returnReason", ${nameOf('annulled')} AS "annulledByName",
            r.annulled_at AS "annulledAt", r.annul_reason AS "annulReason", r.pdf_sha256 AS "pdfSha256",
            lines.operations, lines.parts, lines.counted AS "hasCountedOperation"
     FROM repair_protocol_revision r
     LEFT JOIN organizational_unit u ON u.id = r.unit_id
     LEFT JOIN outage o ON o.id = r.outage_id
     JOIN person prepared ON prepared.id = r.prepared_by
     LEFT JOIN person submitted ON submitted.id = r.submitted_by
     LEFT JOIN person approved ON approved.id = r.approved_by
     LEFT JOIN person head ON head.id = r.approved_on_behalf_of
     LEFT JOIN person returned ON returned.id = r.returned_by
     LEFT JOIN person annulled ON annulled.id = r.annulled_by
     CROSS JOIN LATERAL (
       SELECT
         (SELECT COALESCE(json_agg(json_build_object('kind', op.kind, 'label', ok.label, 'description', op.description,
                   'countsForKpi2', ok.counts_for_kpi2) ORDER BY op.position), '[]')
          FROM repair_operation op JOIN operation_kind ok ON ok.code = op.kind WHERE op.revision_id = r.id) AS operations,
         (SELECT COALESCE(bool_or(ok.counts_for_kpi2), false)
          FROM repair_operation op JOIN operation_kind ok ON ok.code = op.kind WHERE op.revision_id = r.id) AS counted,
         (SELECT COALESCE(json_agg(json_build_object('name', pt.name, 'quantity', pt.quantity, 'serialNumber', pt.serial_number,
                   'source', pt.source, 'grossPriceGrosze', pt.gross_price_grosze) ORDER BY pt.position), '[]')
          FROM repair_part pt WHERE pt.revision_id = r.id) AS parts
     ) lines
     WHERE r.protocol_id = $1 ORDER BY r.revision`,
    [protocolId],
  );
}
