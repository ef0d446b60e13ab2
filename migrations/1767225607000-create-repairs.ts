import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRepairs1767225607000 implements MigrationInterface {
  readonly name = 'CreateRepairs1767225607000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What a technician can do in one repair; counts_for_kpi2 is the rule of indicator 2 (process card PR-10).
      CREATE TABLE operation_kind (
        code text NOT NULL,
        label text NOT NULL,
        counts_for_kpi2 boolean NOT NULL,
        position integer NOT NULL,
        CONSTRAINT operation_kind_pk PRIMARY KEY (code)
      );
      INSERT INTO operation_kind (code, label, counts_for_kpi2, position) VALUES
        ('COMPONENT_REPLACEMENT', 'wymiana podzespołu', true, 1),
        ('SOFTWARE_REINSTALL', 'reinstalacja oprogramowania', true, 2),
        ('CONSUMABLE_REPLACEMENT', 'wymiana materiału eksploatacyjnego', false, 3),
        ('CLEANING', 'czyszczenie, konserwacja', false, 4),
        ('CONFIGURATION', 'konfiguracja', false, 5),
        ('DIAGNOSIS', 'diagnostyka', false, 6),
        ('OTHER', 'inna czynność', false, 7);

      CREATE TABLE repair_protocol (
        id integer GENERATED ALWAYS AS IDENTITY,
        number text,
        ticket_id integer NOT NULL,
        asset_id integer NOT NULL,
        created_at timestamptz NOT NULL,
        created_by integer NOT NULL,
        CONSTRAINT repair_protocol_pk PRIMARY KEY (id),
        CONSTRAINT repair_protocol_number_key UNIQUE (number),
        CONSTRAINT repair_protocol_number_check CHECK (number ~ '^PN/[1-9][0-9]*/[0-9]{4}$'),
        CONSTRAINT repair_protocol_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT repair_protocol_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
        CONSTRAINT repair_protocol_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id)
      );
      CREATE INDEX repair_protocol_ticket_idx ON repair_protocol (ticket_id);
      CREATE INDEX repair_protocol_asset_idx ON repair_protocol (asset_id);

      -- Each revision has its own state; the last APPROVED one counts until a newer one is approved.
      CREATE TABLE repair_protocol_revision (
        id integer GENERATED ALWAYS AS IDENTITY,
        protocol_id integer NOT NULL,
        revision integer NOT NULL,
        state text NOT NULL DEFAULT 'DRAFT',
        revision_reason text,
        completed_on date,
        unit_id integer,
        room text,
        user_name text,
        fault_reported text NOT NULL DEFAULT '',
        diagnosis text NOT NULL DEFAULT '',
        result text,
        remarks text NOT NULL DEFAULT '',
        warranty_repair boolean NOT NULL DEFAULT false,
        outage_id integer,
        outage_started_at timestamptz,
        outage_ended_at timestamptz,
        affected_systems text NOT NULL DEFAULT '',
        prepared_by integer NOT NULL,
        prepared_at timestamptz NOT NULL,
        submitted_at timestamptz,
        submitted_by integer,
        received_by_name text,
        approved_at timestamptz,
        approved_by integer,
        approved_on_behalf_of integer,
        returned_at timestamptz,
        returned_by integer,
        return_reason text,
        annulled_at timestamptz,
        annulled_by integer,
        annul_reason text,
        pdf_sha256 text,
        CONSTRAINT repair_protocol_revision_pk PRIMARY KEY (id),
        CONSTRAINT repair_protocol_revision_key UNIQUE (protocol_id, revision),
        CONSTRAINT repair_protocol_revision_state_check CHECK (state IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'APPROVED', 'ANNULLED')),
        CONSTRAINT repair_protocol_revision_result_check CHECK (result IN ('REPAIRED', 'NOT_REPAIRABLE', 'NOT_ECONOMICAL', 'SENT_OUT')),
        CONSTRAINT repair_protocol_revision_reason_check CHECK (revision = 1 OR revision_reason IS NOT NULL),
        CONSTRAINT repair_protocol_revision_approved_check CHECK (state <> 'APPROVED' OR (completed_on IS NOT NULL AND result IS NOT NULL
          AND approved_by IS NOT NULL AND approved_at IS NOT NULL AND approved_by <> prepared_by)),
        CONSTRAINT repair_protocol_revision_annulled_check CHECK (state <> 'ANNULLED' OR annul_reason IS NOT NULL),
        CONSTRAINT repair_protocol_revision_returned_check CHECK (state <> 'RETURNED' OR return_reason IS NOT NULL),
        CONSTRAINT repair_protocol_revision_outage_check CHECK (outage_ended_at IS NULL OR outage_ended_at > outage_started_at),
        CONSTRAINT repair_protocol_revision_protocol_fk FOREIGN KEY (protocol_id) REFERENCES repair_protocol (id),
        CONSTRAINT repair_protocol_revision_unit_fk FOREIGN KEY (unit_id) REFERENCES organizational_unit (id),
        CONSTRAINT repair_protocol_revision_prepared_by_fk FOREIGN KEY (prepared_by) REFERENCES person (id),
        CONSTRAINT repair_protocol_revision_approved_by_fk FOREIGN KEY (approved_by) REFERENCES person (id),
        CONSTRAINT repair_protocol_revision_pdf_fk FOREIGN KEY (pdf_sha256) REFERENCES blob (sha256)
      );
      -- At most one revision in the making.
      CREATE UNIQUE INDEX repair_protocol_revision_open_key ON repair_protocol_revision (protocol_id)
        WHERE state IN ('DRAFT', 'SUBMITTED', 'RETURNED');
      CREATE INDEX repair_protocol_revision_completed_idx ON repair_protocol_revision (completed_on) WHERE state = 'APPROVED';
      CREATE INDEX repair_protocol_revision_state_idx ON repair_protocol_revision (state, id DESC);

      CREATE TABLE repair_operation (
        id integer GENERATED ALWAYS AS IDENTITY,
        revision_id integer NOT NULL,
        kind text NOT NULL,
        description text NOT NULL DEFAULT '',
        position integer NOT NULL,
        CONSTRAINT repair_operation_pk PRIMARY KEY (id),
        CONSTRAINT repair_operation_position_key UNIQUE (revision_id, position),
        CONSTRAINT repair_operation_revision_fk FOREIGN KEY (revision_id) REFERENCES repair_protocol_revision (id),
        CONSTRAINT repair_operation_kind_fk FOREIGN KEY (kind) REFERENCES operation_kind (code)
      );

      CREATE TABLE repair_part (
        id integer GENERATED ALWAYS AS IDENTITY,
        revision_id integer NOT NULL,
        name text NOT NULL,
        quantity integer NOT NULL,
        serial_number text,
        source text,
        gross_price_grosze bigint,
        position integer NOT NULL,
        CONSTRAINT repair_part_pk PRIMARY KEY (id),
        CONSTRAINT repair_part_position_key UNIQUE (revision_id, position),
        CONSTRAINT repair_part_quantity_check CHECK (quantity > 0),
        CONSTRAINT repair_part_revision_fk FOREIGN KEY (revision_id) REFERENCES repair_protocol_revision (id)
      );

      -- P9: an approved revision never changes; the only way on is APPROVED -> ANNULLED with who, when and why.
      CREATE FUNCTION keep_approved_revision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state NOT IN ('APPROVED', 'ANNULLED') AND TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
        IF TG_OP = 'UPDATE' AND OLD.state = 'APPROVED' AND NEW.state = 'ANNULLED'
           AND to_jsonb(NEW) - '{state,annulled_at,annulled_by,annul_reason}'::text[]
             = to_jsonb(OLD) - '{state,annulled_at,annulled_by,annul_reason}'::text[] THEN RETURN NEW; END IF;
        IF TG_OP = 'DELETE' AND OLD.state IN ('DRAFT', 'RETURNED') AND OLD.submitted_at IS NULL THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'repair protocol revision % is final', OLD.id USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER repair_protocol_revision_final BEFORE UPDATE OR DELETE ON repair_protocol_revision
        FOR EACH ROW EXECUTE FUNCTION keep_approved_revision();

      CREATE FUNCTION keep_approved_revision_lines() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE revision_state text;
      BEGIN
        SELECT r.state INTO revision_state FROM repair_protocol_revision r
          WHERE r.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.revision_id ELSE NEW.revision_id END;
        IF revision_state IN ('APPROVED', 'ANNULLED') OR (TG_OP = 'UPDATE' AND NEW.revision_id <> OLD.revision_id) THEN
          RAISE EXCEPTION 'lines of a final repair protocol revision are final' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END $$;
      CREATE TRIGGER repair_operation_final BEFORE INSERT OR UPDATE OR DELETE ON repair_operation
        FOR EACH ROW EXECUTE FUNCTION keep_approved_revision_lines();
      CREATE TRIGGER repair_part_final BEFORE INSERT OR UPDATE OR DELETE ON repair_part
        FOR EACH ROW EXECUTE FUNCTION keep_approved_revision_lines();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
