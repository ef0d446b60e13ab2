import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import { normalizeInventoryNumber } from '../inventory/inventory-number.js';
import { readsInternal } from '../tickets/ticket-visibility.js';
import type { ProtocolState, RepairResult } from './protocol-codes.js';

export interface ProtocolFilter {
  /** State of the revision that people work on, or else of the one that counts. */
  state?: ProtocolState | undefined;
  /** Year of the day on which the repair was finished (of the draft's beginning, while that day is unknown). */
  year?: number | undefined;
  technicianId?: number | undefined;
  unitId?: number | undefined;
  /** As on the sticker. */
  inventoryNumber?: string | undefined;
  /** `ZG/2026/000123` */
  ticketNumber?: string | undefined;
  /** Whether it counts for indicator 2: approved, with an operation that the catalogue marks. */
  counted?: boolean | undefined;
  /** Waits for a decision that the actor may take: submitted by somebody else. */
  awaitingMe?: boolean | undefined;
  /** Part of a number: of the protocol, of the ticket or of the asset. */
  q?: string | undefined;
}

export const PROTOCOL_SORTS = ['newest', 'number', 'completed'] as const;
export type ProtocolSort = (typeof PROTOCOL_SORTS)[number];

export interface ProtocolListRow {
  id: number;
  number: string | null;
  ticketNumber: string;
  inventoryNumber: string;
  kindLabel: string;
  model: string;
  unitSymbol: string | null;
  technicianId: number;
  technicianName: string;
  completedOn: string | null;
  state: ProtocolState;
  result: RepairResult | null;
  revision: number;
  /** An approved protocol with a correction in the making. */
  isBeingCorrected: boolean;
  /** Counts for indicator 2. */
  counted: boolean;
  createdAt: Date;
  /** Opaque; where the next page starts. */
  cursor: string;
}

const ID = { sql: 'p.id', type: 'integer' } as const;
const COMPLETED_ON = "COALESCE(effective.completed_on, current.completed_on, 'infinity')";

const ORDERS: Record<ProtocolSort, KeysetOrder['keys']> = {
  newest: [ID],
  completed: [{ sql: COMPLETED_ON, type: 'date' }, ID],
  number: [
    { sql: "COALESCE(split_part(p.number, '/', 3)::integer, 9999)", type: 'integer' },
    { sql: "COALESCE(split_part(p.number, '/', 2)::integer, 0)", type: 'integer' },
    ID,
  ],
};

/** Which revision people see, which one counts, and whether it counts for indicator 2 (by the catalogue `operation_kind`). */
const FROM = `
  FROM repair_protocol p
  JOIN ticket t ON t.id = p.ticket_id
  JOIN asset a ON a.id = p.asset_id
  JOIN asset_kind k ON k.code = a.kind
  CROSS JOIN LATERAL (
    SELECT r.revision, r.state, r.completed_on, r.unit_id, r.result, r.prepared_by, r.written_by
    FROM repair_protocol_revision r WHERE r.protocol_id = p.id
    ORDER BY r.state IN ('DRAFT', 'SUBMITTED', 'RETURNED') DESC, r.state = 'APPROVED' DESC, r.revision DESC LIMIT 1) current
  LEFT JOIN LATERAL (
    SELECT r.id, r.completed_on FROM repair_protocol_revision r
    WHERE r.protocol_id = p.id AND r.state = 'APPROVED' ORDER BY r.revision DESC LIMIT 1) effective ON true
  LEFT JOIN LATERAL (
    SELECT true AS yes FROM repair_operation op JOIN operation_kind ok ON ok.code = op.kind
    WHERE op.revision_id = effective.id AND ok.counts_for_kpi2 LIMIT 1) counted ON true
  JOIN person technician ON technician.id = current.prepared_by
  LEFT JOIN organizational_unit u ON u.id = current.unit_id`;

/**
 * One page of protocols that the actor may read; one SQL.
 * @param page `cursor` from the last row of the page before; `limit` rows at most
 */
