import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIntake1767225605000 implements MigrationInterface {
  readonly name = 'CreateIntake1767225605000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE mailbox (
        id integer GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL,
        address text NOT NULL,
        host text NOT NULL,
        port integer NOT NULL,
        secure boolean NOT NULL,
        username text NOT NULL,
        password_encrypted text NOT NULL,
        folder text NOT NULL DEFAULT 'INBOX',
        queue text,
        from_date date,
        enabled boolean NOT NULL DEFAULT true,
        last_polled_at timestamptz,
        last_error text,
        CONSTRAINT mailbox_pk PRIMARY KEY (id),
        CONSTRAINT mailbox_account_key UNIQUE (host, port, username, folder),
        CONSTRAINT mailbox_queue_fk FOREIGN KEY (queue) REFERENCES queue (code)
      );

      -- One row per delivery; the raw bytes are the evidence.
      CREATE TABLE inbound_email (
        id integer GENERATED ALWAYS AS IDENTITY,
        channel text NOT NULL,
        mailbox_id integer,
        uid_validity bigint,
        uid bigint,
        smtp_transaction text,
        envelope_from text,
        envelope_to text[] NOT NULL DEFAULT '{}',
        received_at timestamptz NOT NULL,
        sha256 text NOT NULL,
        size_bytes bigint NOT NULL,
        outcome text NOT NULL DEFAULT 'waiting',
        reason text,
        trace jsonb,
        ticket_id integer,
        duplicate_of integer,
        automatic boolean NOT NULL DEFAULT false,
        bounce jsonb,
        message_id text,
        from_email text,
        from_name text,
        subject text,
        fingerprint text,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz,
        processed_at timestamptz,
        CONSTRAINT inbound_email_pk PRIMARY KEY (id),
        CONSTRAINT inbound_email_imap_key UNIQUE (mailbox_id, uid_validity, uid),
        CONSTRAINT inbound_email_smtp_key UNIQUE (smtp_transaction),
        CONSTRAINT inbound_email_channel_check CHECK (channel IN ('smtp', 'lmtp', 'imap', 'import')),
        CONSTRAINT inbound_email_outcome_check CHECK (outcome IN ('waiting', 'created', 'appended', 'bounce', 'duplicate', 'review',
          'ignored', 'quarantined')),
        CONSTRAINT inbound_email_imap_check CHECK ((channel = 'imap') = (uid IS NOT NULL)),
        CONSTRAINT inbound_email_mailbox_fk FOREIGN KEY (mailbox_id) REFERENCES mailbox (id),
        CONSTRAINT inbound_email_blob_fk FOREIGN KEY (sha256) REFERENCES blob (sha256),
        CONSTRAINT inbound_email_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT inbound_email_duplicate_of_fk FOREIGN KEY (duplicate_of) REFERENCES inbound_email (id)
      );
      CREATE INDEX inbound_email_waiting_idx ON inbound_email (next_attempt_at) WHERE outcome = 'waiting';
      CREATE INDEX inbound_email_outcome_idx ON inbound_email (outcome, id DESC);
      CREATE INDEX inbound_email_ticket_idx ON inbound_email (ticket_id) WHERE ticket_id IS NOT NULL;
      CREATE INDEX inbound_email_from_idx ON inbound_email (from_email, received_at);
      CREATE INDEX inbound_email_message_id_idx ON inbound_email (message_id) WHERE message_id IS NOT NULL;
      CREATE INDEX inbound_email_received_idx ON inbound_email (received_at);

      CREATE TABLE inbound_email_attempt (
        id integer GENERATED ALWAYS AS IDENTITY,
        inbound_email_id integer NOT NULL,
        at timestamptz NOT NULL,
        actor_id integer,
        outcome text NOT NULL,
        reason text,
        CONSTRAINT inbound_email_attempt_pk PRIMARY KEY (id),
        CONSTRAINT inbound_email_attempt_email_fk FOREIGN KEY (inbound_email_id) REFERENCES inbound_email (id),
        CONSTRAINT inbound_email_attempt_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id)
      );
      CREATE INDEX inbound_email_attempt_email_idx ON inbound_email_attempt (inbound_email_id, id);

      ALTER TABLE ticket_message ADD CONSTRAINT ticket_message_inbound_email_fk
        FOREIGN KEY (inbound_email_id) REFERENCES inbound_email (id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
