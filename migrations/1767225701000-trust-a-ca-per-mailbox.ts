import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TrustACaPerMailbox1767225701000 implements MigrationInterface {
  readonly name = 'TrustACaPerMailbox1767225701000';

  async up(db: QueryRunner): Promise<void> {
    // PEM; when given, the server's certificate must come from there and from nowhere else.
    await db.query('ALTER TABLE mailbox ADD COLUMN ca_certificates text');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
