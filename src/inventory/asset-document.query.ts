import type { EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';
import type { FactAttribute } from './asset-facts.js';
import type { AssetKind, AssetTitle, WithdrawalReason } from './asset-kind.js';

export interface AssetFactRow {
  attribute: FactAttribute;
  value: string | number | boolean | null;
  /** Of a unit: its symbol. Of a kind: its label. */
  valueLabel: string | null;
  validFrom: Date;
  recordedAt: Date;
  recordedByName: string | null;
  /** Corrected by a later fact. */
  isSuperseded: boolean;
}

/** A piece of the register with its history and what happened to it. */
export interface AssetDocument {
  id: number;
  inventoryNumber: string;
  kind: AssetKind;
  kindLabel: string;
  manufacturer: string | null;
  model: string;
  serialNumber: string | null;
  unitId: number | null;
  unitSymbol: string | null;
  unitName: string | null;
  room: string | null;
  userId: number | null;
  userName: string | null;
  userEmail: string | null;
  title: AssetTitle;
  acceptedOn: string;
  withdrawnOn: string | null;
  withdrawalReason: WithdrawalReason | null;
  warrantyUntil: string | null;
  grossValueGrosze: number | null;
  inKpiScope: boolean;
  redundant: boolean;
  createdAt: Date;
  updatedAt: Date;
  /** The delivery that it came with. */
  requestId: number | null;
  requestNumber: string | null;
  acceptanceNumber: string | null;
  facts: AssetFactRow[];
  /** Newest first, at most 50 of each; what belongs to restricted tickets is left out. */
  tickets: { number: string; subject: string; status: string; createdAt: Date }[];
  protocols: { id: number; number: string | null; completedOn: string | null; state: string; result: string | null }[];
  outages: { id: number; startedAt: Date; endedAt: Date | null; cause: string; systemName: string }[];
}

const FACTS = `
  SELECT COALESCE(json_agg(json_build_object('attribute', f.attribute, 'value', f.value,
      'valueLabel', CASE f.attribute WHEN 'unit' THEN fu.symbol WHEN 'kind' THEN fk.label END, 'validFrom', f.valid_from,
      'recordedAt', f.recorded_at, 'recordedByName', fp.given_name || ' ' || fp.family_name,
      'isSuperseded', EXISTS (SELECT FROM asset_fact g WHERE g.supersedes = f.id)) ORDER BY f.id DESC), '[]')
  FROM asset_fact f
  LEFT JOIN person fp ON fp.id = f.recorded_by
  LEFT JOIN organizational_unit fu ON fu.id = CASE f.attribute WHEN 'unit' THEN NULLIF(f.value #>> '{}', '')::integer END
  LEFT JOIN asset_kind fk ON f.attribute = 'kind' AND fk.code = f.value #>> '{}'
  WHERE f.asset_id = a.id`;

const TICKETS = `
  SELECT COALESCE(json_agg(json_build_object('number', x.number, 'subject', x.subject, 'status', x.status, 'createdAt', x.created_at)
      ORDER BY x.id DESC), '[]')
  FROM (SELECT t.id, t.number, t.subject, t.status, t.created_at FROM ticket t
        WHERE t.asset_id = a.id AND NOT t.restricted ORDER BY t.id DESC LIMIT 50) x`;

const PROTOCOLS = `
  SELECT COALESCE(json_agg(json_build_object('id', x.id, 'number', x.number, 'completedOn', x.completed_on, 'state', x.state,
      'result', x.result) ORDER BY x.id DESC), '[]')
  FROM (SELECT p.id, p.number, r.completed_on, r.state, r.result
        FROM repair_protocol p
        JOIN ticket t ON t.id = p.ticket_id AND NOT t.restricted
        CROSS JOIN LATERAL (SELECT v.completed_on, v.state, v.result FROM repair_protocol_revision v
                            WHERE v.protocol_id = p.id ORDER BY v.revision DESC LIMIT 1) r
        WHERE p.asset_id = a.id ORDER BY p.id DESC LIMIT 50) x`;

const OUTAGES = `
  SELECT COALESCE(json_agg(json_build_object('id', x.id, 'startedAt', x.started_at, 'endedAt', x.ended_at, 'cause', x.cause,
      'systemName', x.system_name) ORDER BY x.started_at DESC), '[]')
  FROM (SELECT o.* FROM outage o WHERE o.asset_id = a.id ORDER BY o.started_at DESC LIMIT 50) x`;

/** One piece with all that is known of it; one SQL. @throws DomainError `asset.not-found` */
export async function findAssetDocument(tx: EntityManager, id: number): Promise<AssetDocument> {
  const [row] = await tx.query<AssetDocument[]>(
    `SELECT a.id, a.inventory_number AS "inventoryNumber", a.kind, k.label AS "kindLabel", a.manufacturer, a.model,
            a.serial_number AS "serialNumber", a.unit_id AS "unitId", u.symbol AS "unitSymbol", u.name AS "unitName", a.room,
            a.user_id AS "userId", p.given_name || ' ' || p.family_name AS "userName", p.email AS "userEmail", a.title,
            a.accepted_on AS "acceptedOn", a.withdrawn_on AS "withdrawnOn", a.withdrawal_reason AS "withdrawalReason",
            a.warranty_until AS "warrantyUntil", a.gross_value_grosze AS "grossValueGrosze", a.in_kpi_scope AS "inKpiScope",
            a.redundant, a.created_at AS "createdAt", a.updated_at AS "updatedAt", q.id AS "requestId", q.number AS "requestNumber",
            c.number AS "acceptanceNumber", (${FACTS}) AS facts, (${TICKETS}) AS tickets, (${PROTOCOLS}) AS protocols,
            (${OUTAGES}) AS outages
     FROM asset a
     JOIN asset_kind k ON k.code = a.kind
     LEFT JOIN organizational_unit u ON u.id = a.unit_id
     LEFT JOIN person p ON p.id = a.user_id
     LEFT JOIN acceptance_item i ON i.id = a.acceptance_item_id
     LEFT JOIN acceptance_protocol c ON c.id = i.acceptance_id
     LEFT JOIN purchase_request q ON q.id = c.request_id
     WHERE a.id = $1`,
    [id],
  );
  return withInstants(found(row, 'asset'));
}

/** JSON knows no instants. */
function withInstants(document: AssetDocument): AssetDocument {
  return {
    ...document,
    facts: document.facts.map((fact) => ({
      ...fact,
      validFrom: new Date(fact.validFrom),
      recordedAt: new Date(fact.recordedAt),
    })),
    tickets: document.tickets.map((ticket) => ({ ...ticket, createdAt: new Date(ticket.createdAt) })),
    outages: document.outages.map((outage) => ({
      ...outage,
      startedAt: new Date(outage.startedAt),
      endedAt: outage.endedAt && new Date(outage.endedAt),
    })),
  };
}
