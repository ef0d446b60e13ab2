import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { nextNumber } from '../database/number-series.js';
import { EventsService } from '../events/events.service.js';
import { lockForWork } from './lock-ticket.js';
import type { Category, Channel, Impact, QueueCode, TriageResult, Urgency } from './ticket-codes.js';
import { initialDue } from './ticket-due.js';
import { type NewMessage, TicketMessagesService } from './ticket-messages.service.js';
import { formatTicketNumber } from './ticket-number.js';
import { TicketObligations } from './ticket-obligations.service.js';
import { isRestricted, obligationsOf } from './ticket-triage.js';
import { priorityOf } from './ticket-priority.js';
import type { Ticket } from './ticket.entity.js';

export interface NewTicket {
  subject: string;
  channel: Channel;
  receivedAt: Date;
  requester: {
    personId: number | null;
    email: string | null;
    name: string;
    unitId: number | null;
    room: string | null;
  };
  /** Others who follow the ticket. */
  cc?: readonly { email: string; name: string | null; personId: number | null }[];
  assetId?: number | null;
  /** What triage decided, in the same transaction. */
  triage: {
    category: Category;
    queue: QueueCode;
    impact: Impact;
    urgency: Urgency;
    assigneeId: number | null;
    triageResult: TriageResult | null;
    ruleId: number | null;
    trace: unknown;
  };
  message: NewMessage;
  /** The person who entered it, when it is not the requester. */
  actorId?: number | null;
  /** The finished ticket that it goes on from, or the one that it may belong to. */
  followsId?: number | null;
  suggestedTicketId?: number | null;
}

export interface RegisteredTicket {
  id: number;
  number: string;
  messageId: number;
}

/** Registration of tickets, the one way in for mail, form, phone and API. */
@Injectable()
export class TicketsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly events: EventsService,
    private readonly calendars: CalendarService,
    private readonly messages: TicketMessagesService,
    private readonly obligations: TicketObligations,
  ) {}

  /** Registers a ticket with its first message in the caller's transaction. The number is the last thing taken. */
  async register(tx: EntityManager, ticket: NewTicket, at: Date): Promise<RegisteredTicket> {
    const { requester, triage } = ticket;
    const priority = priorityOf(triage.impact, triage.urgency);
    const due = initialDue(await this.calendars.load(tx), priority, at);
    const restricted = isRestricted(triage);
    const year = localYear(at, this.config.timeZone);
    const number = formatTicketNumber(year, await nextNumber(tx, 'ticket', year));
    const [row] = await tx.query<{ id: number }[]>(
      `WITH ticket AS (
         INSERT INTO ticket (number, subject, status, category, queue, impact, urgency, priority, triage_result, channel, restricted, requester_id,
           requester_email, requester_name, unit_id, room, asset_id, assignee_id, received_at, created_at, updated_at, first_response_due_at, due_at,
           follows_id, suggested_ticket_id, triage_rule_id, triage_trace, detected_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, $21, $22, $23, $24, $25, $26, $27)
         RETURNING id
       ), participants AS (
         INSERT INTO ticket_participant (ticket_id, email, person_id, name, role)
         SELECT t.id, p.email, p."personId", p.name, p.role
         FROM ticket t, jsonb_to_recordset($28::jsonb) AS p (email text, "personId" integer, name text, role text)
         ON CONFLICT ON CONSTRAINT ticket_participant_pk DO NOTHING
       )
       SELECT t.id FROM ticket t`,
      [
        number,
        ticket.subject,
        triage.assigneeId ? 'ASSIGNED' : 'NEW',
        triage.category,
        restricted ? 'SECURITY' : triage.queue,
        triage.impact,
        triage.urgency,
        priority,
        triage.triageResult,
        ticket.channel,
        restricted,
        requester.personId,
        requester.email?.toLowerCase() ?? null,
        requester.name,
        requester.unitId,
        requester.room,
        ticket.assetId ?? null,
        triage.assigneeId,
        ticket.receivedAt,
        at,
        due.firstResponseDueAt,
        due.dueAt,
        ticket.followsId ?? null,
        ticket.suggestedTicketId ?? null,
        triage.ruleId,
        JSON.stringify(triage.trace ?? null),
        restricted ? ticket.receivedAt : null,
        JSON.stringify(participantsOf(ticket)),
      ],
    );
    const id = row!.id;
    const messageId = await this.messages.insert(tx, id, ticket.message, at);
    await this.events.append(tx, {
      type: 'ticket.registered',
      subjectType: 'ticket',
      subjectId: id,
      ticketId: id,
      actorId: ticket.actorId ?? requester.personId,
      at,
      payload: {
        messageId,
        channel: ticket.channel,
        category: triage.category,
        queue: triage.queue,
        priority,
        ruleId: triage.ruleId,
      },
    });
    for (const kind of obligationsOf(triage.triageResult)) await this.obligations.expect(tx, id, kind, null, at);
    return { id, number, messageId };
  }

  /** A technician words the subject better. */
  async changeSubject(actor: Actor, command: { number: string; subject: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, command.number);
      await this.applySubject(tx, ticket, command.subject, actor.personId, at);
    });
  }

  /** The same on a ticket that the caller has locked. */
  async applySubject(tx: EntityManager, ticket: Ticket, subject: string, actorId: number, at: Date): Promise<void> {
    if (ticket.subject === subject) return;
    ticket.subject = subject;
    ticket.updatedAt = at;
    await tx.save(ticket);
    await this.events.append(tx, {
      type: 'ticket.subject-changed',
      subjectType: 'ticket',
      subjectId: ticket.id,
      ticketId: ticket.id,
      actorId,
      at,
    });
  }
}

function participantsOf({ requester, cc = [] }: NewTicket) {
  const followers = cc
    .filter(({ email }) => email.toLowerCase() !== requester.email?.toLowerCase())
    .map((person) => ({ ...person, email: person.email.toLowerCase(), role: 'CC' }));
  if (!requester.email) return followers;
  return [
    { email: requester.email.toLowerCase(), personId: requester.personId, name: requester.name, role: 'REQUESTER' },
    ...followers,
  ];
}
