import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecordProtocolWriters1767225690000 implements MigrationInterface {
  readonly name = 'RecordProtocolWriters1767225690000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Everyone who prepared, edited or submitted the revision, or wrote what a correction took over: none of them approves it.
      ALTER TABLE repair_protocol_revision ADD COLUMN written_by integer[] NOT NULL DEFAULT '{}';

      -- Final revisions stay as they are; only what may still be approved needs its writers. A correction of one asks its events.
      UPDATE repair_protocol_revision r SET written_by = array_remove(ARRAY(
        SELECT r.prepared_by UNION SELECT r.submitted_by
        UNION SELECT e.actor_id FROM event e
          WHERE e.subject_type = 'repair_protocol' AND e.subject_id = r.protocol_id
            AND e.type IN ('repair-protocol.changed', 'repair-protocol.submitted')), NULL)
      WHERE r.state IN ('DRAFT', 'SUBMITTED', 'RETURNED');

      ALTER TABLE repair_protocol_revision
        ADD CONSTRAINT repair_protocol_revision_four_eyes_check CHECK (state <> 'APPROVED' OR approved_by <> ALL (written_by)),
        ADD CONSTRAINT repair_protocol_revision_writers_check CHECK (state <> 'SUBMITTED' OR written_by @> array_remove(ARRAY[prepared_by, submitted_by], NULL));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
