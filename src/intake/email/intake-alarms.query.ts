import type { EntityManager } from 'typeorm';
import { KNOWN_NUMBERS } from './intake-balance.query.js';

export interface FlowFacts {
  mailboxes: { id: number; name: string; lastPolledAt: string | null; missing: number }[];
  oldestWaitingAt: Date | null;
}

/** What the alarms rest on, in one SQL. @param today local date: differences of earlier days stand in the balance */
export async function flowFacts(tx: EntityManager, today: string): Promise<FlowFacts> {
  const [row] = await tx.query<FlowFacts[]>(
    `SELECT
       (SELECT COALESCE(json_agg(json_build_object('id', m.id, 'name', m.name, 'lastPolledAt', m.last_polled_at, 'missing', COALESCE((
           SELECT sum(d.uid_next_to - d.uid_next_from - ${KNOWN_NUMBERS})
           FROM mailbox_day d WHERE d.mailbox_id = m.id AND d.day = $1), 0)) ORDER BY m.name), '[]')
        FROM mailbox m WHERE m.enabled) AS mailboxes,
       (SELECT min(i.received_at) FROM inbound_email i WHERE i.outcome = 'waiting') AS "oldestWaitingAt"`,
    [today],
  );
  return row!;
}
