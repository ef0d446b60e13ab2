import type { EntityManager } from 'typeorm';

export interface AssignablePerson {
  id: number;
  name: string;
}

/** A condition on `person p`: today ($1) in the office and doing technical work, for a restricted queue ($2) also one of its people. */
export const ASSIGNABLE = `(p.closed_on IS NULL OR p.closed_on > $1)
       AND EXISTS (SELECT FROM role_assignment r WHERE r.person_id = p.id AND r.role IN ('technician', 'triage', 'itHead')
                     AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to > $1)
                     AND ($2::text IS NULL OR r.role = 'itHead'
                          OR EXISTS (SELECT FROM queue_member m WHERE m.person_id = p.id AND m.queue = $2)))`;

/**
 * People who may be given a ticket today: technicians, triage and the head of WO; for a restricted queue only its members and the
 * head of WO.
 */
export async function assignablePeople(
  tx: EntityManager,
  today: string,
  restrictedQueue: string | null,
): Promise<AssignablePerson[]> {
  return tx.query<AssignablePerson[]>(
    `SELECT p.id, p.given_name || ' ' || p.family_name AS name FROM person p
     WHERE ${ASSIGNABLE}
     ORDER BY p.family_name, p.given_name`,
    [today, restrictedQueue],
  );
}
