import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { DomainError } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { EventsService } from '../events/events.service.js';
import { assignablePeople } from './assignable-people.query.js';
import { lockForWork } from './lock-ticket.js';
import { isFinished } from './ticket-status.js';
import type { Ticket } from './ticket.entity.js';

/** Who works on a ticket. */
@Injectable()
export class TicketAssignmentService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly events: EventsService,
  ) {}

  /**
   * Gives the ticket to a person, or back to the queue with null. A new ticket becomes ASSIGNED, an assigned one NEW again;
   * work in progress keeps its state.
   * @throws DomainError `ticket.assignee-unsuitable`, `ticket.finished`
   */
  async assign(actor: Actor, command: { number: string; assigneeId: number | null }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, command.number);
      await this.apply(tx, ticket, command.assigneeId, actor.personId, at);
    });
  }

  /** Carries the assignment out on a ticket that the caller has locked. */
  async apply(
    tx: EntityManager,
    ticket: Ticket,
    assigneeId: number | null,
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    if (ticket.assigneeId === assigneeId) return;
    if (isFinished(ticket.status)) {
      throw new DomainError(
        'ticket.finished',
        'conflict',
        'Zgłoszenie jest zakończone. Aby je przydzielić, należy je najpierw wznowić.',
      );
    }
    if (assigneeId !== null) await this.checkSuitable(tx, ticket, assigneeId, at);
    const from = ticket.assigneeId;
    ticket.assigneeId = assigneeId;
    if (ticket.status === 'NEW' && assigneeId !== null) ticket.status = 'ASSIGNED';
    else if (ticket.status === 'ASSIGNED' && assigneeId === null) ticket.status = 'NEW';
    ticket.updatedAt = at;
    await tx.save(ticket);
    await this.events.append(tx, {
      type: assigneeId === null ? 'ticket.unassigned' : 'ticket.assigned',
      subjectType: 'ticket',
      subjectId: ticket.id,
      ticketId: ticket.id,
      actorId,
      at,
      payload: { from, to: assigneeId, first: from === null },
    });
  }

  private async checkSuitable(tx: EntityManager, ticket: Ticket, assigneeId: number, at: Date): Promise<void> {
    const people = await assignablePeople(
      tx,
      localDate(at, this.config.timeZone),
      ticket.restricted ? ticket.queue : null,
    );
    if (!people.some(({ id }) => id === assigneeId)) {
      throw new DomainError('ticket.assignee-unsuitable', 'invalid', 'Tej osobie nie można przydzielić zgłoszenia.', {
        assigneeId: 'Należy wybrać osobę z listy.',
      });
    }
  }
}
