import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCsvImport1767225660000 implements MigrationInterface {
  readonly name = 'CreateCsvImport1767225660000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A file that somebody sent in. Nothing of it is in the register until it is APPLIED; the bytes stay as evidence.
      CREATE TABLE csv_import (
        id integer GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL,
        filename text NOT NULL,
        sha256 text NOT NULL,
        state text NOT NULL DEFAULT 'PREVIEWED',
        counts jsonb,
        created_at timestamptz NOT NULL,
        created_by integer,
        applied_at timestamptz,
        applied_by integer,
        CONSTRAINT csv_import_pk PRIMARY KEY (id),
        CONSTRAINT csv_import_kind_check CHECK (kind IN ('assets', 'units', 'people')),
        CONSTRAINT csv_import_state_check CHECK (state IN ('PREVIEWED', 'APPLIED')),
        CONSTRAINT csv_import_applied_check CHECK ((state = 'APPLIED') = (applied_at IS NOT NULL)),
        CONSTRAINT csv_import_blob_fk FOREIGN KEY (sha256) REFERENCES blob (sha256),
        CONSTRAINT csv_import_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
        CONSTRAINT csv_import_applied_by_fk FOREIGN KEY (applied_by) REFERENCES person (id)
      );
      CREATE INDEX csv_import_sha256_idx ON csv_import (sha256);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
