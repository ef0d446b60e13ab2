import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { startOfDay } from '../calendar/wall-time.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import { readsInternal, visibleTickets } from '../tickets/ticket-visibility.js';
import type { NotCountedReason, OutageCause, OutageEvidence } from './outage-codes.js';

export interface OutageFilter {
  /** Any part of the outage lies in this local year. */
  year?: number | undefined;
  cause?: OutageCause | undefined;
  assetId?: number | undefined;
  /** Still going on, or over. */
  open?: boolean | undefined;
  /** Counted for indicator 1, or not. */
  counted?: boolean | undefined;
  /** Counted and over, but no approved protocol proves it. */
  undocumented?: boolean | undefined;
}

export interface OutageListRow {
  id: number;
  inventoryNumber: string;
  model: string;
  systemName: string;
  cause: OutageCause;
  serviceInterrupted: boolean;
  startedAt: Date;
  endedAt: Date | null;
  incidentId: number | null;
  incidentTitle: string | null;
  /** Of a ticket that the actor may see. */
  ticketNumber: string | null;
  protocolId: number | null;
  protocolNumber: string | null;
  /** Who may read the outage need not read the protocol that proves it. */
  seesProtocol: boolean;
  /** null: it counts */
  notCounted: NotCountedReason | null;
  evidence: OutageEvidence;
  cursor: string;
}

export const OUTAGE_SORTS = ['startedAt'] as const;
export type OutageSort = (typeof OUTAGE_SORTS)[number];

const ID = { sql: 'o.id', type: 'integer' } as const;
const ORDERS: Record<OutageSort, KeysetOrder['keys']> = {
  startedAt: [{ sql: 'o.started_at', type: 'timestamptz' }, ID],
};

/** One page of outages; one SQL. The ticket of one that the actor may not see is left out. */
export async function listOutages(
  tx: EntityManager,
  actor: Actor,
  filter: OutageFilter,
  page: { sort: OutageSort; descending: boolean; cursor?: string | undefined; limit: number; timeZone: string },
): Promise<OutageListRow[]> {
  const params = new SqlParams();
  const seesProtocol = `EXISTS (SELECT FROM ticket t WHERE t.id = p.ticket_id AND ${readsInternal(actor, params)})`;
  const order: KeysetOrder = { keys: ORDERS[page.sort], descending: page.descending };
  const visible = visibleTickets(actor, params);
  const next = after(order, page.cursor, params);
  const conditions = ['true', ...conditionsOf(filter, page.timeZone, params), ...(next ? [next] : [])];
  return tx.query<OutageListRow[]>(
    `SELECT o.id, a.inventory_number AS "inventoryNumber", a.model, o.system_name AS "systemName", o.cause,
            o.service_interrupted AS "serviceInterrupted", o.started_at AS "startedAt", o.ended_at AS "endedAt",
            o.incident_id AS "incidentId", i.title AS "incidentTitle", t.number AS "ticketNumber",
            p.id AS "protocolId", p.number AS "protocolNumber", ${seesProtocol} AS "seesProtocol", s.not_counted AS "notCounted", s.evidence, ${cursorColumn(order)}
     FROM outage o
     JOIN outage_assessment s ON s.outage_id = o.id
     JOIN asset a ON a.id = o.asset_id
     LEFT JOIN incident i ON i.id = o.incident_id
     LEFT JOIN repair_protocol p ON p.id = s.protocol_id
     LEFT JOIN ticket t ON t.id = o.ticket_id AND ${visible}
     WHERE ${conditions.join('\n       AND ')}
     ORDER BY ${orderBy(order)}
     LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

function conditionsOf(filter: OutageFilter, timeZone: string, params: SqlParams): string[] {
  const conditions: string[] = [];
  if (filter.year) {
    const from = params.bind(startOfDay(`${filter.year}-01-01`, timeZone));
    const to = params.bind(startOfDay(`${filter.year + 1}-01-01`, timeZone));
    conditions.push(`o.started_at < ${to} AND (o.ended_at IS NULL OR o.ended_at > ${from})`);
  }
  if (filter.cause) conditions.push(`o.cause = ${params.bind(filter.cause)}`);
  if (filter.assetId) conditions.push(`o.asset_id = ${params.bind(filter.assetId)}`);
  if (filter.open !== undefined) conditions.push(`o.ended_at IS ${filter.open ? 'NULL' : 'NOT NULL'}`);
  if (filter.counted !== undefined) conditions.push(`s.not_counted IS ${filter.counted ? 'NULL' : 'NOT NULL'}`);
  if (filter.undocumented)
    conditions.push(`o.ended_at IS NOT NULL AND s.not_counted IS NULL AND s.evidence <> 'DOCUMENTED'`);
  return conditions;
}

export interface OutageChoices {
  /** Servers, and whatever else had an outage. */
  servers: { id: number; inventoryNumber: string; model: string }[];
  /** The year of the oldest outage; null when there is none. */
  firstYear: number | null;
  /** How many go on, and how many that count have no proof. */
  open: number;
  undocumented: number;
}

/** What the filters of the list offer; one SQL. */
export async function outageChoices(tx: EntityManager): Promise<OutageChoices> {
  const [row] = await tx.query<OutageChoices[]>(
    `SELECT
       (SELECT COALESCE(json_agg(json_build_object('id', a.id, 'inventoryNumber', a.inventory_number, 'model', a.model)
                 ORDER BY a.inventory_number), '[]')
        FROM asset a WHERE a.kind = 'SERVER' OR EXISTS (SELECT FROM outage o WHERE o.asset_id = a.id)) AS servers,
       (SELECT date_part('year', min(o.started_at))::integer FROM outage o) AS "firstYear",
       (SELECT count(*) FROM outage o WHERE o.ended_at IS NULL) AS open,
       (SELECT count(*) FROM outage o JOIN outage_assessment s ON s.outage_id = o.id
        WHERE o.ended_at IS NOT NULL AND s.not_counted IS NULL AND s.evidence <> 'DOCUMENTED') AS undocumented`,
  );
  return row!;
}
