import type { EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';
import type { Contact, EventFacts } from './notifications-for.js';

interface OutageRow {
  cause: string;
  is_interrupted: boolean;
  started_at: Date;
  is_open: boolean;
}

/**
 * An outage and the people to tell: when it begins, the mailbox of every unit and whoever reported it; when it ends, those who
 * were told that it began.
 */
export async function outageFacts(
  tx: EntityManager,
  event: { type: string; subject_id: number },
  today: string,
): Promise<Pick<EventFacts, 'outage' | 'office'>> {
  const [row] = await tx.query<OutageRow[]>(
    `SELECT o.cause, o.service_interrupted AS is_interrupted, o.started_at, o.ended_at IS NULL AS is_open FROM outage o WHERE o.id = $1`,
    [event.subject_id],
  );
  const { cause, is_interrupted, started_at, is_open } = found(row, 'outage');
  return {
    outage: { cause, isInterrupted: is_interrupted, startedAt: started_at, isOpen: is_open },
    office:
      event.type === 'outage.ended'
        ? await toldThatItBegan(tx, event.subject_id)
        : await everyone(tx, event.subject_id, today),
  };
}

async function everyone(tx: EntityManager, outageId: number, today: string): Promise<Contact[]> {
  return tx.query<Contact[]>(
    `SELECT u.email, NULL::integer AS "personId" FROM organizational_unit u
     WHERE u.email IS NOT NULL AND (u.closed_on IS NULL OR u.closed_on > $2)
     UNION
     SELECT p.email, p.person_id FROM outage o JOIN ticket_participant p ON p.ticket_id = o.ticket_id AND p.role = 'REQUESTER' AND p.confirmed
     WHERE o.id = $1 ORDER BY 1`,
    [outageId, today],
  );
}

async function toldThatItBegan(tx: EntityManager, outageId: number): Promise<Contact[]> {
  return tx.query<Contact[]>(
    `SELECT DISTINCT n.recipient AS email, n.recipient_id AS "personId" FROM event e JOIN notification n ON n.event_id = e.id
     WHERE e.subject_type = 'outage' AND e.subject_id = $1 AND n.kind = 'outage' AND n.state <> 'suppressed' ORDER BY 1`,
    [outageId],
  );
}
