import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOutages1767225608000 implements MigrationInterface {
  readonly name = 'CreateOutages1767225608000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE incident (
        id integer GENERATED ALWAYS AS IDENTITY,
        title text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT incident_pk PRIMARY KEY (id)
      );

      -- One server, one interval: the only source of downtime for indicator 1.
      CREATE TABLE outage (
        id integer GENERATED ALWAYS AS IDENTITY,
        asset_id integer NOT NULL,
        incident_id integer,
        ticket_id integer,
        protocol_id integer,
        cause text NOT NULL,
        service_interrupted boolean NOT NULL,
        system_name text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        description text NOT NULL DEFAULT '',
        recorded_at timestamptz NOT NULL,
        recorded_by integer,
        CONSTRAINT outage_pk PRIMARY KEY (id),
        CONSTRAINT outage_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
        CONSTRAINT outage_incident_fk FOREIGN KEY (incident_id) REFERENCES incident (id),
        CONSTRAINT outage_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT outage_protocol_fk FOREIGN KEY (protocol_id) REFERENCES repair_protocol (id),
        CONSTRAINT outage_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id),
        CONSTRAINT outage_cause_check CHECK (cause IN ('SERVER_FAILURE', 'PLANNED_MAINTENANCE', 'POWER', 'LINK', 'OTHER')),
        CONSTRAINT outage_range_check CHECK (ended_at IS NULL OR ended_at > started_at)
      );
      CREATE INDEX outage_started_idx ON outage (started_at);
      CREATE INDEX outage_open_idx ON outage (id) WHERE ended_at IS NULL;
      CREATE INDEX outage_ticket_idx ON outage (ticket_id) WHERE ticket_id IS NOT NULL;

      ALTER TABLE repair_protocol_revision ADD CONSTRAINT repair_protocol_revision_outage_fk
        FOREIGN KEY (outage_id) REFERENCES outage (id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