export async function listProtocols(
  tx: EntityManager,
  actor: Actor,
  filter: ProtocolFilter,
  page: { sort: ProtocolSort; descending: boolean; cursor?: string | undefined; limit: number; timeZone: string },
): Promise<ProtocolListRow[]> {
  const params = new SqlParams();
  const order: KeysetOrder = { keys: ORDERS[page.sort], descending: page.descending };
  const conditions = conditionsOf(actor, filter, page.timeZone, params);
  const next = after(order, page.cursor, params);
  return tx.query<ProtocolListRow[]>(
    `SELECT p.id, p.number, t.number AS "ticketNumber", a.inventory_number AS "inventoryNumber", k.label AS "kindLabel", a.model,
            u.symbol AS "unitSymbol", technician.id AS "technicianId",
            technician.given_name || ' ' || technician.family_name AS "technicianName",
            COALESCE(effective.completed_on, current.completed_on) AS "completedOn", current.state, current.result, current.revision,
            effective.id IS NOT NULL AND current.state <> 'APPROVED' AS "isBeingCorrected",
            counted.yes IS NOT NULL AS counted, p.created_at AS "createdAt", ${cursorColumn(order)}
     ${FROM}
     WHERE ${[...conditions, ...(next ? [next] : [])].join('\n       AND ')}
     ORDER BY ${orderBy(order)}
     LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

/** How many protocols the filter leaves, on all pages together. */
export async function countProtocols(
  tx: EntityManager,
  actor: Actor,
  filter: ProtocolFilter,
  timeZone: string,
): Promise<number> {
  const params = new SqlParams();
  const [row] = await tx.query<{ n: number }[]>(
    `SELECT count(*) AS n ${FROM} WHERE ${conditionsOf(actor, filter, timeZone, params).join(' AND ')}`,
    params.values,
  );
  return row?.n ?? 0;
}

function conditionsOf(actor: Actor, filter: ProtocolFilter, timeZone: string, params: SqlParams): string[] {
  const conditions = [readsInternal(actor, params)];
  if (filter.state) conditions.push(`current.state = ${params.bind(filter.state)}`);
  if (filter.year) {
    const day = `COALESCE(effective.completed_on, current.completed_on, (p.created_at AT TIME ZONE ${params.bind(timeZone)})::date)`;
    conditions.push(
      `${day} >= ${params.bind(`${filter.year}-01-01`)} AND ${day} < ${params.bind(`${filter.year + 1}-01-01`)}`,
    );
  }
  if (filter.technicianId) conditions.push(`current.prepared_by = ${params.bind(filter.technicianId)}`);
  if (filter.unitId) conditions.push(`current.unit_id = ${params.bind(filter.unitId)}`);
  if (filter.inventoryNumber) {
    conditions.push(`a.inventory_number = ${params.bind(normalizeInventoryNumber(filter.inventoryNumber))}`);
  }
  if (filter.ticketNumber) conditions.push(`t.number = ${params.bind(filter.ticketNumber)}`);
  if (filter.counted !== undefined) conditions.push(`counted.yes IS ${filter.counted ? 'NOT NULL' : 'NULL'}`);
  if (filter.awaitingMe) {
    conditions.push(`current.state = 'SUBMITTED' AND ${params.bind(actor.personId)} <> ALL (current.written_by)`);
  }
  const part = filter.q?.trim().replaceAll(/[\\%_]/g, '\\$&');
  if (part) {
    const like = params.bind(`%${part}%`);
    conditions.push(`(p.number ILIKE ${like} OR t.number ILIKE ${like} OR a.inventory_number ILIKE ${like})`);
  }
  return conditions;
}

export interface ProtocolChoices {
  technicians: { id: number; name: string }[];
  units: { id: number; symbol: string }[];
  /** The year of the oldest protocol; null when there is none. */
  firstYear: number | null;
  /** How many wait for a decision that the actor may take. */
  awaiting: number;
}

/** What the filters of the list offer; one SQL. */
export async function protocolChoices(tx: EntityManager, actor: Actor): Promise<ProtocolChoices> {
  const [row] = await tx.query<ProtocolChoices[]>(
    `SELECT
       (SELECT COALESCE(json_agg(json_build_object('id', p.id, 'name', p.given_name || ' ' || p.family_name)
                 ORDER BY p.family_name, p.given_name), '[]')
        FROM person p WHERE EXISTS (SELECT FROM repair_protocol_revision r WHERE r.prepared_by = p.id)) AS technicians,
       (SELECT COALESCE(json_agg(json_build_object('id', u.id, 'symbol', u.symbol) ORDER BY u.symbol), '[]')
        FROM organizational_unit u) AS units,
       (SELECT date_part('year', min(COALESCE(r.completed_on, r.prepared_at::date)))::integer FROM repair_protocol_revision r) AS "firstYear",
       (SELECT count(*) FROM repair_protocol_revision r
        WHERE r.state = 'SUBMITTED' AND $1 <> ALL (r.written_by)) AS awaiting`,
    [actor.personId],
  );
  return row!;
}
