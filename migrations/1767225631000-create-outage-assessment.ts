import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOutageAssessment1767225631000 implements MigrationInterface {
  readonly name = 'CreateOutageAssessment1767225631000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What indicator 1 thinks of an outage: why it does not count, and whether a protocol proves it. Kind and scope are those
      -- of the register facts when it began; without facts that old, what the register says today. Proven: the approved revision
      -- in force of its protocol froze the same hours. Source: process card PR-10, indicator 1; domain guide section 3.3.
      CREATE VIEW outage_assessment AS
      SELECT o.id AS outage_id,
        CASE
          WHEN o.cause <> 'SERVER_FAILURE' THEN 'CAUSE'
          WHEN COALESCE(kind.value #>> '{}', a.kind) <> 'SERVER' THEN 'NOT_A_SERVER'
          WHEN NOT COALESCE((scope.value)::boolean, a.in_kpi_scope) THEN 'OUT_OF_SCOPE'
          WHEN NOT o.service_interrupted THEN 'SERVICE_WORKED'
        END AS not_counted,
        CASE
          WHEN proof.outage_started_at = o.started_at AND proof.outage_ended_at IS NOT DISTINCT FROM o.ended_at THEN 'DOCUMENTED'
          WHEN proof.id IS NOT NULL THEN 'INTERVAL_DIFFERS'
          WHEN o.protocol_id IS NOT NULL
            OR EXISTS (SELECT FROM repair_protocol_revision d WHERE d.outage_id = o.id AND d.state <> 'ANNULLED') THEN 'NOT_APPROVED'
          ELSE 'NO_PROTOCOL'
        END AS evidence,
        COALESCE(proof.protocol_id, o.protocol_id, (
          SELECT d.protocol_id FROM repair_protocol_revision d
          WHERE d.outage_id = o.id AND d.state <> 'ANNULLED' ORDER BY d.id DESC LIMIT 1)) AS protocol_id
      FROM outage o
      JOIN asset a ON a.id = o.asset_id
      LEFT JOIN LATERAL (
        SELECT f.value FROM asset_fact f
        WHERE f.asset_id = o.asset_id AND f.attribute = 'kind' AND f.valid_from <= o.started_at
          AND NOT EXISTS (SELECT FROM asset_fact g WHERE g.supersedes = f.id)
        ORDER BY f.valid_from DESC, f.id DESC LIMIT 1) kind ON true
      LEFT JOIN LATERAL (
        SELECT f.value FROM asset_fact f
        WHERE f.asset_id = o.asset_id AND f.attribute = 'inKpiScope' AND f.valid_from <= o.started_at
          AND NOT EXISTS (SELECT FROM asset_fact g WHERE g.supersedes = f.id)
        ORDER BY f.valid_from DESC, f.id DESC LIMIT 1) scope ON true
      LEFT JOIN LATERAL (
        SELECT r.id, r.protocol_id, r.outage_started_at, r.outage_ended_at FROM repair_protocol_revision r
        WHERE (r.protocol_id = o.protocol_id OR r.outage_id = o.id) AND r.state = 'APPROVED'
        ORDER BY r.revision DESC, r.id DESC LIMIT 1) proof ON true;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
