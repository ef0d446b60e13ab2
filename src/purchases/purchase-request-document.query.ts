import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { SqlParams } from '../database/sql-params.js';
import type { AssetKind } from '../inventory/asset-kind.js';
import { readsInternal, visibleTickets } from '../tickets/ticket-visibility.js';
import type { Decision } from './approval.entity.js';
import type { ReturnKind } from './acceptance.entity.js';
import type { ApprovalStep, RequestState } from './purchase-request-state.js';

export interface RequestLineRow {
  id: number;
  position: number;
  description: string;
  assetKind: AssetKind | null;
  kindLabel: string | null;
  quantity: number;
  technicalNeeds: string;
  unitNetGrosze: number;
  unitGrossGrosze: number;
  cpv: string | null;
  accepted: number;
}

export interface ApprovalRow {
  round: number;
  step: ApprovalStep;
  decision: Decision;
  decidedBy: number;
  decidedByName: string;
  onBehalfOfName: string | null;
  at: Date;
  note: string;
}

export interface AcceptanceRow {
  id: number;
  number: string;
  acceptedOn: string;
  invoiceReference: string | null;
  remarks: string;
  recordedByName: string;
  items: {
    id: number;
    lineId: number;
    description: string;
    quantity: number;
    assets: {
      id: number;
      inventoryNumber: string;
      serialNumber: string | null;
      model: string;
      withdrawnOn: string | null;
    }[];
    returns: { kind: ReturnKind; quantity: number; returnedOn: string; reason: string }[];
  }[];
}

/** A request with everything that belongs to it, as the page, the printout and the API show it. */
export interface RequestDocument {
  id: number;
  number: string | null;
  state: RequestState;
  round: number;
  subject: string;
  justification: string;
  planned: boolean;
  unitId: number;
  unitSymbol: string;
  unitName: string;
  requesterId: number;
  /** Who drafted, edited or submitted it. */
  writtenBy: number[];
  requesterName: string;
  requesterEmail: string | null;
  ticketId: number | null;
  ticketNumber: string | null;
  /** Who may read the request need not see the ticket it came from. */
  seesTicket: boolean;
  protocolId: number | null;
  protocolNumber: string | null;
  seesProtocol: boolean;
  replacesAssetId: number | null;
  replacesInventoryNumber: string | null;
  replacesModel: string | null;
  budgetLineId: number | null;
  budgetClassification: string | null;
  budgetName: string | null;
  budgetYear: number | null;
  itOpinion: string | null;
  procedureMark: string | null;
  procedureStartedOn: string | null;
  orderReference: string | null;
  orderedOn: string | null;
  supplier: string | null;
  decisionReason: string | null;
  createdAt: Date;
  updatedAt: Date;
  submittedAt: Date | null;
  completedAt: Date | null;
  lines: RequestLineRow[];
  /** Oldest first, all rounds. */
  approvals: ApprovalRow[];
  acceptances: AcceptanceRow[];
}

const LINES = `
  SELECT COALESCE(json_agg(json_build_object('id', l.id, 'position', l.position, 'description', l.description, 'assetKind', l.asset_kind,
      'kindLabel', k.label, 'quantity', l.quantity, 'technicalNeeds', l.technical_needs, 'unitNetGrosze', l.unit_net_grosze,
      'unitGrossGrosze', l.unit_gross_grosze, 'cpv', l.cpv,
      'accepted', (SELECT COALESCE(sum(i.quantity), 0) FROM acceptance_item i WHERE i.line_id = l.id)) ORDER BY l.position), '[]')
  FROM purchase_request_line l LEFT JOIN asset_kind k ON k.code = l.asset_kind WHERE l.request_id = r.id`;

const APPROVALS = `
  SELECT COALESCE(json_agg(json_build_object('round', a.round, 'step', a.step, 'decision', a.decision, 'decidedBy', a.decided_by,
      'decidedByName', d.given_name || ' ' || d.family_name, 'onBehalfOfName', b.given_name || ' ' || b.family_name,
      'at', a.at, 'note', a.note) ORDER BY a.id), '[]')
  FROM approval a JOIN person d ON d.id = a.decided_by LEFT JOIN person b ON b.id = a.on_behalf_of WHERE a.request_id = r.id`;

const ASSETS = `
  SELECT COALESCE(json_agg(json_build_object('id', s.id, 'inventoryNumber', s.inventory_number, 'serialNumber', s.serial_number,
      'model', concat_ws(' ', s.manufacturer, s.model), 'withdrawnOn', s.withdrawn_on) ORDER BY s.id), '[]')
  FROM asset s WHERE s.acceptance_item_id = i.id`;

