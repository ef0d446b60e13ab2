import type { EntityManager } from 'typeorm';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';
import type { AssetTitle } from '../inventory/asset-kind.js';

/** Which assets a denominator counts. */
export type RegisterScope = 'equipment' | 'computers';

const FLAGS: Record<RegisterScope, string> = {
  equipment: 'k.counts_as_equipment',
  computers: 'k.counts_as_computer',
};

function inRegister(day: string, scope: RegisterScope, params: SqlParams): string {
  const on = params.bind(day);
  return `a.accepted_on <= ${on} AND (a.withdrawn_on IS NULL OR a.withdrawn_on > ${on}) AND ${FLAGS[scope]}`;
}

export interface RegisterKindRow {
  kind: string;
  label: string;
  pieces: number;
}

/** How many pieces of each kind the register held on a day, in the order of the register. */
export async function registerByKind(db: EntityManager, day: string, scope: RegisterScope): Promise<RegisterKindRow[]> {
  const params = new SqlParams();
  return db.query<RegisterKindRow[]>(
    `SELECT k.code AS kind, k.label, count(*) AS pieces
     FROM asset a JOIN asset_kind k ON k.code = a.kind
     WHERE ${inRegister(day, scope, params)}
     GROUP BY k.code ORDER BY k.position`,
    params.values,
  );
}

export interface RegisterRow {
  id: number;
  inventoryNumber: string;
  kindLabel: string;
  model: string;
  title: AssetTitle;
  unitSymbol: string | null;
  acceptedOn: string;
  withdrawnOn: string | null;
  cursor: string;
}

const ORDER: KeysetOrder = { keys: [{ sql: 'a.inventory_number', type: 'text' }], descending: false };

/** What the register held on a day, by inventory number. */
export async function listRegister(
  db: EntityManager,
  day: string,
  scope: RegisterScope,
  page: { kind?: string; cursor?: string; limit: number },
): Promise<RegisterRow[]> {
  const params = new SqlParams();
  const conditions = [
    inRegister(day, scope, params),
    page.kind ? `a.kind = ${params.bind(page.kind)}` : null,
    after(ORDER, page.cursor, params),
  ].filter((condition) => condition !== null);
  return db.query<RegisterRow[]>(
    `SELECT a.id, a.inventory_number AS "inventoryNumber", k.label AS "kindLabel", a.model,
            a.title, u.symbol AS "unitSymbol", a.accepted_on AS "acceptedOn", a.withdrawn_on AS "withdrawnOn", ${cursorColumn(ORDER)}
     FROM asset a
     JOIN asset_kind k ON k.code = a.kind
     LEFT JOIN organizational_unit u ON u.id = a.unit_id
     WHERE ${conditions.join(' AND ')}
     ORDER BY ${orderBy(ORDER)} LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}
