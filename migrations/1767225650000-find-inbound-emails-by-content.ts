import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FindInboundEmailsByContent1767225650000 implements MigrationInterface {
  readonly name = 'FindInboundEmailsByContent1767225650000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A delivery is a duplicate when another one with the same content has its outcome already.
      CREATE INDEX inbound_email_fingerprint_idx ON inbound_email (fingerprint) WHERE fingerprint IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
