import type { EntityManager } from 'typeorm';

/** A person of the directory as the forms need them. */
export interface Requester {
  id: number;
  name: string;
  email: string | null;
  phone: string | null;
  room: string | null;
  unitId: number | null;
  unitSymbol: string | null;
}

const SELECT_REQUESTER = `
  SELECT p.id, p.given_name || ' ' || p.family_name AS name, p.email, p.phone, p.room, p.unit_id AS "unitId", u.symbol AS "unitSymbol"
  FROM person p LEFT JOIN organizational_unit u ON u.id = p.unit_id
  WHERE (p.closed_on IS NULL OR p.closed_on > $1)`;

/** @param today local date `YYYY-MM-DD`; whoever has left by then is not found */
export async function requesterById(tx: EntityManager, id: number, today: string): Promise<Requester | null> {
  const [row] = await tx.query<Requester[]>(`${SELECT_REQUESTER} AND p.id = $2`, [today, id]);
  return row ?? null;
}

export async function requesterByEmail(tx: EntityManager, email: string, today: string): Promise<Requester | null> {
  const [row] = await tx.query<Requester[]>(`${SELECT_REQUESTER} AND p.email = lower($2)`, [today, email]);
  return row ?? null;
}

/** People whose name or address begins with what a technician types; any order of given and family name. */
export async function findRequesters(tx: EntityManager, typed: string, today: string): Promise<Requester[]> {
  const words = typed.trim().split(/\s+/).filter(Boolean).slice(0, 4);
  if (words.length === 0) return [];
  const patterns = words.map((word) => `${word.replace(/[\\%_]/g, '\\$&')}%`);
  return tx.query<Requester[]>(
    `${SELECT_REQUESTER}
     AND (SELECT bool_and(p.given_name ILIKE w OR p.family_name ILIKE w OR p.email ILIKE w OR u.symbol ILIKE w) FROM unnest($2::text[]) AS w)
     ORDER BY p.family_name, p.given_name LIMIT 8`,
    [today, patterns],
  );
}
