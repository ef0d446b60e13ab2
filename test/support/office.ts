import type { Actor, Role, RoleHeld } from '../../src/access/actor.js';
import { fold } from '../../src/common/fold.js';
import { type AppConfig, loadConfig } from '../../src/config/config.js';
import type { TestDatabase } from './database.js';

/** Settings as in production, with what a test has to choose. */
export function testConfig(env: Record<string, string> = {}): AppConfig {
  return loadConfig({
    APP_SECRET: 'a secret only for tests, long enough',
    HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
    INTERNAL_DOMAINS: 'urzad.example',
    DEMO: 'true',
    ...env,
  });
}

let sequence = 0;

/** A unit with a symbol of its own. */
export async function aUnitId(db: TestDatabase, symbol = `K${++sequence}`): Promise<number> {
  const [row] = await db.dataSource.query<{ id: number }[]>(
    'INSERT INTO organizational_unit (symbol, symbol_folded, name) VALUES ($1, $2, $3) RETURNING id',
    [symbol, fold(symbol), `Wydział ${symbol}`],
  );
  return row!.id;
}

export async function aPersonId(db: TestDatabase, unitId: number | null = null): Promise<number> {
  const name = `Osoba${++sequence}`;
  const [row] = await db.dataSource.query<{ id: number }[]>(
    'INSERT INTO person (given_name, family_name, email, unit_id) VALUES ($1, $2, $3, $4) RETURNING id',
    ['Anna', name, `${name.toLowerCase()}@urzad.example`, unitId],
  );
  return row!.id;
}

/** A person as the guard would present them. Roles by name hold for the whole office, in the person's own name. */
export async function anActor(
  db: TestDatabase,
  { roles = [], unitId = null }: { roles?: readonly (Role | RoleHeld)[]; unitId?: number | null } = {},
): Promise<Actor> {
  const personId = await aPersonId(db, unitId);
  const held = [...roles, 'employee' as const].map((role) =>
    typeof role === 'string' ? { role, unitId: null, onBehalfOf: null } : role,
  );
  return {
    personId,
    name: `Osoba ${personId}`,
    email: `osoba${personId}@urzad.example`,
    unitId,
    roles: held,
    queues: [],
  };
}

/** Types of the events about one subject, oldest first. */
export async function eventsOf(db: TestDatabase, subjectType: string, subjectId: number): Promise<string[]> {
  const rows = await db.dataSource.query<{ type: string }[]>(
    'SELECT e.type FROM event e WHERE e.subject_type = $1 AND e.subject_id = $2 ORDER BY e.id',
    [subjectType, subjectId],
  );
  return rows.map(({ type }) => type);
}
