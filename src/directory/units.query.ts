import type { EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';

export interface UnitListRow {
  id: number;
  symbol: string;
  name: string;
  email: string | null;
  closedOn: string | null;
  peopleCount: number;
  assetCount: number;
  /** Today's head, and deputies of the head. */
  heads: { id: number; name: string; isDeputy: boolean }[];
}

const SELECT_UNIT = `
  SELECT u.id, u.symbol, u.name, u.email, u.closed_on AS "closedOn",
         (SELECT count(*) FROM person p WHERE p.unit_id = u.id AND (p.closed_on IS NULL OR p.closed_on > $1)) AS "peopleCount",
         (SELECT count(*) FROM asset a WHERE a.unit_id = u.id AND (a.withdrawn_on IS NULL OR a.withdrawn_on > $1)) AS "assetCount",
         (SELECT COALESCE(json_agg(json_build_object('id', h.id, 'name', h.given_name || ' ' || h.family_name,
             'isDeputy', r.deputy_for IS NOT NULL) ORDER BY r.deputy_for NULLS FIRST, h.family_name), '[]')
          FROM role_assignment r JOIN person h ON h.id = r.person_id
          WHERE r.role = 'unitHead' AND r.unit_id = u.id AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to > $1)) AS heads
  FROM organizational_unit u`;

/** All units, open ones first; an office has some dozens, so there is no paging. */
export async function listUnitRows(tx: EntityManager, today: string): Promise<UnitListRow[]> {
  return tx.query<UnitListRow[]>(`${SELECT_UNIT} ORDER BY u.closed_on IS NOT NULL AND u.closed_on <= $1, u.symbol`, [
    today,
  ]);
}

/** @throws DomainError `unit.not-found` */
export async function findUnit(tx: EntityManager, id: number, today: string): Promise<UnitListRow> {
  const [row] = await tx.query<UnitListRow[]>(`${SELECT_UNIT} WHERE u.id = $2`, [today, id]);
  return found(row, 'unit');
}
