import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { DomainError, found } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import { lockForWork, lockTicketById } from './lock-ticket.js';
import { TicketStatusService } from './ticket-status.service.js';
import type { Ticket } from './ticket.entity.js';

/** Two tickets about the same thing become one: further messages go to the target. */
@Injectable()
export class TicketMergingService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly statuses: TicketStatusService,
  ) {}

  /** @throws DomainError `ticket.merge-into-itself`, `ticket.merge-target-finished`, `ticket.transition-not-allowed` */
  async merge(actor: Actor, command: { number: string; into: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { ticket, target } = await this.lockBoth(tx, actor, command);
      if (target.status === 'MERGED') {
        throw new DomainError(
          'ticket.merge-target-finished',
          'conflict',
          'Zgłoszenie docelowe zostało już połączone z innym.',
          {
            into: 'Należy podać numer zgłoszenia, które nie jest połączone.',
          },
        );
      }
      if (target.restricted !== ticket.restricted) {
        throw new DomainError(
          'ticket.merge-restricted',
          'conflict',
          'Zgłoszenia o ograniczonej widoczności nie można łączyć ze zwykłym.',
        );
      }
      ticket.statusBeforeMerge = ticket.status;
      ticket.mergedIntoId = target.id;
      await this.statuses.apply(
        tx,
        ticket,
        { to: 'MERGED', actorId: actor.personId, payload: { into: target.id } },
        at,
      );
      await tx.query(
        `INSERT INTO ticket_participant (ticket_id, email, person_id, name, role, confirmed)
         SELECT $2, p.email, p.person_id, p.name, 'CC', p.confirmed FROM ticket_participant p WHERE p.ticket_id = $1
         ON CONFLICT ON CONSTRAINT ticket_participant_pk DO NOTHING`,
        [ticket.id, target.id],
      );
    });
  }

  /** Brings the ticket back to the state it had. @throws DomainError `ticket.not-merged` */
  async unmerge(actor: Actor, number: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, number);
      if (ticket.status !== 'MERGED')
        throw new DomainError('ticket.not-merged', 'conflict', 'To zgłoszenie nie jest połączone z innym.');
      const target = ticket.mergedIntoId;
      await this.statuses.restore(tx, ticket, found(ticket.statusBeforeMerge, 'ticket'), at);
      ticket.statusBeforeMerge = null;
      ticket.mergedIntoId = null;
      ticket.updatedAt = at;
      await tx.save(ticket);
      await this.events.append(tx, {
        type: 'ticket.unmerged',
        subjectType: 'ticket',
        subjectId: ticket.id,
        ticketId: ticket.id,
        actorId: actor.personId,
        at,
        payload: { from: target, to: ticket.status },
      });
    });
  }

  /** Always the lower number first, so that two people who merge crosswise do not lock each other out. */
  private async lockBoth(tx: EntityManager, actor: Actor, { number, into }: { number: string; into: string }) {
    if (number === into) {
      throw new DomainError('ticket.merge-into-itself', 'invalid', 'Zgłoszenia nie można połączyć z nim samym.', {
        into: 'Należy podać inny numer.',
      });
    }
    const locked = new Map<string, Ticket>();
    for (const each of [number, into].sort()) locked.set(each, await lockForWork(tx, actor, each));
    return { ticket: locked.get(number)!, target: locked.get(into)! };
  }
}

/** Follows merges to the ticket that takes the messages. The chain is short and has no circle: a merged ticket is never a target. */
export async function mergeTarget(tx: EntityManager, ticket: Ticket): Promise<Ticket> {
  let current = ticket;
  while (current.mergedIntoId !== null) current = await lockTicketById(tx, current.mergedIntoId);
  return current;
}
