import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateKpi1767225611000 implements MigrationInterface {
  readonly name = 'CreateKpi1767225611000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE process_card_version (
        version integer NOT NULL,
        effective_from date NOT NULL,
        published_at timestamptz,
        replaced_at timestamptz,
        published_by_name text,
        content jsonb,
        CONSTRAINT process_card_version_pk PRIMARY KEY (version),
        CONSTRAINT process_card_version_order_check CHECK (replaced_at IS NULL OR published_at IS NULL OR replaced_at > published_at)
      );

      -- Targets belong to a version of the card; a report for year Y uses the version legally in force on 31 December Y.
      CREATE TABLE indicator (
        card_version integer NOT NULL,
        number integer NOT NULL,
        text text NOT NULL,
        target_text text NOT NULL,
        target_percent numeric(6, 3) NOT NULL,
        comparator text NOT NULL,
        CONSTRAINT indicator_pk PRIMARY KEY (card_version, number),
        CONSTRAINT indicator_comparator_check CHECK (comparator IN ('=', '<', '<=', '>=', '>')),
        CONSTRAINT indicator_card_version_fk FOREIGN KEY (card_version) REFERENCES process_card_version (version)
      );

      -- A stored snapshot with its input ids. A later correction is a new revision with a reason.
      CREATE TABLE kpi_report (
        id integer GENERATED ALWAYS AS IDENTITY,
        year integer NOT NULL,
        revision integer NOT NULL,
        state text NOT NULL DEFAULT 'DRAFT',
        reason text,
        card_version integer NOT NULL,
        as_of timestamptz NOT NULL,
        snapshot jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        created_by integer NOT NULL,
        approved_at timestamptz,
        approved_by integer,
        CONSTRAINT kpi_report_pk PRIMARY KEY (id),
        CONSTRAINT kpi_report_key UNIQUE (year, revision),
        CONSTRAINT kpi_report_state_check CHECK (state IN ('DRAFT', 'APPROVED')),
        CONSTRAINT kpi_report_reason_check CHECK (revision = 1 OR reason IS NOT NULL),
        CONSTRAINT kpi_report_approved_check CHECK ((state = 'APPROVED') = (approved_at IS NOT NULL AND approved_by IS NOT NULL)),
        CONSTRAINT kpi_report_card_version_fk FOREIGN KEY (card_version) REFERENCES process_card_version (version),
        CONSTRAINT kpi_report_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
        CONSTRAINT kpi_report_approved_by_fk FOREIGN KEY (approved_by) REFERENCES person (id)
      );
      CREATE FUNCTION keep_approved_report() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state = 'APPROVED' THEN
          RAISE EXCEPTION 'approved report % is final', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END $$;
      CREATE TRIGGER kpi_report_final BEFORE UPDATE OR DELETE ON kpi_report FOR EACH ROW EXECUTE FUNCTION keep_approved_report();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
