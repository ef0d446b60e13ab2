import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { DomainError } from '../common/domain-error.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { lockForWork, lockTicketFor } from './lock-ticket.js';
import type { TicketStatus } from './ticket-codes.js';
import { pauseDue, resumeDue } from './ticket-due.js';
import { TicketObligations } from './ticket-obligations.service.js';
import { isFinished, isWaiting, refuseTransition, REOPEN_DAYS } from './ticket-status.js';
import type { Ticket } from './ticket.entity.js';

interface Change {
  to: TicketStatus;
  actorId: number | null;
  /** Free text, kept on the ticket row (never in the event). */
  reason?: string | undefined;
  payload?: Record<string, unknown>;
}

const EVENT_OF: Partial<Record<TicketStatus, EventType>> = {
  RESOLVED: 'ticket.resolved',
  CLOSED: 'ticket.closed',
  REJECTED: 'ticket.rejected',
  WITHDRAWN: 'ticket.withdrawn',
  MERGED: 'ticket.merged',
};

const DAY_MS = 86_400_000;

/** Every change of a ticket's state goes through here: table, obligations, clocks, event, in one transaction. */
@Injectable()
export class TicketStatusService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly calendars: CalendarService,
    private readonly obligations: TicketObligations,
  ) {}

  /**
   * A technician changes the state. ASSIGNED and NEW are reached by assignment, MERGED by merging.
   * @throws DomainError `ticket.transition-not-allowed`, `ticket.reason-required`, `ticket.obligations-open`
   */
  async change(
    actor: Actor,
    command: { number: string; to: TicketStatus; reason?: string | undefined },
    at: Date,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, command.number);
      await this.apply(tx, ticket, { to: command.to, actorId: actor.personId, reason: command.reason }, at);
    });
  }

  /** The requester no longer needs it. */
  async withdraw(actor: Actor, command: { number: string; reason?: string | undefined }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockTicketFor(tx, actor, 'ticket.withdraw', command.number);
      await this.apply(tx, ticket, { to: 'WITHDRAWN', actorId: actor.personId, reason: command.reason }, at);
    });
  }

  /** The requester confirms that it works. */
  async confirm(actor: Actor, number: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockTicketFor(tx, actor, 'ticket.confirm', number);
      await this.apply(tx, ticket, { to: 'CLOSED', actorId: actor.personId, payload: { by: 'requester' } }, at);
    });
  }

  /** A message came: a ticket that waited for it goes on, a resolved one reopens within its days. */
  async wake(tx: EntityManager, ticket: Ticket, at: Date): Promise<void> {
    if (ticket.status === 'WAITING_REQUESTER' || (ticket.status === 'RESOLVED' && reopens(ticket, at))) {
      await this.apply(tx, ticket, { to: 'IN_PROGRESS', actorId: null, payload: { by: 'message' } }, at);
    }
  }

  /** A question went out. @param messageId the question */
  async waitForRequester(tx: EntityManager, actor: Actor, ticket: Ticket, messageId: number, at: Date): Promise<void> {
    if (ticket.status === 'WAITING_REQUESTER') {
      ticket.waitingSince = at;
      ticket.remindedAt = null;
      await tx.save(ticket);
      await this.events.append(tx, this.event(ticket, 'ticket.question-asked', actor.personId, at, { messageId }));
      return;
    }
    await this.apply(
      tx,
      ticket,
      { to: 'WAITING_REQUESTER', actorId: actor.personId, payload: { messageId } },
      at,
      'ticket.question-asked',
    );
  }

  /**
   * Carries out one change on a ticket that the caller has locked.
   * @param eventType when it is not the one that follows from the state
   */
  async apply(tx: EntityManager, ticket: Ticket, change: Change, at: Date, eventType?: EventType): Promise<void> {
    const from = ticket.status;
    const refusal = refuseTransition(from, change.to, change.reason);
    if (refusal === 'reason-required') {
      throw new DomainError('ticket.reason-required', 'invalid', 'Należy podać uzasadnienie.', {
        reason: 'Należy podać uzasadnienie.',
      });
    }
    if (refusal) {
      throw new DomainError(
        'ticket.transition-not-allowed',
        'conflict',
        'Ta zmiana stanu nie jest możliwa. Zgłoszenie mógł zmienić ktoś inny.',
      );
    }
    if (change.to === 'CLOSED') await this.obligations.settle(tx, ticket.id, change.reason, change.actorId, at);
    await this.moveClocks(tx, ticket, change.to, at);
    ticket.status = change.to;
    if (change.reason?.trim()) ticket.resolutionNote = change.reason.trim();
    ticket.updatedAt = at;
    await tx.save(ticket);
    const type =
      eventType ?? (reopening(from, change.to) ? 'ticket.reopened' : (EVENT_OF[change.to] ?? 'ticket.status-changed'));
    await this.events.append(
      tx,
      this.event(ticket, type, change.actorId, at, { from, to: change.to, ...change.payload }),
    );
  }

  /** Gives a ticket back the state it had before it was merged; the caller saves it. Its clocks stood still and go on now. */
  async restore(tx: EntityManager, ticket: Ticket, status: TicketStatus, at: Date): Promise<void> {
    await this.moveClocks(tx, ticket, status, at);
    ticket.status = status;
  }

  private async moveClocks(tx: EntityManager, ticket: Ticket, to: TicketStatus, at: Date): Promise<void> {
    const calendar = await this.calendars.load(tx);
    const stops = isWaiting(to) || to === 'RESOLVED' || isFinished(to);
    Object.assign(ticket, stops ? pauseDue(calendar, ticket, at) : resumeDue(calendar, ticket, at));
    ticket.waitingSince = isWaiting(to) ? at : null;
    ticket.remindedAt = null;
    if (to === 'RESOLVED') {
      ticket.resolvedAt = at;
      ticket.firstRespondedAt ??= at;
    }
    if (to === 'CLOSED' || to === 'REJECTED' || to === 'WITHDRAWN') ticket.closedAt = at;
    if (to === 'IN_PROGRESS') {
      ticket.resolvedAt = null;
      ticket.closedAt = null;
    }
  }

  private event(ticket: Ticket, type: EventType, actorId: number | null, at: Date, payload: Record<string, unknown>) {
    return { type, subjectType: 'ticket' as const, subjectId: ticket.id, ticketId: ticket.id, actorId, at, payload };
  }
}

/** Whether a message at this moment reopens a resolved ticket instead of starting a new one. */
export function reopens(ticket: Pick<Ticket, 'status' | 'resolvedAt'>, at: Date): boolean {
  return ticket.status === 'RESOLVED' && ticket.resolvedAt !== null && +at < +ticket.resolvedAt + REOPEN_DAYS * DAY_MS;
}

function reopening(from: TicketStatus, to: TicketStatus): boolean {
  return to === 'IN_PROGRESS' && (from === 'RESOLVED' || isFinished(from));
}
