import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEvents1767225600000 implements MigrationInterface {
  readonly name = 'CreateEvents1767225600000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE EXTENSION IF NOT EXISTS btree_gist;

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$;

      -- The spine: timeline and audit trail in one. Payloads hold ids, codes, old and new values, never free text or names.
      CREATE TABLE event (
        id integer GENERATED ALWAYS AS IDENTITY,
        subject_type text NOT NULL,
        subject_id integer NOT NULL,
        ticket_id integer,
        actor_id integer,
        at timestamptz NOT NULL,
        type text NOT NULL,
        payload jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT event_pk PRIMARY KEY (id)
      );
      CREATE INDEX event_ticket_idx ON event (ticket_id, id) WHERE ticket_id IS NOT NULL;
      CREATE INDEX event_subject_idx ON event (subject_type, subject_id, id);
      CREATE INDEX event_at_idx ON event (at);
      CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      -- Ids of committed events still to be handed on as jobs; a row goes when that was done.
      CREATE TABLE event_outbox (
        event_id integer NOT NULL,
        CONSTRAINT event_outbox_pk PRIMARY KEY (event_id),
        CONSTRAINT event_outbox_event_fk FOREIGN KEY (event_id) REFERENCES event (id)
      );

      CREATE FUNCTION notify_event_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('event_outbox', '');
        RETURN NULL;
      END $$;
      CREATE TRIGGER event_outbox_notify AFTER INSERT ON event_outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_event_outbox();

      -- A hint for open pages, never data: the page fetches again through its own permission check.
      CREATE FUNCTION notify_live() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('live', NEW.ticket_id || ' ' || NEW.type);
        RETURN NULL;
      END $$;
      CREATE TRIGGER event_notify_live AFTER INSERT ON event FOR EACH ROW WHEN (NEW.ticket_id IS NOT NULL)
        EXECUTE FUNCTION notify_live();

      -- One counter row per series and year, locked last in its transaction; numbers are never freed.
      CREATE TABLE number_series (
        series text NOT NULL,
        year integer NOT NULL,
        last_number integer NOT NULL,
        CONSTRAINT number_series_pk PRIMARY KEY (series, year),
        CONSTRAINT number_series_series_check CHECK (series IN ('ticket', 'repair_protocol', 'purchase_request', 'acceptance_protocol')),
        CONSTRAINT number_series_last_number_check CHECK (last_number >= 0)
      );

      -- Files by content. content is NULL when the bytes lie in the blob store (larger than 256 kB).
      CREATE TABLE blob (
        sha256 text NOT NULL,
        size_bytes bigint NOT NULL,
        content bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT blob_pk PRIMARY KEY (sha256),
        CONSTRAINT blob_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        CONSTRAINT blob_size_bytes_check CHECK (size_bytes >= 0)
      );
      ALTER TABLE blob ALTER COLUMN content SET STORAGE EXTERNAL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
