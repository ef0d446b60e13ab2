import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepSignaturesAndCharsets1767225672000 implements MigrationInterface {
  readonly name = 'KeepSignaturesAndCharsets1767225672000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE ticket_message
        ADD COLUMN signed text NOT NULL DEFAULT 'none',
        -- Who the certificate says it is; proven only when the signature is valid.
        ADD COLUMN signer text,
        ADD COLUMN encrypted text,
        ADD CONSTRAINT ticket_message_signed_check CHECK (signed IN ('none', 'valid', 'invalid', 'unverified')),
        ADD CONSTRAINT ticket_message_encrypted_check CHECK (encrypted IN ('smime', 'pgp'));

      -- The character set that a person chose for this e-mail; null: by evidence.
      ALTER TABLE inbound_email ADD COLUMN charset text;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
