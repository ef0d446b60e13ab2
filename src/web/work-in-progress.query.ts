import type { EntityManager } from 'typeorm';

/** How much work waits, and since when. Every part reads an index of open work, so it costs the same after ten years. */
export interface WorkInProgress {
  openTickets: { status: string; count: number }[];
  inboundEmails: { outcome: string; count: number }[];
  notifications: { state: string; count: number }[];
  owedEvents: number;
  /** Seconds that the longest waiting one of each has waited; 0 when nothing waits. */
  oldestSeconds: { waitingEmail: number; dueNotification: number; owedEvent: number };
  mailboxes: { id: number; secondsSinceRead: number | null; failing: boolean }[];
}

/** Outcomes and states that ask for work or for somebody; what is final is history and counted for the last day only. */
const OUTCOMES = ['waiting', 'review', 'quarantined'];
const STATES = ['queued', 'deferred', 'failed', 'bounced'];

export async function workInProgress(db: EntityManager, now: Date): Promise<WorkInProgress> {
  const [row] = await db.query<[WorkInProgress]>(
    `SELECT
       (SELECT COALESCE(jsonb_agg(to_jsonb(o)), '[]') FROM (
          SELECT t.status, count(*) FROM ticket t WHERE t.status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED') GROUP BY t.status
        ) o) AS "openTickets",
       (SELECT jsonb_agg(jsonb_build_object('outcome', o.outcome,
          'count', (SELECT count(*) FROM inbound_email i WHERE i.outcome = o.outcome)))
        FROM unnest($2::text[]) AS o (outcome)) AS "inboundEmails",
       (SELECT jsonb_agg(jsonb_build_object('state', s.state,
          'count', (SELECT count(*) FROM notification n WHERE n.state = s.state
            AND (s.state IN ('queued', 'deferred') OR n.id > COALESCE((SELECT max(o.id) FROM notification o WHERE o.created_at < $1::timestamptz - interval '1 day'), 0)))))
        FROM unnest($3::text[]) AS s (state)) AS notifications,
       (SELECT count(*) FROM event_outbox o) AS "owedEvents",
       jsonb_build_object(
         'waitingEmail', (SELECT COALESCE(max(extract(epoch FROM $1 - i.received_at)), 0) FROM inbound_email i WHERE i.outcome = 'waiting'),
         'dueNotification', (SELECT COALESCE(max(extract(epoch FROM $1 - n.next_attempt_at)), 0) FROM notification n
            WHERE n.state IN ('queued', 'deferred') AND n.merged_into IS NULL AND n.next_attempt_at <= $1),
         'owedEvent', (SELECT COALESCE(max(extract(epoch FROM $1 - e.at)), 0) FROM event_outbox o JOIN event e ON e.id = o.event_id)
       ) AS "oldestSeconds",
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', m.id, 'secondsSinceRead', extract(epoch FROM $1 - m.last_polled_at),
          'failing', m.last_error IS NOT NULL)), '[]') FROM mailbox m WHERE m.enabled) AS mailboxes`,
    [now, OUTCOMES, STATES],
  );
  return row;
}
