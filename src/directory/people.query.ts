import type { EntityManager } from 'typeorm';
import type { Role } from '../access/actor.js';
import { found } from '../common/domain-error.js';
import { after, cursorColumn, type KeysetOrder, orderBy } from '../database/keyset.js';
import { SqlParams } from '../database/sql-params.js';

export interface PersonFilter {
  unitId?: number | undefined;
  /** Holds it today, as a deputy too. */
  role?: Role | undefined;
  /** Works here or has left; absent: both. */
  state?: 'here' | 'left' | undefined;
  /** Part of a name or address. */
  q?: string | undefined;
}

export const PEOPLE_SORTS = ['name', 'unit'] as const;
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

export interface PersonListRow {
  id: number;
  givenName: string;
  familyName: string;
  email: string | null;
  unitSymbol: string | null;
  room: string | null;
  phone: string | null;
  closedOn: string | null;
  /** Held today, without that of an employee. */
  roles: Role[];
  canSignIn: boolean;
  /** Opaque; where the next page starts. */
  cursor: string;
}

const NAME = [
  { sql: 'p.family_name', type: 'text' },
  { sql: 'p.given_name', type: 'text' },
  { sql: 'p.id', type: 'integer' },
] as const;

const ORDERS: Record<PeopleSort, KeysetOrder['keys']> = {
  name: NAME,
  unit: [{ sql: "COALESCE(u.symbol, '')", type: 'text' }, ...NAME],
};

/** One page of the directory; one SQL. @param page `today` decides which roles are held and who has left */
export async function listPeople(
  tx: EntityManager,
  filter: PersonFilter,
  page: { sort: PeopleSort; descending: boolean; cursor?: string | undefined; limit: number; today: string },
): Promise<PersonListRow[]> {
  const params = new SqlParams();
  const order: KeysetOrder = { keys: ORDERS[page.sort], descending: page.descending };
  const today = params.bind(page.today);
  const held = `r.person_id = p.id AND r.valid_from <= ${today} AND (r.valid_to IS NULL OR r.valid_to > ${today})`;
  const conditions = ['true'];
  if (filter.unitId) conditions.push(`p.unit_id = ${params.bind(filter.unitId)}`);
  if (filter.state) {
    const left = `(p.closed_on IS NOT NULL AND p.closed_on <= ${today})`;
    conditions.push(filter.state === 'left' ? left : `NOT ${left}`);
  }
  if (filter.role) {
    conditions.push(`EXISTS (SELECT FROM role_assignment r WHERE ${held} AND r.role = ${params.bind(filter.role)})`);
  }
  const part = filter.q?.trim().replaceAll(/[\\%_]/g, '\\$&');
  if (part) {
    const like = params.bind(`%${part}%`);
    conditions.push(`(p.given_name || ' ' || p.family_name ILIKE ${like} OR p.email ILIKE ${like})`);
  }
  const next = after(order, page.cursor, params);
  return tx.query<PersonListRow[]>(
    `SELECT p.id, p.given_name AS "givenName", p.family_name AS "familyName", p.email, u.symbol AS "unitSymbol", p.room, p.phone,
            p.closed_on AS "closedOn",
            COALESCE((SELECT json_agg(DISTINCT r.role) FROM role_assignment r WHERE ${held} AND r.role <> 'employee'), '[]') AS roles,
            EXISTS (SELECT FROM identity i WHERE i.person_id = p.id AND i.closed_at IS NULL) AS "canSignIn", ${cursorColumn(order)}
     FROM person p LEFT JOIN organizational_unit u ON u.id = p.unit_id
     WHERE ${[...conditions, ...(next ? [next] : [])].join(' AND ')}
     ORDER BY ${orderBy(order)}
     LIMIT ${params.bind(page.limit)}`,
    params.values,
  );
}

export interface RoleRow {
  id: number;
  role: Role;
  unitSymbol: string | null;
  validFrom: string;
  validTo: string | null;
  deputyForName: string | null;
}

export interface PersonDocument {
  id: number;
  givenName: string;
  familyName: string;
  email: string | null;
  unitId: number | null;
  unitSymbol: string | null;
  unitName: string | null;
  room: string | null;
  phone: string | null;
  closedOn: string | null;
  canSignIn: boolean;
  lastSeenAt: Date | null;
  roles: RoleRow[];
  /** Equipment in their hands today. */
  assets: { id: number; inventoryNumber: string; model: string; kindLabel: string }[];
}

/** One person with roles of all times, newest first; one SQL. @throws DomainError `person.not-found` */
export async function findPerson(tx: EntityManager, id: number): Promise<PersonDocument> {
  const [row] = await tx.query<PersonDocument[]>(
    `SELECT p.id, p.given_name AS "givenName", p.family_name AS "familyName", p.email, p.unit_id AS "unitId", u.symbol AS "unitSymbol",
            u.name AS "unitName", p.room, p.phone, p.closed_on AS "closedOn",
            EXISTS (SELECT FROM identity i WHERE i.person_id = p.id AND i.closed_at IS NULL) AS "canSignIn",
            (SELECT max(s.last_seen_at) FROM session s WHERE s.person_id = p.id) AS "lastSeenAt",
            (SELECT COALESCE(json_agg(json_build_object('id', r.id, 'role', r.role, 'unitSymbol', ru.symbol, 'validFrom', r.valid_from,
                'validTo', r.valid_to, 'deputyForName', d.given_name || ' ' || d.family_name) ORDER BY r.valid_from DESC, r.id DESC), '[]')
             FROM role_assignment r LEFT JOIN organizational_unit ru ON ru.id = r.unit_id LEFT JOIN person d ON d.id = r.deputy_for
             WHERE r.person_id = p.id) AS roles,
            (SELECT COALESCE(json_agg(json_build_object('id', a.id, 'inventoryNumber', a.inventory_number, 'model', a.model,
                'kindLabel', k.label) ORDER BY a.inventory_number), '[]')
             FROM asset a JOIN asset_kind k ON k.code = a.kind WHERE a.user_id = p.id AND a.withdrawn_on IS NULL) AS assets
     FROM person p LEFT JOIN organizational_unit u ON u.id = p.unit_id WHERE p.id = $1`,
    [id],
  );
  return found(row, 'person');
}

/** People who work here, for the select of the person a deputy acts for: heads and others with a role of their own. */
export async function listPeopleWithRoles(
  tx: EntityManager,
  today: string,
): Promise<{ id: number; name: string; roles: string[] }[]> {
  return tx.query(
    `SELECT p.id, p.family_name || ' ' || p.given_name AS name, array_agg(DISTINCT r.role ORDER BY r.role) AS roles
     FROM person p JOIN role_assignment r ON r.person_id = p.id
     WHERE r.deputy_for IS NULL AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to > $1) AND r.role <> 'employee'
       AND (p.closed_on IS NULL OR p.closed_on > $1)
     GROUP BY p.id ORDER BY p.family_name, p.given_name`,
    [today],
  );
}
