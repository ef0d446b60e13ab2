import type { EntityManager } from 'typeorm';
import type { EventType } from '../events/event-types.js';

export interface OutageEvent {
  type: Extract<EventType, `outage.${string}`>;
  at: Date;
  actorName: string | null;
}

/** What was recorded about an outage, oldest first. */
export async function outageEvents(tx: EntityManager, outageId: number): Promise<OutageEvent[]> {
  return tx.query<OutageEvent[]>(
    `SELECT e.type, e.at, p.given_name || ' ' || p.family_name AS "actorName"
     FROM event e LEFT JOIN person p ON p.id = e.actor_id
     WHERE e.subject_type = 'outage' AND e.subject_id = $1 ORDER BY e.id`,
    [outageId],
  );
}
