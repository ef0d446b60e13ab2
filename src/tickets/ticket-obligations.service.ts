import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import type { TriageResult } from './ticket-codes.js';
import { obligationsOf } from './ticket-triage.js';

export type ObligationKind = 'REPAIR_PROTOCOL' | 'PURCHASE_REQUEST' | 'OUTAGE';

interface Obligation {
  ticketId: number;
  kind: ObligationKind;
  /** The protocol, request or outage. */
  ref: number;
}

/**
 * What must be finished before a ticket may close. Repairs, outages and purchases write it through this service in their own
 * transactions; closing asks only this table.
 */
@Injectable()
export class TicketObligations {
  constructor(private readonly events: EventsService) {}

  /** Triage expects a document of this kind; nothing is added when the ticket has one already. */
  async expect(
    tx: EntityManager,
    ticketId: number,
    kind: ObligationKind,
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const added = await tx.query<unknown[]>(
      `INSERT INTO ticket_obligation (ticket_id, kind)
       SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM ticket_obligation o WHERE o.ticket_id = $1 AND o.kind = $2) RETURNING id`,
      [ticketId, kind],
    );
    if (added.length > 0) await this.record(tx, 'ticket.obligation-opened', { ticketId, kind, ref: null }, actorId, at);
  }

  /** A document was begun that must be finished first. The first of its kind takes the place of what triage expected. */
  async open(tx: EntityManager, { ticketId, kind, ref }: Obligation, actorId: number | null, at: Date): Promise<void> {
    await tx.query('DELETE FROM ticket_obligation WHERE ticket_id = $1 AND kind = $2 AND ref IS NULL', [
      ticketId,
      kind,
    ]);
    const opened = await tx.query<unknown[]>(
      `INSERT INTO ticket_obligation AS o (ticket_id, kind, ref) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT ticket_obligation_ref_key DO UPDATE SET state = 'OPEN', reason = NULL WHERE o.state <> 'OPEN' RETURNING id`,
      [ticketId, kind, ref],
    );
    if (opened.length > 0) await this.record(tx, 'ticket.obligation-opened', { ticketId, kind, ref }, actorId, at);
  }

  /** It is finished: protocol approved, request in a final state, outage ended. */
  async meet(tx: EntityManager, obligation: Obligation, actorId: number | null, at: Date): Promise<void> {
    const [, met] = await tx.query<[unknown[], number]>(
      `UPDATE ticket_obligation SET state = 'MET' WHERE ticket_id = $1 AND kind = $2 AND ref = $3 AND state = 'OPEN'`,
      [obligation.ticketId, obligation.kind, obligation.ref],
    );
    if (met > 0) await this.record(tx, 'ticket.obligation-met', obligation, actorId, at);
  }

  /**
   * The document is void (annulled or thrown away): it is off the list. What triage asks for is expected again, unless another
   * document of the kind stands for it.
   */
  async release(
    tx: EntityManager,
    { ticketId, kind, ref }: Obligation & { ref: number },
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const [ticket] = await tx.query<{ triage_result: TriageResult | null }[]>(
      `WITH released AS (DELETE FROM ticket_obligation WHERE ticket_id = $1 AND kind = $2 AND ref = $3)
       SELECT t.triage_result FROM ticket t
       WHERE t.id = $1 AND NOT EXISTS (SELECT FROM ticket_obligation o
                                       WHERE o.ticket_id = $1 AND o.kind = $2 AND o.ref IS DISTINCT FROM $3)`,
      [ticketId, kind, ref],
    );
    if (ticket && obligationsOf(ticket.triage_result).includes(kind))
      await this.expect(tx, ticketId, kind, actorId, at);
  }

  /** Triage changed its mind: an expectation without a document goes away. */
  async withdrawExpectation(tx: EntityManager, ticketId: number, kind: ObligationKind): Promise<void> {
    await tx.query('DELETE FROM ticket_obligation WHERE ticket_id = $1 AND kind = $2 AND ref IS NULL', [
      ticketId,
      kind,
    ]);
  }

  /**
   * The ticket is to close: open obligations are waived with the reason given.
   * @throws DomainError `ticket.obligations-open` when there are open ones and no reason
   */
  async settle(
    tx: EntityManager,
    ticketId: number,
    reason: string | undefined,
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const open = await tx.query<{ kind: ObligationKind; ref: number | null }[]>(
      `SELECT o.kind, o.ref FROM ticket_obligation o WHERE o.ticket_id = $1 AND o.state = 'OPEN' ORDER BY o.id`,
      [ticketId],
    );
    if (open.length === 0) return;
    if (!reason?.trim()) {
      throw new DomainError(
        'ticket.obligations-open',
        'conflict',
        'Zgłoszenie ma nierozliczone dokumenty (protokół naprawy, wniosek o zakup lub przestój). Należy je zakończyć albo podać uzasadnienie.',
        { reason: 'Należy zakończyć dokumenty albo podać uzasadnienie.' },
      );
    }
    await tx.query(
      `UPDATE ticket_obligation SET state = 'WAIVED', reason = $2 WHERE ticket_id = $1 AND state = 'OPEN'`,
      [ticketId, reason.trim()],
    );
    for (const obligation of open)
      await this.record(tx, 'ticket.obligation-waived', { ticketId, ...obligation }, actorId, at);
  }

  private async record(
    tx: EntityManager,
    type: 'ticket.obligation-opened' | 'ticket.obligation-met' | 'ticket.obligation-waived',
    { ticketId, kind, ref }: { ticketId: number; kind: ObligationKind; ref: number | null },
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    await this.events.append(tx, {
      type,
      subjectType: 'ticket',
      subjectId: ticketId,
      ticketId,
      actorId,
      at,
      payload: { kind, ref },
    });
  }
}
