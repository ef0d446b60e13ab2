import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOfficeProfile1767225704000 implements MigrationInterface {
  readonly name = 'CreateOfficeProfile1767225704000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Who the office is: named in e-mails, prints and the pages that the law asks for. One row.
      CREATE TABLE office_profile (
        id integer NOT NULL DEFAULT 1,
        name text NOT NULL,
        full_name text NOT NULL,
        unit_name text NOT NULL,
        data_controller text NOT NULL,
        phone text,
        accessibility_status text NOT NULL DEFAULT 'FULL',
        accessibility_exceptions text NOT NULL DEFAULT '',
        accessibility_contact text,
        accessibility_phone text,
        building_access text NOT NULL DEFAULT '',
        declared_on date,
        declaration_changed_on date,
        CONSTRAINT office_profile_pk PRIMARY KEY (id),
        CONSTRAINT office_profile_one_ck CHECK (id = 1),
        CONSTRAINT office_profile_status_ck CHECK (accessibility_status IN ('FULL', 'PARTIAL', 'NONE'))
      );
      INSERT INTO office_profile (name, full_name, unit_name, data_controller)
      VALUES ('Urząd Miasta', 'Urząd Miasta Kalisza', 'Wydział Organizacyjny', 'Prezydent Miasta Kalisza');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
