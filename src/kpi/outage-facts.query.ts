import type { EntityManager } from 'typeorm';
import type { Interval } from '../calendar/interval.js';
import type { OutageFact } from './availability.js';

/** Outages with any time in an interval; whether one counts and is proven is what the view says that all pages ask. */
export async function outageFacts(db: EntityManager, within: Interval): Promise<OutageFact[]> {
  return db.query<OutageFact[]>(
    `SELECT o.id, o.started_at AS "startedAt", o.ended_at AS "endedAt", s.not_counted AS "notCounted", s.evidence
     FROM outage o
     JOIN outage_assessment s ON s.outage_id = o.id
     WHERE o.started_at < $2 AND (o.ended_at IS NULL OR o.ended_at > $1)
     ORDER BY o.started_at, o.id`,
    [within.start, within.end],
  );
}
