import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePurchases1767225609000 implements MigrationInterface {
  readonly name = 'CreatePurchases1767225609000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE budget_line (
        id integer GENERATED ALWAYS AS IDENTITY,
        year integer NOT NULL,
        classification text NOT NULL,
        name text NOT NULL,
        plan_grosze bigint NOT NULL,
        CONSTRAINT budget_line_pk PRIMARY KEY (id),
        CONSTRAINT budget_line_key UNIQUE (year, classification),
        CONSTRAINT budget_line_classification_check CHECK (classification ~ '^[0-9]{3}-[0-9]{5}-[0-9]{4}$'),
        CONSTRAINT budget_line_plan_check CHECK (plan_grosze >= 0)
      );

      CREATE TABLE purchase_request (
        id integer GENERATED ALWAYS AS IDENTITY,
        number text,
        state text NOT NULL DEFAULT 'DRAFT',
        round integer NOT NULL DEFAULT 1,
        ticket_id integer,
        protocol_id integer,
        unit_id integer NOT NULL,
        requester_id integer NOT NULL,
        subject text NOT NULL,
        justification text NOT NULL DEFAULT '',
        planned boolean NOT NULL DEFAULT false,
        replaces_asset_id integer,
        budget_line_id integer,
        it_opinion text,
        procedure_mark text,
        procedure_started_on date,
        order_reference text,
        ordered_on date,
        supplier text,
        decision_reason text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        submitted_at timestamptz,
        completed_at timestamptz,
        CONSTRAINT purchase_request_pk PRIMARY KEY (id),
        CONSTRAINT purchase_request_number_key UNIQUE (number),
        CONSTRAINT purchase_request_number_check CHECK (number ~ '^WZ/[1-9][0-9]*/[0-9]{4}$'),
        CONSTRAINT purchase_request_state_check CHECK (state IN ('DRAFT', 'SUBMITTED', 'UNIT_APPROVED', 'IT_REVIEWED', 'HOLDER_APPROVED',
          'BUDGET_CONFIRMED', 'APPROVED', 'IN_PROCUREMENT', 'ORDERED', 'PARTLY_ACCEPTED', 'COMPLETED', 'RETURNED', 'REJECTED', 'WITHDRAWN')),
        CONSTRAINT purchase_request_numbered_check CHECK (state = 'DRAFT' OR state = 'WITHDRAWN' OR number IS NOT NULL),
        CONSTRAINT purchase_request_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT purchase_request_protocol_fk FOREIGN KEY (protocol_id) REFERENCES repair_protocol (id),
        CONSTRAINT purchase_request_unit_fk FOREIGN KEY (unit_id) REFERENCES organizational_unit (id),
        CONSTRAINT purchase_request_requester_fk FOREIGN KEY (requester_id) REFERENCES person (id),
        CONSTRAINT purchase_request_replaces_fk FOREIGN KEY (replaces_asset_id) REFERENCES asset (id),
        CONSTRAINT purchase_request_budget_line_fk FOREIGN KEY (budget_line_id) REFERENCES budget_line (id)
      );
      CREATE INDEX purchase_request_state_idx ON purchase_request (state, id DESC);
      CREATE INDEX purchase_request_ticket_idx ON purchase_request (ticket_id) WHERE ticket_id IS NOT NULL;
      CREATE INDEX purchase_request_unit_idx ON purchase_request (unit_id, id DESC);

      CREATE TABLE purchase_request_line (
        id integer GENERATED ALWAYS AS IDENTITY,
        request_id integer NOT NULL,
        position integer NOT NULL,
        description text NOT NULL,
        asset_kind text,
        quantity integer NOT NULL,
        technical_needs text NOT NULL DEFAULT '',
        unit_net_grosze bigint NOT NULL,
        unit_gross_grosze bigint NOT NULL,
        cpv text,
        CONSTRAINT purchase_request_line_pk PRIMARY KEY (id),
        CONSTRAINT purchase_request_line_position_key UNIQUE (request_id, position),
        CONSTRAINT purchase_request_line_quantity_check CHECK (quantity > 0),
        CONSTRAINT purchase_request_line_price_check CHECK (unit_net_grosze >= 0 AND unit_gross_grosze >= unit_net_grosze),
        CONSTRAINT purchase_request_line_request_fk FOREIGN KEY (request_id) REFERENCES purchase_request (id),
        CONSTRAINT purchase_request_line_kind_fk FOREIGN KEY (asset_kind) REFERENCES asset_kind (code)
      );

      -- One decision of one step in one round (a return starts the chain again as the next round).
      CREATE TABLE approval (
        id integer GENERATED ALWAYS AS IDENTITY,
        request_id integer NOT NULL,
        round integer NOT NULL,
        step text NOT NULL,
        decision text NOT NULL,
        decided_by integer NOT NULL,
        on_behalf_of integer,
        at timestamptz NOT NULL,
        note text NOT NULL DEFAULT '',
        CONSTRAINT approval_pk PRIMARY KEY (id),
        CONSTRAINT approval_step_key UNIQUE (request_id, round, step),
        CONSTRAINT approval_person_key UNIQUE (request_id, round, decided_by),
        CONSTRAINT approval_step_check CHECK (step IN ('UNIT_HEAD', 'IT_OPINION', 'IT_HEAD', 'TREASURER', 'SECRETARY')),
        CONSTRAINT approval_decision_check CHECK (decision IN ('APPROVED', 'RETURNED', 'REJECTED')),
        CONSTRAINT approval_note_check CHECK (decision = 'APPROVED' OR note <> ''),
        CONSTRAINT approval_request_fk FOREIGN KEY (request_id) REFERENCES purchase_request (id),
        CONSTRAINT approval_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT approval_on_behalf_of_fk FOREIGN KEY (on_behalf_of) REFERENCES person (id)
      );
      CREATE TRIGGER approval_append_only BEFORE UPDATE OR DELETE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Append-only ledger: a commitment is booked at the treasurer's step and released (negative) when the request ends without purchase.
      CREATE TABLE budget_entry (
        id integer GENERATED ALWAYS AS IDENTITY,
        budget_line_id integer NOT NULL,
        request_id integer,
        kind text NOT NULL,
        amount_grosze bigint NOT NULL,
        at timestamptz NOT NULL,
        recorded_by integer NOT NULL,
        CONSTRAINT budget_entry_pk PRIMARY KEY (id),
        CONSTRAINT budget_entry_kind_check CHECK (kind IN ('PLAN_CHANGE', 'COMMITMENT', 'RELEASE')),
        CONSTRAINT budget_entry_line_fk FOREIGN KEY (budget_line_id) REFERENCES budget_line (id),
        CONSTRAINT budget_entry_request_fk FOREIGN KEY (request_id) REFERENCES purchase_request (id),
        CONSTRAINT budget_entry_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id)
      );
      CREATE INDEX budget_entry_line_idx ON budget_entry (budget_line_id);
      CREATE TRIGGER budget_entry_append_only BEFORE UPDATE OR DELETE ON budget_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Proof of delivery; accepted_on is the date that counts for indicator 3.
      CREATE TABLE acceptance_protocol (
        id integer GENERATED ALWAYS AS IDENTITY,
        number text NOT NULL,
        request_id integer NOT NULL,
        accepted_on date NOT NULL,
        invoice_reference text,
        remarks text NOT NULL DEFAULT '',
        recorded_by integer NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT acceptance_protocol_pk PRIMARY KEY (id),
        CONSTRAINT acceptance_protocol_number_key UNIQUE (number),
        CONSTRAINT acceptance_protocol_number_check CHECK (number ~ '^PO/[1-9][0-9]*/[0-9]{4}$'),
        CONSTRAINT acceptance_protocol_request_fk FOREIGN KEY (request_id) REFERENCES purchase_request (id),
        CONSTRAINT acceptance_protocol_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id)
      );
      CREATE INDEX acceptance_protocol_request_idx ON acceptance_protocol (request_id);
      CREATE INDEX acceptance_protocol_accepted_idx ON acceptance_protocol (accepted_on);
      CREATE TRIGGER acceptance_protocol_append_only BEFORE UPDATE OR DELETE ON acceptance_protocol
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE acceptance_item (
        id integer GENERATED ALWAYS AS IDENTITY,
        acceptance_id integer NOT NULL,
        line_id integer NOT NULL,
        quantity integer NOT NULL,
        CONSTRAINT acceptance_item_pk PRIMARY KEY (id),
        CONSTRAINT acceptance_item_line_key UNIQUE (acceptance_id, line_id),
        CONSTRAINT acceptance_item_quantity_check CHECK (quantity > 0),
        CONSTRAINT acceptance_item_acceptance_fk FOREIGN KEY (acceptance_id) REFERENCES acceptance_protocol (id),
        CONSTRAINT acceptance_item_line_fk FOREIGN KEY (line_id) REFERENCES purchase_request_line (id)
      );
      CREATE TRIGGER acceptance_item_append_only BEFORE UPDATE OR DELETE ON acceptance_item
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- A piece returned with refund is subtracted from the accepting year; an exchange under complaint is not.
      CREATE TABLE acceptance_return (
        id integer GENERATED ALWAYS AS IDENTITY,
        acceptance_item_id integer NOT NULL,
        quantity integer NOT NULL,
        returned_on date NOT NULL,
        kind text NOT NULL,
        reason text NOT NULL,
        recorded_by integer NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT acceptance_return_pk PRIMARY KEY (id),
        CONSTRAINT acceptance_return_kind_check CHECK (kind IN ('REFUND', 'EXCHANGE')),
        CONSTRAINT acceptance_return_quantity_check CHECK (quantity > 0),
        CONSTRAINT acceptance_return_item_fk FOREIGN KEY (acceptance_item_id) REFERENCES acceptance_item (id),
        CONSTRAINT acceptance_return_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id)
      );
      CREATE TRIGGER acceptance_return_append_only BEFORE UPDATE OR DELETE ON acceptance_return
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      ALTER TABLE asset ADD CONSTRAINT asset_acceptance_item_fk FOREIGN KEY (acceptance_item_id) REFERENCES acceptance_item (id);
      CREATE INDEX asset_acceptance_item_idx ON asset (acceptance_item_id) WHERE acceptance_item_id IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
