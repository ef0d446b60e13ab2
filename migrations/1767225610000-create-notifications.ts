import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotifications1767225610000 implements MigrationInterface {
  readonly name = 'CreateNotifications1767225610000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One row per event, recipient and kind. The row owns state and attempts; the job is only a hint.
      CREATE TABLE notification (
        id integer GENERATED ALWAYS AS IDENTITY,
        event_id integer NOT NULL,
        kind text NOT NULL,
        recipient text NOT NULL,
        recipient_id integer,
        ticket_id integer,
        state text NOT NULL DEFAULT 'queued',
        reason text,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        sent_at timestamptz,
        message_id text,
        smtp_queue_id text,
        merged_into integer,
        subject text,
        CONSTRAINT notification_pk PRIMARY KEY (id),
        CONSTRAINT notification_key UNIQUE (event_id, recipient, kind),
        CONSTRAINT notification_message_id_key UNIQUE (message_id),
        CONSTRAINT notification_recipient_check CHECK (recipient = lower(recipient)),
        CONSTRAINT notification_state_check CHECK (state IN ('queued', 'deferred', 'sent', 'failed', 'bounced', 'suppressed')),
        CONSTRAINT notification_reason_check CHECK (state <> 'suppressed' OR reason IS NOT NULL),
        CONSTRAINT notification_event_fk FOREIGN KEY (event_id) REFERENCES event (id),
        CONSTRAINT notification_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT notification_merged_into_fk FOREIGN KEY (merged_into) REFERENCES notification (id)
      );
      CREATE INDEX notification_due_idx ON notification (next_attempt_at) WHERE state IN ('queued', 'deferred');
      CREATE INDEX notification_ticket_idx ON notification (ticket_id, id) WHERE ticket_id IS NOT NULL;
      CREATE INDEX notification_recipient_idx ON notification (recipient, created_at);

      -- Addresses that bounced for good; nothing is sent there until a person lifts it.
      CREATE TABLE suppressed_address (
        email text NOT NULL,
        since timestamptz NOT NULL,
        reason text NOT NULL,
        CONSTRAINT suppressed_address_pk PRIMARY KEY (email),
        CONSTRAINT suppressed_address_email_check CHECK (email = lower(email))
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
