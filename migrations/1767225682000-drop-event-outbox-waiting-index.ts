import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DropEventOutboxWaitingIndex1767225682000 implements MigrationInterface {
  readonly name = 'DropEventOutboxWaitingIndex1767225682000';

  async up(db: QueryRunner): Promise<void> {
    // The relay takes new rows and lost ones in one go, in the order of the primary key.
    await db.query('DROP INDEX event_outbox_waiting_idx');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
