import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMailboxDay1767225681000 implements MigrationInterface {
  readonly name = 'CreateMailboxDay1767225681000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What the server says of a watched folder, day by day: it numbers every message that ever arrives, also one that a person
      -- takes away before it is read here.
      CREATE TABLE mailbox_day (
        mailbox_id integer NOT NULL,
        day date NOT NULL,
        uid_validity bigint NOT NULL,
        -- the next number when the day began and at the last look
        uid_next_from bigint NOT NULL,
        uid_next_to bigint NOT NULL,
        CONSTRAINT mailbox_day_pk PRIMARY KEY (mailbox_id, day, uid_validity),
        CONSTRAINT mailbox_day_order_check CHECK (uid_next_to >= uid_next_from),
        CONSTRAINT mailbox_day_mailbox_fk FOREIGN KEY (mailbox_id) REFERENCES mailbox (id)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
