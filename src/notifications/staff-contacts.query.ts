import type { EntityManager } from 'typeorm';
import type { Actor, Role, RoleHeld } from '../access/actor.js';
import { canSeeTicket, type TicketFacts } from '../access/policy.js';
import type { Mode, StaffKind } from './notification-kinds.js';
import type { StaffContact } from './notifications-for.js';

interface StaffRow {
  id: number;
  name: string;
  email: string | null;
  unitId: number | null;
  roles: RoleHeld[];
  queues: string[];
  modes: Partial<Record<StaffKind, Mode>>;
}

/** A member of staff with the roles of today. */
export type StaffMember = StaffContact & { roles: RoleHeld[] };

/**
 * People of the office as recipients: with what they may see of the ticket and how they want to be told. Who has left is not
 * among them.
 * @param who people by id, or by a role held today, for a unit where it is held for one
 * @param today local date `YYYY-MM-DD`
 */
export async function staffContacts(
  tx: EntityManager,
  who: { ids?: readonly number[]; roles?: readonly Role[]; unitId?: number | null },
  ticket: TicketFacts | null,
  today: string,
): Promise<StaffMember[]> {
  const rows = await tx.query<StaffRow[]>(
    `SELECT p.id, p.given_name || ' ' || p.family_name AS name, p.email, p.unit_id AS "unitId",
       (SELECT COALESCE(json_agg(json_build_object('role', r.role, 'unitId', r.unit_id, 'onBehalfOf', r.deputy_for)), '[]')
        FROM role_assignment r WHERE r.person_id = p.id AND r.valid_from <= $4 AND (r.valid_to IS NULL OR r.valid_to > $4)) AS roles,
       (SELECT COALESCE(json_agg(m.queue), '[]') FROM queue_member m WHERE m.person_id = p.id) AS queues,
       (SELECT COALESCE(json_object_agg(c.kind, c.mode), '{}') FROM notification_preference c WHERE c.person_id = p.id) AS modes
     FROM person p
     WHERE (p.closed_on IS NULL OR p.closed_on > $4)
       AND p.id IN (SELECT unnest($1::integer[]) UNION ALL
         SELECT r.person_id FROM role_assignment r
         WHERE r.role = ANY($2) AND ($3::integer IS NULL OR r.unit_id IS NULL OR r.unit_id = $3)
           AND r.valid_from <= $4 AND (r.valid_to IS NULL OR r.valid_to > $4))
     ORDER BY p.id`,
    [who.ids ?? [], who.roles ?? [], who.unitId ?? null, today],
  );
  return rows.map((row) => ({
    email: row.email,
    personId: row.id,
    maySee: ticket === null || canSeeTicket(actorOf(row), ticket),
    dispatches: ticket?.restricted
      ? row.queues.includes(ticket.queue)
      : row.roles.some(({ role }) => role === 'triage'),
    modes: row.modes,
    roles: row.roles,
  }));
}

function actorOf({ id, name, email, unitId, roles, queues }: StaffRow): Actor {
  return { personId: id, name, email, unitId, roles, queues };
}
