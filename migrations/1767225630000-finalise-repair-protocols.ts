import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FinaliseRepairProtocols1767225630000 implements MigrationInterface {
  readonly name = 'FinaliseRepairProtocols1767225630000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Grows with each saving of a draft: nobody overwrites or approves what they have not seen.
      ALTER TABLE repair_protocol_revision
        ADD COLUMN edition integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT repair_protocol_revision_two_people_check CHECK (state <> 'APPROVED' OR approved_by IS DISTINCT FROM submitted_by),
        ADD CONSTRAINT repair_protocol_revision_submitted_by_fk FOREIGN KEY (submitted_by) REFERENCES person (id),
        ADD CONSTRAINT repair_protocol_revision_approved_on_behalf_of_fk FOREIGN KEY (approved_on_behalf_of) REFERENCES person (id),
        ADD CONSTRAINT repair_protocol_revision_returned_by_fk FOREIGN KEY (returned_by) REFERENCES person (id),
        ADD CONSTRAINT repair_protocol_revision_annulled_by_fk FOREIGN KEY (annulled_by) REFERENCES person (id);
      CREATE INDEX repair_protocol_revision_outage_idx ON repair_protocol_revision (outage_id) WHERE outage_id IS NOT NULL;

      -- Numbers are never freed: from its number on, what the protocol is about stays as it is and the row stays.
      CREATE FUNCTION keep_numbered_protocol() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.number IS NOT NULL THEN
          RAISE EXCEPTION 'repair protocol % is numbered', OLD.number USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END $$;
      CREATE TRIGGER repair_protocol_numbered BEFORE UPDATE OR DELETE ON repair_protocol
        FOR EACH ROW EXECUTE FUNCTION keep_numbered_protocol();

      -- The revision is locked while its state is read: a line cannot slip in beside an approval that has not committed yet.
      CREATE OR REPLACE FUNCTION keep_approved_revision_lines() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE revision_state text;
      BEGIN
        SELECT r.state INTO revision_state FROM repair_protocol_revision r
          WHERE r.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.revision_id ELSE NEW.revision_id END FOR SHARE;
        IF revision_state IN ('APPROVED', 'ANNULLED') OR (TG_OP = 'UPDATE' AND NEW.revision_id <> OLD.revision_id) THEN
          RAISE EXCEPTION 'lines of a final repair protocol revision are final' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END $$;

      CREATE TRIGGER repair_protocol_no_truncate BEFORE TRUNCATE ON repair_protocol
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER repair_protocol_revision_no_truncate BEFORE TRUNCATE ON repair_protocol_revision
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER repair_operation_no_truncate BEFORE TRUNCATE ON repair_operation
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER repair_part_no_truncate BEFORE TRUNCATE ON repair_part
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      -- A blob is named by its content: the bytes behind a signed document cannot be exchanged, only moved to the file store.
      CREATE FUNCTION keep_blob_content() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.sha256 <> OLD.sha256 OR NEW.size_bytes <> OLD.size_bytes
           OR (NEW.content IS NOT NULL AND NEW.content IS DISTINCT FROM OLD.content) THEN
          RAISE EXCEPTION 'blob % is named by its content', OLD.sha256 USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER blob_content_final BEFORE UPDATE ON blob FOR EACH ROW EXECUTE FUNCTION keep_blob_content();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
