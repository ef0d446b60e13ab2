import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderOpenTicketsByDeadline1767225705000 implements MigrationInterface {
  readonly name = 'OrderOpenTicketsByDeadline1767225705000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- As lists order them: those without a deadline, and those whose clock stands, come last.
      DROP INDEX ticket_open_due_idx;
      CREATE INDEX ticket_open_due_idx
        ON ticket ((CASE WHEN due_paused_minutes IS NULL THEN COALESCE(due_at, 'infinity') ELSE 'infinity' END), id)
        WHERE status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
