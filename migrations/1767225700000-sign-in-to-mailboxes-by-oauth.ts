import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SignInToMailboxesByOauth1767225700000 implements MigrationInterface {
  readonly name = 'SignInToMailboxesByOauth1767225700000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE mailbox
        ALTER COLUMN password_encrypted DROP NOT NULL,
        ADD COLUMN sign_in text NOT NULL DEFAULT 'password',
        ADD COLUMN oauth_token_url text,
        ADD COLUMN oauth_grant text,
        ADD COLUMN oauth_client_id text,
        ADD COLUMN oauth_client_secret_encrypted text,
        ADD COLUMN oauth_refresh_token_encrypted text,
        ADD COLUMN oauth_scope text,
        -- counts the changes that a person made: what changed only by itself (a rotated refresh token) restarts no reader
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        -- what kind of trouble last_error is
        ADD COLUMN last_trouble text,
        ADD CONSTRAINT mailbox_sign_in_check CHECK (CASE sign_in
          WHEN 'password' THEN password_encrypted IS NOT NULL
          WHEN 'oauth2' THEN oauth_token_url IS NOT NULL AND oauth_client_id IS NOT NULL AND CASE oauth_grant
            WHEN 'refresh_token' THEN oauth_refresh_token_encrypted IS NOT NULL
            WHEN 'client_credentials' THEN oauth_client_secret_encrypted IS NOT NULL
            ELSE false END
          ELSE false END);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
