import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTickets1767225604000 implements MigrationInterface {
  readonly name = 'CreateTickets1767225604000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE queue (
        code text NOT NULL,
        name text NOT NULL,
        restricted boolean NOT NULL DEFAULT false,
        position integer NOT NULL,
        CONSTRAINT queue_pk PRIMARY KEY (code)
      );
      INSERT INTO queue (code, name, restricted, position) VALUES
        ('FRONT', 'Pierwsza linia', false, 1),
        ('HARDWARE', 'Serwis sprzętu', false, 2),
        ('INFRASTRUCTURE', 'Sieć i serwery', false, 3),
        ('PURCHASING', 'Zakupy', false, 4),
        ('SECURITY', 'Bezpieczeństwo', true, 5);

      -- Who works in a restricted queue; the others are open to every technician.
      CREATE TABLE queue_member (
        queue text NOT NULL,
        person_id integer NOT NULL,
        CONSTRAINT queue_member_pk PRIMARY KEY (queue, person_id),
        CONSTRAINT queue_member_queue_fk FOREIGN KEY (queue) REFERENCES queue (code),
        CONSTRAINT queue_member_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );

      CREATE TABLE ticket (
        id integer GENERATED ALWAYS AS IDENTITY,
        number text NOT NULL,
        subject text NOT NULL,
        status text NOT NULL DEFAULT 'NEW',
        category text NOT NULL DEFAULT 'OTHER',
        queue text NOT NULL DEFAULT 'FRONT',
        impact text NOT NULL DEFAULT 'PERSON',
        urgency text NOT NULL DEFAULT 'NORMAL',
        priority text NOT NULL DEFAULT 'NORMAL',
        triage_result text,
        channel text NOT NULL,
        restricted boolean NOT NULL DEFAULT false,
        requester_id integer,
        requester_email text,
        requester_name text NOT NULL,
        unit_id integer,
        room text,
        asset_id integer,
        assignee_id integer,
        received_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        first_response_due_at timestamptz,
        first_responded_at timestamptz,
        due_at timestamptz,
        -- Working minutes left of the resolution target when a waiting state paused it.
        due_paused_minutes integer,
        waiting_since timestamptz,
        reminded_at timestamptz,
        resolved_at timestamptz,
        closed_at timestamptz,
        detected_at timestamptz,
        resolution_note text,
        merged_into_id integer,
        status_before_merge text,
        follows_id integer,
        suggested_ticket_id integer,
        message_count integer NOT NULL DEFAULT 0,
        triage_rule_id integer,
        triage_trace jsonb,
        CONSTRAINT ticket_pk PRIMARY KEY (id),
        CONSTRAINT ticket_number_key UNIQUE (number),
        CONSTRAINT ticket_number_check CHECK (number ~ '^ZG/[0-9]{4}/[0-9]{6,}$'),
        CONSTRAINT ticket_status_check CHECK (status IN ('NEW', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_REQUESTER', 'WAITING_PARTS',
          'WAITING_PURCHASE', 'EXTERNAL_SERVICE', 'RESOLVED', 'CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED')),
        CONSTRAINT ticket_category_check CHECK (category IN ('PRINTING', 'ACCOUNTS', 'PROGRAMS', 'HARDWARE', 'EMAIL', 'NETWORK',
          'CONSUMABLES', 'PURCHASE', 'TELEPHONY', 'INSTRUCTION', 'SECURITY', 'OTHER')),
        CONSTRAINT ticket_impact_check CHECK (impact IN ('PERSON', 'UNIT', 'OFFICE')),
        CONSTRAINT ticket_urgency_check CHECK (urgency IN ('LOW', 'NORMAL', 'HIGH')),
        CONSTRAINT ticket_priority_check CHECK (priority IN ('LOW', 'NORMAL', 'HIGH', 'CRITICAL')),
        CONSTRAINT ticket_triage_result_check CHECK (triage_result IN ('ADVICE', 'ACCESS', 'REPAIR', 'OUTAGE', 'CONSUMABLE', 'PURCHASE',
          'DISPOSAL', 'SECURITY')),
        CONSTRAINT ticket_channel_check CHECK (channel IN ('EMAIL', 'FORM', 'PHONE', 'API')),
        CONSTRAINT ticket_requester_email_check CHECK (requester_email = lower(requester_email)),
        CONSTRAINT ticket_merged_check CHECK ((status = 'MERGED') = (merged_into_id IS NOT NULL)),
        CONSTRAINT ticket_queue_fk FOREIGN KEY (queue) REFERENCES queue (code),
        CONSTRAINT ticket_requester_fk FOREIGN KEY (requester_id) REFERENCES person (id),
        CONSTRAINT ticket_unit_fk FOREIGN KEY (unit_id) REFERENCES organizational_unit (id),
        CONSTRAINT ticket_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
        CONSTRAINT ticket_assignee_fk FOREIGN KEY (assignee_id) REFERENCES person (id),
        CONSTRAINT ticket_merged_into_fk FOREIGN KEY (merged_into_id) REFERENCES ticket (id),
        CONSTRAINT ticket_follows_fk FOREIGN KEY (follows_id) REFERENCES ticket (id),
        CONSTRAINT ticket_suggested_fk FOREIGN KEY (suggested_ticket_id) REFERENCES ticket (id)
      );
      -- Lists of open work stay small whatever the history: partial indexes on open states.
      CREATE INDEX ticket_open_queue_idx ON ticket (queue, id DESC) WHERE status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED');
      CREATE INDEX ticket_open_due_idx ON ticket (due_at, id) WHERE status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED');
      CREATE INDEX ticket_open_assignee_idx ON ticket (assignee_id, id DESC) WHERE status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED');
      CREATE INDEX ticket_status_idx ON ticket (status, id DESC);
      CREATE INDEX ticket_requester_idx ON ticket (requester_email, id DESC);
      CREATE INDEX ticket_requester_person_idx ON ticket (requester_id, id DESC) WHERE requester_id IS NOT NULL;
      CREATE INDEX ticket_unit_idx ON ticket (unit_id, id DESC);
      CREATE INDEX ticket_asset_idx ON ticket (asset_id, id DESC) WHERE asset_id IS NOT NULL;
      CREATE INDEX ticket_merged_into_idx ON ticket (merged_into_id) WHERE merged_into_id IS NOT NULL;
      CREATE INDEX ticket_resolved_idx ON ticket (resolved_at) WHERE status = 'RESOLVED';
      CREATE INDEX ticket_waiting_idx ON ticket (waiting_since) WHERE status = 'WAITING_REQUESTER';

      -- Who the ticket talks to besides technicians. Unconfirmed ones get no mail until a person confirms them.
      CREATE TABLE ticket_participant (
        ticket_id integer NOT NULL,
        email text NOT NULL,
        person_id integer,
        name text,
        role text NOT NULL,
        confirmed boolean NOT NULL DEFAULT true,
        CONSTRAINT ticket_participant_pk PRIMARY KEY (ticket_id, email),
        CONSTRAINT ticket_participant_email_check CHECK (email = lower(email)),
        CONSTRAINT ticket_participant_role_check CHECK (role IN ('REQUESTER', 'CC')),
        CONSTRAINT ticket_participant_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT ticket_participant_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX ticket_participant_email_idx ON ticket_participant (email);

      CREATE TABLE ticket_message (
        id integer GENERATED ALWAYS AS IDENTITY,
        ticket_id integer NOT NULL,
        direction text NOT NULL,
        author_id integer,
        from_email text,
        from_name text,
        to_emails text[] NOT NULL DEFAULT '{}',
        cc_emails text[] NOT NULL DEFAULT '{}',
        reply_to text,
        subject text NOT NULL DEFAULT '',
        sent_at timestamptz,
        message_id text,
        text text NOT NULL DEFAULT '',
        reply_text text NOT NULL DEFAULT '',
        html text,
        automatic boolean NOT NULL DEFAULT false,
        forwarded_from text,
        inbound_email_id integer,
        fingerprint text,
        created_at timestamptz NOT NULL,
        CONSTRAINT ticket_message_pk PRIMARY KEY (id),
        CONSTRAINT ticket_message_inbound_email_key UNIQUE (inbound_email_id),
        CONSTRAINT ticket_message_fingerprint_key UNIQUE (fingerprint),
        CONSTRAINT ticket_message_direction_check CHECK (direction IN ('inbound', 'outbound', 'note')),
        CONSTRAINT ticket_message_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT ticket_message_author_fk FOREIGN KEY (author_id) REFERENCES person (id)
      );
      CREATE INDEX ticket_message_ticket_idx ON ticket_message (ticket_id, id);
      CREATE INDEX ticket_message_message_id_idx ON ticket_message (message_id) WHERE message_id IS NOT NULL;

      CREATE TABLE attachment (
        id integer GENERATED ALWAYS AS IDENTITY,
        ticket_message_id integer NOT NULL,
        filename text NOT NULL,
        content_type text NOT NULL,
        size_bytes bigint NOT NULL,
        sha256 text NOT NULL,
        inline boolean NOT NULL DEFAULT false,
        content_id text,
        position integer NOT NULL,
        CONSTRAINT attachment_pk PRIMARY KEY (id),
        CONSTRAINT attachment_position_key UNIQUE (ticket_message_id, position),
        CONSTRAINT attachment_message_fk FOREIGN KEY (ticket_message_id) REFERENCES ticket_message (id),
        CONSTRAINT attachment_blob_fk FOREIGN KEY (sha256) REFERENCES blob (sha256)
      );
      CREATE INDEX attachment_sha256_idx ON attachment (sha256);

      -- What must be finished before the ticket may close; written through the tickets service by repairs, outages and purchases.
      CREATE TABLE ticket_obligation (
        id integer GENERATED ALWAYS AS IDENTITY,
        ticket_id integer NOT NULL,
        kind text NOT NULL,
        ref integer,
        state text NOT NULL DEFAULT 'OPEN',
        reason text,
        CONSTRAINT ticket_obligation_pk PRIMARY KEY (id),
        CONSTRAINT ticket_obligation_ref_key UNIQUE NULLS NOT DISTINCT (ticket_id, kind, ref),
        CONSTRAINT ticket_obligation_kind_check CHECK (kind IN ('REPAIR_PROTOCOL', 'PURCHASE_REQUEST', 'OUTAGE')),
        CONSTRAINT ticket_obligation_state_check CHECK (state IN ('OPEN', 'MET', 'WAIVED')),
        CONSTRAINT ticket_obligation_reason_check CHECK (state <> 'WAIVED' OR reason IS NOT NULL),
        CONSTRAINT ticket_obligation_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id)
      );

      -- Search: stems and surface forms without diacritics, made in Node; kept apart so that ticket rows stay narrow.
      CREATE TABLE ticket_search (
        ticket_id integer NOT NULL,
        document tsvector NOT NULL,
        CONSTRAINT ticket_search_pk PRIMARY KEY (ticket_id),
        CONSTRAINT ticket_search_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id)
      );
      CREATE INDEX ticket_search_document_idx ON ticket_search USING gin (document);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
