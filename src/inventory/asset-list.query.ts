import type { EntityManager } from 'typeorm';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import type { AssetKind } from './asset-kind.js';

export interface AssetFilter {
  kind?: AssetKind | undefined;
  unitId?: number | undefined;
  /** In the register or out of it; absent: both. */
  state?: 'in' | 'out' | undefined;
  /** In the scope of indicator 1. */
  inKpiScope?: boolean | undefined;
  /** Part of an inventory or serial number, of manufacturer, model or the user's name. */
  q?: string | undefined;
}

export const ASSET_SORTS = ['number', 'model', 'accepted', 'warranty'] as const;
export type AssetSort = (typeof ASSET_SORTS)[number];

export interface AssetListRow {
  id: number;
  inventoryNumber: string;
  kind: AssetKind;
  kindLabel: string;
  manufacturer: string | null;
  model: string;
  serialNumber: string | null;
  unitId: number | null;
  unitSymbol: string | null;
  room: string | null;
  userName: string | null;
  acceptedOn: string;
  withdrawnOn: string | null;
  warrantyUntil: string | null;
  inKpiScope: boolean;
  /** Opaque; where the next page starts. */
  cursor: string;
}

const ID = { sql: 'a.id', type: 'integer' } as const;

const ORDERS: Record<AssetSort, KeysetOrder['keys']> = {
  number: [{ sql: 'a.inventory_number', type: 'text' }],
  model: [{ sql: "concat_ws(' ', a.manufacturer, a.model)", type: 'text' }, ID],
  accepted: [{ sql: 'a.accepted_on', type: 'date' }, ID],
  warranty: [{ sql: "COALESCE(a.warranty_until, '-infinity')", type: 'date' }, ID],
};

const FROM = `
  FROM asset a
  JOIN asset_kind k ON k.code = a.kind
  LEFT JOIN organizational_unit u ON u.id = a.unit_id
  LEFT JOIN person p ON p.id = a.user_id`;

/**
 * One page of the register; one SQL.
 * @param page `cursor` from the last row of the page before; `limit` rows at most; `today` decides who is in
 */
export async function listAssets(
  tx: EntityManager,
  filter: AssetFilter,
  page: { sort: AssetSort; descending: boolean; cursor?: string | undefined; limit: number; today: string },
): Promise<AssetListRow[]> {
  const params = new SqlParams();
  const order: KeysetOrder = { keys: ORDERS[page.sort], descending: page.descending };
  const conditions = conditionsOf(filter, page.today, params);
  const next = after(order, page.cursor, params);
  return tx.query<AssetListRow[]>(
    `SELECT a.id, a.inventory_number AS "inventoryNumber", a.kind, k.label AS "kindLabel", a.manufacturer, a.model,
            a.serial_number AS "serialNumber", a.unit_id AS "unitId", u.symbol AS "unitSymbol", a.room,
            p.given_name || ' ' || p.family_name AS "userName", a.accepted_on AS "acceptedOn", a.withdrawn_on AS "withdrawnOn",
            a.warranty_until AS "warrantyUntil", a.in_kpi_scope AS "inKpiScope", ${cursorColumn(order)}
     ${FROM}
     WHERE ${[...conditions, ...(next ? [next] : [])].join('\n       AND ')}
     ORDER BY ${orderBy(order)}
     LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

/** How many pieces the filter leaves, on all pages together. */
export async function countAssets(tx: EntityManager, filter: AssetFilter, today: string): Promise<number> {
  const params = new SqlParams();
  const [row] = await tx.query<{ n: number }[]>(
    `SELECT count(*) AS n ${FROM} WHERE ${conditionsOf(filter, today, params).join(' AND ')}`,
    params.values,
  );
  return row!.n;
}

function conditionsOf(filter: AssetFilter, today: string, params: SqlParams): string[] {
  const conditions = ['true'];
  if (filter.kind) conditions.push(`a.kind = ${params.bind(filter.kind)}`);
  if (filter.unitId) conditions.push(`a.unit_id = ${params.bind(filter.unitId)}`);
  if (filter.inKpiScope) conditions.push('a.in_kpi_scope');
  if (filter.state) {
    const day = params.bind(today);
    const isIn = `(a.accepted_on <= ${day} AND (a.withdrawn_on IS NULL OR a.withdrawn_on > ${day}))`;
    conditions.push(filter.state === 'in' ? isIn : `NOT ${isIn}`);
  }
  const part = filter.q?.trim().replaceAll(/[\\%_]/g, '\\$&');
  if (part) {
    const like = params.bind(`%${part}%`);
    const texts = ['a.inventory_number', 'a.serial_number', "concat_ws(' ', a.manufacturer, a.model)"];
    const name = "p.given_name || ' ' || p.family_name";
    conditions.push(`(${[...texts, name].map((text) => `${text} ILIKE ${like}`).join(' OR ')})`);
  }
  return conditions;
}
