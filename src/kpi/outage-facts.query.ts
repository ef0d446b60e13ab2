import type { EntityManager } from 'typeorm';
import type { Interval } from '../calendar/interval.js';
import type { OutageFact } from './availability.js';

/**
 * Outages with any time in an interval. Kind and scope of the server are those of its register facts when the outage began;
 * without facts that old, what the register says today.
 *
 * An outage is documented when the approved revision in force of a protocol froze the same hours.
 */
export async function outageFacts(db: EntityManager, within: Interval): Promise<OutageFact[]> {
  return db.query<OutageFact[]>(
    `SELECT o.id, o.started_at AS "startedAt", o.ended_at AS "endedAt", o.cause, o.service_interrupted AS "serviceInterrupted",
            COALESCE(kind.value #>> '{}', a.kind) = 'SERVER' AS "isServer",
            COALESCE((scope.value)::boolean, a.in_kpi_scope) AS "inKpiScope",
            CASE
              WHEN proof.outage_started_at = o.started_at AND proof.outage_ended_at IS NOT DISTINCT FROM o.ended_at THEN 'DOCUMENTED'
              WHEN proof.id IS NOT NULL THEN 'INTERVAL_DIFFERS'
              WHEN o.protocol_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM repair_protocol_revision d WHERE d.outage_id = o.id AND d.state <> 'ANNULLED') THEN 'NOT_APPROVED'
              ELSE 'NO_PROTOCOL'
            END AS evidence
     FROM outage o
     JOIN asset a ON a.id = o.asset_id
     LEFT JOIN LATERAL (
       SELECT f.value FROM asset_fact f
       WHERE f.asset_id = o.asset_id AND f.attribute = 'kind' AND f.valid_from <= o.started_at
         AND NOT EXISTS (SELECT 1 FROM asset_fact g WHERE g.supersedes = f.id)
       ORDER BY f.valid_from DESC, f.id DESC LIMIT 1) kind ON true
     LEFT JOIN LATERAL (
       SELECT f.value FROM asset_fact f
       WHERE f.asset_id = o.asset_id AND f.attribute = 'inKpiScope' AND f.valid_from <= o.started_at
         AND NOT EXISTS (SELECT 1 FROM asset_fact g WHERE g.supersedes = f.id)
       ORDER BY f.valid_from DESC, f.id DESC LIMIT 1) scope ON true
     LEFT JOIN LATERAL (
       SELECT r.id, r.outage_started_at, r.outage_ended_at FROM repair_protocol_revision r
       WHERE (r.protocol_id = o.protocol_id OR r.outage_id = o.id) AND r.state = 'APPROVED'
       ORDER BY r.revision DESC, r.id DESC LIMIT 1) proof ON true
     WHERE o.started_at < $2 AND (o.ended_at IS NULL OR o.ended_at > $1)
     ORDER BY o.started_at, o.id`,
    [within.start, within.end],
  );
}