const RETURNS = `
  SELECT COALESCE(json_agg(json_build_object('kind', b.kind, 'quantity', b.quantity, 'returnedOn', b.returned_on, 'reason', b.reason)
      ORDER BY b.id), '[]')
  FROM acceptance_return b WHERE b.acceptance_item_id = i.id`;

const ACCEPTANCES = `
  SELECT COALESCE(json_agg(json_build_object('id', c.id, 'number', c.number, 'acceptedOn', c.accepted_on,
      'invoiceReference', c.invoice_reference, 'remarks', c.remarks, 'recordedByName', w.given_name || ' ' || w.family_name,
      'items', (SELECT COALESCE(json_agg(json_build_object('id', i.id, 'lineId', i.line_id, 'description', m.description,
          'quantity', i.quantity, 'assets', (${ASSETS}), 'returns', (${RETURNS})) ORDER BY m.position), '[]')
        FROM acceptance_item i JOIN purchase_request_line m ON m.id = i.line_id WHERE i.acceptance_id = c.id)) ORDER BY c.id), '[]')
  FROM acceptance_protocol c JOIN person w ON w.id = c.recorded_by WHERE c.request_id = r.id`;

/** One request with all that belongs to it; one SQL. @throws DomainError `purchase-request.not-found` also when the actor may not see it */
export async function findRequestDocument(tx: EntityManager, actor: Actor, id: number): Promise<RequestDocument> {
  const params = new SqlParams();
  const [row] = await tx.query<RequestDocument[]>(
    `SELECT r.id, r.number, r.state, r.round, r.subject, r.justification, r.planned, r.unit_id AS "unitId", u.symbol AS "unitSymbol",
            u.name AS "unitName", r.requester_id AS "requesterId", r.written_by AS "writtenBy", p.given_name || ' ' || p.family_name AS "requesterName",
            p.email AS "requesterEmail", r.ticket_id AS "ticketId", t.number AS "ticketNumber",
            t.id IS NOT NULL AND ${visibleTickets(actor, params)} AS "seesTicket",
            r.protocol_id AS "protocolId", n.number AS "protocolNumber",
            EXISTS (SELECT FROM ticket t WHERE t.id = n.ticket_id AND ${readsInternal(actor, params)}) AS "seesProtocol", r.replaces_asset_id AS "replacesAssetId",
            x.inventory_number AS "replacesInventoryNumber", x.model AS "replacesModel", r.budget_line_id AS "budgetLineId",
            g.classification AS "budgetClassification", g.name AS "budgetName", g.year AS "budgetYear", r.it_opinion AS "itOpinion",
            r.procedure_mark AS "procedureMark", r.procedure_started_on AS "procedureStartedOn", r.order_reference AS "orderReference",
            r.ordered_on AS "orderedOn", r.supplier, r.decision_reason AS "decisionReason", r.created_at AS "createdAt",
            r.updated_at AS "updatedAt", r.submitted_at AS "submittedAt", r.completed_at AS "completedAt",
            (${LINES}) AS lines, (${APPROVALS}) AS approvals, (${ACCEPTANCES}) AS acceptances
     FROM purchase_request r
     JOIN organizational_unit u ON u.id = r.unit_id
     JOIN person p ON p.id = r.requester_id
     LEFT JOIN ticket t ON t.id = r.ticket_id
     LEFT JOIN repair_protocol n ON n.id = r.protocol_id
     LEFT JOIN asset x ON x.id = r.replaces_asset_id
     LEFT JOIN budget_line g ON g.id = r.budget_line_id
     WHERE r.id = ${params.bind(id)}`,
    params.values,
  );
  const document = found(row && can(actor, 'purchase.view', row) ? row : null, 'purchase-request');
  // JSON knows no instants.
  return { ...document, approvals: document.approvals.map((approval) => ({ ...approval, at: new Date(approval.at) })) };
}

/**
 * The id behind an address: `12` or the number with dashes, `WZ-7-2026`.
 * @throws DomainError `purchase-request.not-found`
 */
export async function requestIdOf(tx: EntityManager, path: string): Promise<number> {
  if (/^\d{1,9}$/.test(path)) return Number(path);
  const [, sequence, year] = found(/^WZ-(\d{1,9})-(\d{4})$/i.exec(path), 'purchase-request');
  const [row] = await tx.query<{ id: number }[]>('SELECT r.id FROM purchase_request r WHERE r.number = $1', [
    `WZ/${sequence}/${year}`,
  ]);
  return found(row, 'purchase-request').id;
}
