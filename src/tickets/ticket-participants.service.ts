import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { DomainError } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import { lockForWork } from './lock-ticket.js';

export interface NewParticipant {
  email: string;
  name: string | null;
  personId: number | null;
  /** An unconfirmed one gets no mail until a person confirms. */
  confirmed: boolean;
}

/** People who follow a ticket besides its requester. */
@Injectable()
export class TicketParticipantsService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
  ) {}

  /** Adds who is not on the ticket yet; leaves the others as they are. */
  async add(tx: EntityManager, ticketId: number, participants: readonly NewParticipant[], at: Date): Promise<void> {
    if (participants.length === 0) return;
    const added = await tx.query<{ person_id: number | null; confirmed: boolean }[]>(
      `INSERT INTO ticket_participant (ticket_id, email, person_id, name, role, confirmed)
       SELECT $1, lower(p.email), p."personId", p.name, 'CC', p.confirmed
       FROM jsonb_to_recordset($2::jsonb) AS p (email text, "personId" integer, name text, confirmed boolean)
       ON CONFLICT ON CONSTRAINT ticket_participant_pk DO NOTHING RETURNING person_id, confirmed`,
      [ticketId, JSON.stringify(participants)],
    );
    const events = added.map(({ person_id, confirmed }) => ({
      type: 'ticket.participant-added' as const,
      subjectType: 'ticket' as const,
      subjectId: ticketId,
      ticketId,
      at,
      payload: { personId: person_id, confirmed },
    }));
    if (events.length > 0) await this.events.append(tx, ...events);
  }

  /** A technician says that this person belongs to the ticket. @throws DomainError `participant.not-found` */
  async confirm(actor: Actor, command: { number: string; email: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, command.number);
      const [rows] = await tx.query<[{ person_id: number | null }[], number]>(
        'UPDATE ticket_participant SET confirmed = true WHERE ticket_id = $1 AND email = lower($2) RETURNING person_id',
        [ticket.id, command.email],
      );
      if (rows.length === 0)
        throw new DomainError('participant.not-found', 'not-found', 'Tej osoby nie ma w zgłoszeniu.');
      await this.events.append(tx, {
        type: 'ticket.participant-confirmed',
        subjectType: 'ticket',
        subjectId: ticket.id,
        ticketId: ticket.id,
        actorId: actor.personId,
        at,
        payload: { personId: rows[0]!.person_id },
      });
    });
  }
}
