import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateInventory1767225603000 implements MigrationInterface {
  readonly name = 'CreateInventory1767225603000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE asset_kind (
        code text NOT NULL,
        label text NOT NULL,
        counts_as_equipment boolean NOT NULL,
        counts_as_computer boolean NOT NULL,
        position integer NOT NULL,
        CONSTRAINT asset_kind_pk PRIMARY KEY (code)
      );
      INSERT INTO asset_kind (code, label, counts_as_equipment, counts_as_computer, position) VALUES
        ('DESKTOP', 'komputer stacjonarny', true, true, 1),
        ('LAPTOP', 'laptop', true, true, 2),
        ('ALL_IN_ONE', 'komputer all-in-one', true, true, 3),
        ('WORKSTATION', 'stacja robocza', true, true, 4),
        ('THIN_CLIENT', 'terminal', true, true, 5),
        ('SERVER', 'serwer', true, false, 6),
        ('PRINTER', 'drukarka', true, false, 7),
        ('MFP', 'urządzenie wielofunkcyjne', true, false, 8),
        ('LABEL_PRINTER', 'drukarka etykiet', true, false, 9),
        ('PLOTTER', 'ploter', true, false, 10),
        ('SCANNER', 'skaner', true, false, 11),
        ('MONITOR', 'monitor', true, false, 12),
        ('UPS', 'zasilacz awaryjny (UPS)', true, false, 13),
        ('SWITCH', 'przełącznik sieciowy', true, false, 14),
        ('ROUTER', 'router', true, false, 15),
        ('ACCESS_POINT', 'punkt dostępowy', true, false, 16),
        ('PROJECTOR', 'projektor', true, false, 17),
        ('TABLET', 'tablet', true, false, 18),
        ('PHONE', 'telefon', false, false, 19),
        ('PERIPHERAL', 'urządzenie peryferyjne', false, false, 20);

      -- The row is the projection of asset_fact (kind, acceptance, withdrawal, KPI scope) plus where the asset stands today.
      CREATE TABLE asset (
        id integer GENERATED ALWAYS AS IDENTITY,
        inventory_number text NOT NULL,
        kind text NOT NULL,
        manufacturer text,
        model text NOT NULL,
        serial_number text,
        unit_id integer,
        room text,
        user_id integer,
        title text NOT NULL,
        accepted_on date NOT NULL,
        withdrawn_on date,
        withdrawal_reason text,
        warranty_until date,
        gross_value_grosze bigint,
        in_kpi_scope boolean NOT NULL DEFAULT false,
        redundant boolean NOT NULL DEFAULT false,
        acceptance_item_id integer,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT asset_pk PRIMARY KEY (id),
        CONSTRAINT asset_inventory_number_key UNIQUE (inventory_number),
        CONSTRAINT asset_kind_fk FOREIGN KEY (kind) REFERENCES asset_kind (code),
        CONSTRAINT asset_unit_fk FOREIGN KEY (unit_id) REFERENCES organizational_unit (id),
        CONSTRAINT asset_user_fk FOREIGN KEY (user_id) REFERENCES person (id),
        CONSTRAINT asset_title_check CHECK (title IN ('PURCHASED', 'DONATED', 'LEASED', 'TRANSFERRED', 'EXCHANGED')),
        CONSTRAINT asset_withdrawal_check CHECK (withdrawn_on IS NULL OR withdrawn_on >= accepted_on),
        CONSTRAINT asset_withdrawal_reason_check CHECK (withdrawal_reason IN ('LT', 'PT', 'RETURNED', 'EXCHANGED')),
        CONSTRAINT asset_gross_value_check CHECK (gross_value_grosze >= 0),
        CONSTRAINT asset_in_kpi_scope_check CHECK (NOT in_kpi_scope OR kind = 'SERVER')
      );
      CREATE INDEX asset_kind_idx ON asset (kind, accepted_on, withdrawn_on);
      CREATE INDEX asset_unit_idx ON asset (unit_id);
      CREATE INDEX asset_serial_number_idx ON asset (serial_number) WHERE serial_number IS NOT NULL;

      -- Append-only register facts, so that any past figure can be recomputed as known then and as known now.
      CREATE TABLE asset_fact (
        id integer GENERATED ALWAYS AS IDENTITY,
        asset_id integer NOT NULL,
        attribute text NOT NULL,
        value jsonb NOT NULL,
        valid_from timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by integer,
        supersedes integer,
        CONSTRAINT asset_fact_pk PRIMARY KEY (id),
        CONSTRAINT asset_fact_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
        CONSTRAINT asset_fact_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id),
        CONSTRAINT asset_fact_supersedes_fk FOREIGN KEY (supersedes) REFERENCES asset_fact (id),
        CONSTRAINT asset_fact_supersedes_key UNIQUE (supersedes),
        CONSTRAINT asset_fact_attribute_check CHECK (attribute IN ('kind', 'acceptedOn', 'withdrawnOn', 'inKpiScope', 'unit'))
      );
      CREATE INDEX asset_fact_asset_idx ON asset_fact (asset_id, attribute, valid_from);
      CREATE TRIGGER asset_fact_append_only BEFORE UPDATE OR DELETE ON asset_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
