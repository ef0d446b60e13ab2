import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecordRequestWriters1767225691000 implements MigrationInterface {
  readonly name = 'RecordRequestWriters1767225691000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Everyone who drafted, edited or submitted the request, in their own name or another's: it is their own request too, but for
      -- the opinion of the technician who wrote it down.
      ALTER TABLE purchase_request ADD COLUMN written_by integer[] NOT NULL DEFAULT '{}';
      UPDATE purchase_request r SET written_by = ARRAY(
        SELECT DISTINCT e.actor_id FROM event e
        WHERE e.subject_type = 'purchase_request' AND e.subject_id = r.id AND e.actor_id IS NOT NULL
          AND e.type IN ('purchase-request.drafted', 'purchase-request.changed', 'purchase-request.submitted'));

      -- The request is held still meanwhile: nobody becomes its writer beside a decision that has not committed yet.
      CREATE FUNCTION refuse_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE own integer[];
      BEGIN
        SELECT r.requester_id || CASE NEW.step WHEN 'IT_OPINION' THEN '{}' ELSE r.written_by END INTO own FROM purchase_request r WHERE r.id = NEW.request_id FOR SHARE;
        IF NEW.decided_by = ANY (own) THEN
          RAISE EXCEPTION 'person % decides a request of their own', NEW.decided_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_own_request_check';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER approval_own_request BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION refuse_own_approval();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
