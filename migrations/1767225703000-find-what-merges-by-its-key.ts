import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FindWhatMergesByItsKey1767225703000 implements MigrationInterface {
  readonly name = 'FindWhatMergesByItsKey1767225703000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Its condition is written unlike those of the other indexes of what waits: when the statistics are of an hour in which
      -- nothing waited, the planner takes one of those for empty and reads it from end to end.
      DROP INDEX notification_merge_idx;
      CREATE INDEX notification_merge_idx ON notification (recipient, merge_key)
        WHERE merge_key IS NOT NULL AND state NOT IN ('sent', 'failed', 'bounced', 'suppressed');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
