import type { EntityManager } from 'typeorm';
import type { EventType } from '../events/event-types.js';

export interface ProtocolEvent {
  type: Extract<EventType, `repair-protocol.${string}`>;
  at: Date;
  actorName: string | null;
  revision: number | null;
}

/** What happened to a protocol, oldest first; of savings in a row by one person only the last. */
export async function protocolEvents(tx: EntityManager, protocolId: number): Promise<ProtocolEvent[]> {
  const events = await tx.query<ProtocolEvent[]>(
    `SELECT e.type, e.at, p.given_name || ' ' || p.family_name AS "actorName", (e.payload ->> 'revision')::integer AS revision
     FROM event e LEFT JOIN person p ON p.id = e.actor_id
     WHERE e.subject_type = 'repair_protocol' AND e.subject_id = $1 ORDER BY e.id`,
    [protocolId],
  );
  return events.filter((event, index) => !isRepeatedSaving(event, events[index + 1]));
}

function isRepeatedSaving(event: ProtocolEvent, next: ProtocolEvent | undefined): boolean {
  return event.type === 'repair-protocol.changed' && next?.type === event.type && next.actorName === event.actorName;
}
