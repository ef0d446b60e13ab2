import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OweEventsUntilTold1767225670000 implements MigrationInterface {
  readonly name = 'OweEventsUntilTold1767225670000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- When a job was published for the event; the row goes when that job's work is committed. NULL: still to be handed on.
      ALTER TABLE event_outbox ADD COLUMN handed_on_at timestamptz;
      CREATE INDEX event_outbox_waiting_idx ON event_outbox (event_id) WHERE handed_on_at IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
