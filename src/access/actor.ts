export const ROLES = [
  'employee',
  'unitHead',
  'technician',
  'triage',
  'itHead',
  'treasurer',
  'secretary',
  'auditor',
  'dataProtectionOfficer',
  'administrator',
] as const;

export type Role = (typeof ROLES)[number];

/** One role that a person holds today. */
export interface RoleHeld {
  role: Role;
  /** The unit it is held for; null: the whole office. */
  unitId: number | null;
  /** The person a deputy acts for ("z upoważnienia"); null: in one's own name. */
  onBehalfOf: number | null;
}

/** Who asks: read anew at each request, so that a revoked role is gone at once. */
export interface Actor {
  personId: number;
  name: string;
  email: string | null;
  unitId: number | null;
  roles: readonly RoleHeld[];
  /** Restricted queues this person works in. */
  queues: readonly string[];
}

/** Whether the actor holds a role today, for the given unit where the role is held per unit. */
export function holds(actor: Actor, role: Role, unitId?: number | null): boolean {
  return actor.roles.some(
    (held) => held.role === role && (held.unitId === null || unitId === undefined || held.unitId === unitId),
  );
}

export function holdsAny(actor: Actor, roles: readonly Role[]): boolean {
  return roles.some((role) => holds(actor, role));
}
