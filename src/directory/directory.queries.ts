import type { EntityManager } from 'typeorm';
import { fold } from '../common/fold.js';

/** What intake and the form need to know of a person: where they sit today. */
export interface PersonRow {
  id: number;
  name: string;
  email: string | null;
  unitId: number | null;
  unitSymbol: string | null;
  room: string | null;
}

/** The person with this address, unless they have left. @param today local date `YYYY-MM-DD` */
export async function findPersonByEmail(tx: EntityManager, email: string, today: string): Promise<PersonRow | null> {
  const [row] = await tx.query<PersonRow[]>(
    `SELECT p.id, p.given_name || ' ' || p.family_name AS name, p.email, p.unit_id AS "unitId", u.symbol AS "unitSymbol", p.room
     FROM person p LEFT JOIN organizational_unit u ON u.id = p.unit_id
     WHERE p.email = lower($1) AND (p.closed_on IS NULL OR p.closed_on > $2)`,
    [email, today],
  );
  return row ?? null;
}

export interface UnitRow {
  id: number;
  symbol: string;
  name: string;
  email: string | null;
}

/** A unit by its symbol, whatever the case and with or without Polish letters (`wgos` = `WGOŚ`). */
export async function findUnitBySymbol(tx: EntityManager, symbol: string): Promise<UnitRow | null> {
  const [row] = await tx.query<UnitRow[]>(
    'SELECT u.id, u.symbol, u.name, u.email FROM organizational_unit u WHERE u.symbol_folded = $1',
    [fold(symbol.trim())],
  );
  return row ?? null;
}

/** The unit whose shared mailbox this is (sekretariat). */
export async function findUnitByEmail(tx: EntityManager, email: string): Promise<UnitRow | null> {
  const [row] = await tx.query<UnitRow[]>(
    'SELECT u.id, u.symbol, u.name, u.email FROM organizational_unit u WHERE u.email = lower($1)',
    [email],
  );
  return row ?? null;
}

/** Units open on a day, for selects. */
export async function listUnits(tx: EntityManager, today: string): Promise<UnitRow[]> {
  return tx.query<UnitRow[]>(
    `SELECT u.id, u.symbol, u.name, u.email FROM organizational_unit u
     WHERE u.closed_on IS NULL OR u.closed_on > $1 ORDER BY u.symbol`,
    [today],
  );
}

/** Today's holders of a role, deputies included; for recipients of notifications and for selects. */
export async function holdersOf(
  tx: EntityManager,
  role: string,
  unitId: number | null,
  today: string,
): Promise<{ id: number; name: string; email: string | null; onBehalfOf: number | null }[]> {
  return tx.query(
    `SELECT DISTINCT ON (p.id) p.id, p.given_name || ' ' || p.family_name AS name, p.email, r.deputy_for AS "onBehalfOf"
     FROM role_assignment r JOIN person p ON p.id = r.person_id
     WHERE r.role = $1 AND ($2::integer IS NULL OR r.unit_id IS NULL OR r.unit_id = $2)
       AND r.valid_from <= $3 AND (r.valid_to IS NULL OR r.valid_to > $3) AND (p.closed_on IS NULL OR p.closed_on > $3)
     ORDER BY p.id, r.deputy_for NULLS FIRST`,
    [role, unitId, today],
  );
}
