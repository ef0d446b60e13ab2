import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTicketSearchDue1767225652000 implements MigrationInterface {
  readonly name = 'CreateTicketSearchDue1767225652000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Tickets whose search document is out of date, one row per change and never merged: a row becomes visible together with the
      -- change that it stands for, so none can be taken for done before it is read.
      CREATE TABLE ticket_search_due (
        id integer GENERATED ALWAYS AS IDENTITY,
        ticket_id integer NOT NULL,
        CONSTRAINT ticket_search_due_pk PRIMARY KEY (id),
        CONSTRAINT ticket_search_due_ticket_fk FOREIGN KEY (ticket_id) REFERENCES ticket (id) ON DELETE CASCADE
      );

      CREATE FUNCTION mark_ticket_search_due() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO ticket_search_due (ticket_id)
        SELECT DISTINCT n.ticket_id FROM new_events n
        WHERE n.ticket_id IS NOT NULL AND n.type IN ('ticket.registered', 'ticket.subject-changed', 'ticket.asset-linked', 'ticket.merged',
          'ticket.unmerged', 'message.received', 'message.replied', 'message.noted', 'ticket.question-asked', 'inbound-email.reprocessed');
        RETURN NULL;
      END $$;
      CREATE TRIGGER event_mark_ticket_search_due AFTER INSERT ON event REFERENCING NEW TABLE AS new_events
        FOR EACH STATEMENT EXECUTE FUNCTION mark_ticket_search_due();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
