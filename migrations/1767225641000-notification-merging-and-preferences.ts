import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotificationMergingAndPreferences1767225641000 implements MigrationInterface {
  readonly name = 'NotificationMergingAndPreferences1767225641000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Notifications of one recipient with the same key go out as one e-mail; NULL always goes out alone.
      ALTER TABLE notification ADD COLUMN merge_key text;
      -- Since when the receiving side has been answering "later"; it is given up after some days of that.
      ALTER TABLE notification ADD COLUMN refused_since timestamptz;
      CREATE INDEX notification_merge_idx ON notification (recipient, merge_key) WHERE state = 'queued' AND merge_key IS NOT NULL;
      CREATE INDEX notification_merged_into_idx ON notification (merged_into) WHERE merged_into IS NOT NULL;
      CREATE INDEX notification_state_idx ON notification (state, id DESC);
      -- The list searches by the beginning of an address.
      CREATE INDEX notification_recipient_prefix_idx ON notification (recipient text_pattern_ops, id DESC);
      -- Budgets count what really went out automatically; what they held back must not make counting slower.
      DROP INDEX notification_recipient_idx;
      CREATE INDEX notification_budget_idx ON notification (recipient, created_at)
        WHERE attempts > 0 AND merged_into IS NULL AND kind NOT IN ('reply', 'question');

      -- An event names what it is about by number; the address itself can be erased.
      ALTER TABLE suppressed_address ADD COLUMN id integer GENERATED ALWAYS AS IDENTITY;
      ALTER TABLE suppressed_address ADD CONSTRAINT suppressed_address_id_key UNIQUE (id);

      -- How a member of staff wants to be told; without a row the default of the kind holds.
      CREATE TABLE notification_preference (
        person_id integer NOT NULL,
        kind text NOT NULL,
        mode text NOT NULL,
        CONSTRAINT notification_preference_pk PRIMARY KEY (person_id, kind),
        CONSTRAINT notification_preference_mode_check CHECK (mode IN ('at-once', 'hourly', 'off')),
        CONSTRAINT notification_preference_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
