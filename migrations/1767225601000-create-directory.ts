import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDirectory1767225601000 implements MigrationInterface {
  readonly name = 'CreateDirectory1767225601000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE organizational_unit (
        id integer GENERATED ALWAYS AS IDENTITY,
        symbol text NOT NULL,
        symbol_folded text NOT NULL,
        name text NOT NULL,
        email text,
        closed_on date,
        CONSTRAINT organizational_unit_pk PRIMARY KEY (id),
        CONSTRAINT organizational_unit_symbol_key UNIQUE (symbol),
        CONSTRAINT organizational_unit_symbol_folded_key UNIQUE (symbol_folded),
        CONSTRAINT organizational_unit_email_key UNIQUE (email),
        CONSTRAINT organizational_unit_email_check CHECK (email = lower(email))
      );

      CREATE TABLE person (
        id integer GENERATED ALWAYS AS IDENTITY,
        given_name text NOT NULL,
        family_name text NOT NULL,
        email text,
        unit_id integer,
        room text,
        phone text,
        closed_on date,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT person_pk PRIMARY KEY (id),
        CONSTRAINT person_email_key UNIQUE (email),
        CONSTRAINT person_email_check CHECK (email = lower(email)),
        CONSTRAINT person_unit_fk FOREIGN KEY (unit_id) REFERENCES organizational_unit (id)
      );
      CREATE INDEX person_unit_idx ON person (unit_id);

      -- How a person signs in; secret_hash only for provider 'password'.
      CREATE TABLE identity (
        id integer GENERATED ALWAYS AS IDENTITY,
        person_id integer NOT NULL,
        provider text NOT NULL,
        subject text NOT NULL,
        secret_hash text,
        closed_at timestamptz,
        CONSTRAINT identity_pk PRIMARY KEY (id),
        CONSTRAINT identity_provider_subject_key UNIQUE (provider, subject),
        CONSTRAINT identity_provider_check CHECK (provider IN ('password', 'ldap', 'oidc')),
        CONSTRAINT identity_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX identity_person_idx ON identity (person_id);

      -- valid_to is the first day on which the role no longer holds. A deputy acts for deputy_for ("z up.").
      CREATE TABLE role_assignment (
        id integer GENERATED ALWAYS AS IDENTITY,
        person_id integer NOT NULL,
        role text NOT NULL,
        unit_id integer,
        valid_from date NOT NULL,
        valid_to date,
        deputy_for integer,
        CONSTRAINT role_assignment_pk PRIMARY KEY (id),
        CONSTRAINT role_assignment_role_check CHECK (role IN ('employee', 'unitHead', 'technician', 'triage', 'itHead', 'treasurer',
          'secretary', 'auditor', 'dataProtectionOfficer', 'administrator')),
        CONSTRAINT role_assignment_unit_check CHECK (role <> 'unitHead' OR unit_id IS NOT NULL),
        CONSTRAINT role_assignment_range_check CHECK (valid_to IS NULL OR valid_to > valid_from),
        CONSTRAINT role_assignment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT role_assignment_unit_fk FOREIGN KEY (unit_id) REFERENCES organizational_unit (id),
        CONSTRAINT role_assignment_deputy_for_fk FOREIGN KEY (deputy_for) REFERENCES person (id)
      );
      CREATE INDEX role_assignment_person_idx ON role_assignment (person_id);

      CREATE TABLE session (
        id_hash text NOT NULL,
        person_id integer NOT NULL,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        ip text,
        user_agent text,
        CONSTRAINT session_pk PRIMARY KEY (id_hash),
        CONSTRAINT session_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX session_person_idx ON session (person_id);

      CREATE TABLE api_token (
        id integer GENERATED ALWAYS AS IDENTITY,
        person_id integer NOT NULL,
        name text NOT NULL,
        token_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT api_token_pk PRIMARY KEY (id),
        CONSTRAINT api_token_token_hash_key UNIQUE (token_hash),
        CONSTRAINT api_token_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
