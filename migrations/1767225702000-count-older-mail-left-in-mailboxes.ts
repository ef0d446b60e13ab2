import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountOlderMailLeftInMailboxes1767225702000 implements MigrationInterface {
  readonly name = 'CountOlderMailLeftInMailboxes1767225702000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Messages older than the mailbox's first day that lay in the folder at the last look of the day; they stay there.
      ALTER TABLE mailbox_day ADD COLUMN older integer NOT NULL DEFAULT 0;

      -- Of those, the ones that the server numbered while we watched: an old message that somebody moved here keeps its old date.
      CREATE TABLE mailbox_older_email (
        mailbox_id integer NOT NULL,
        uid_validity bigint NOT NULL,
        uid bigint NOT NULL,
        CONSTRAINT mailbox_older_email_pk PRIMARY KEY (mailbox_id, uid_validity, uid),
        CONSTRAINT mailbox_older_email_mailbox_fk FOREIGN KEY (mailbox_id) REFERENCES mailbox (id)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
