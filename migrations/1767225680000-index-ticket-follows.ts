import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexTicketFollows1767225680000 implements MigrationInterface {
  readonly name = 'IndexTicketFollows1767225680000';

  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX ticket_follows_idx ON ticket (follows_id) WHERE follows_id IS NOT NULL');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
