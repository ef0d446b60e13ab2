import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTriage1767225606000 implements MigrationInterface {
  readonly name = 'CreateTriage1767225606000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Rules in order of position; the first that fits decides, later ones may fill what it left open.
      CREATE TABLE triage_rule (
        id integer GENERATED ALWAYS AS IDENTITY,
        position integer NOT NULL,
        name text NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        conditions jsonb NOT NULL,
        results jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        updated_by integer,
        CONSTRAINT triage_rule_pk PRIMARY KEY (id),
        CONSTRAINT triage_rule_name_key UNIQUE (name),
        CONSTRAINT triage_rule_updated_by_fk FOREIGN KEY (updated_by) REFERENCES person (id)
      );

      ALTER TABLE ticket ADD CONSTRAINT ticket_triage_rule_fk FOREIGN KEY (triage_rule_id) REFERENCES triage_rule (id) ON DELETE SET NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
