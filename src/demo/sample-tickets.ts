import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { toTsVector } from '../common/search-text.js';
import { localYear } from '../common/local-date.js';
import type { Category, Channel, TicketStatus } from '../tickets/ticket-codes.js';
import { QUEUE_OF } from '../tickets/ticket-codes.js';
import { label } from '../rendering/labels.js';
import { initialDue } from '../tickets/ticket-due.js';
import { formatTicketNumber } from '../tickets/ticket-number.js';
import { obligationsOf } from '../tickets/ticket-triage.js';
import type { Random } from './random.js';
import { HELPDESK, rawEmail, type SampleMail } from './sample-mail.js';
import type { SamplePeople, SamplePerson } from './sample-people.js';
import type { SampleAsset } from './sample-register.js';
import type { SampleTables } from './sample-tables.js';
import type { SampleText } from './sample-texts.js';

export interface TicketPlan {
  at: Date;
  channel: Channel;
  requester: SamplePerson;
  category: Category;
  text: SampleText;
  asset: SampleAsset | null;
  technician: SamplePerson;
}

/** A ticket in the making: its life goes on step by step, each with its event and its e-mail to the requester. */
export interface SampleTicket extends TicketPlan {
  id: number;
  number: string;
  status: TicketStatus;
}

/** Tickets of the sample office: the e-mail or form, the conversation, the log and the notifications. */
export class SampleTickets {
  private readonly sequences = new Map<number, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly people: SamplePeople,
    private readonly calendar: WorkingCalendar,
    private readonly mail: SampleMail,
  ) {}

  /** Registers a ticket; call in the order of time, so that numbers follow it. */
  register(plan: TicketPlan): SampleTicket {
    const { at, requester, category, text, channel } = plan;
    const year = localYear(at, this.calendar.timeZone);
    const sequence = (this.sequences.get(year) ?? 0) + 1;
    this.sequences.set(year, sequence);
    const number = formatTicketNumber(year, sequence);
    const isUrgent = text.result === 'OUTAGE';
    const priority = isUrgent ? 'HIGH' : 'NORMAL';
    const due = initialDue(this.calendar, priority, at);
    const body = this.bodyOf(plan);
    const id = this.tables.add('ticket', {
      number,
      subject: text.subject,
      status: 'NEW',
      category,
      queue: QUEUE_OF[category],
      impact: isUrgent ? 'UNIT' : 'PERSON',
      urgency: 'NORMAL',
      priority,
      triage_result: text.result,
      channel,
      restricted: category === 'SECURITY',
      requester_id: requester.id,
      requester_email: requester.email,
      requester_name: requester.name,
      unit_id: requester.unitId,
      room: requester.room,
      asset_id: plan.asset?.id ?? null,
      received_at: iso(at),
      created_at: iso(at),
      updated_at: iso(at),
      first_response_due_at: due.firstResponseDueAt && iso(due.firstResponseDueAt),
      due_at: due.dueAt && iso(due.dueAt),
      detected_at: category === 'SECURITY' ? iso(at) : null,
      message_count: 0,
    });
    const ticket: SampleTicket = { ...plan, id, number, status: 'NEW' };
    this.tables.put('ticket_participant', {
      ticket_id: id,
      email: requester.email,
      person_id: requester.id,
      name: requester.name,
      role: 'REQUESTER',
      confirmed: true,
    });
    this.tables.put('ticket_search', {
      ticket_id: id,
      document: toTsVector([
        number,
        text.subject,
        body,
        requester.name,
        requester.email,
        plan.asset?.inventoryNumber ?? '',
      ]),
    });
    const messageId = this.message(
      ticket,
      'inbound',
      requester,
      body,
      at,
      channel === 'EMAIL' ? this.email(ticket, body) : null,
    );
    const registered = this.event(ticket, 'ticket.registered', at, requester, {
      messageId,
      channel,
      category,
      queue: QUEUE_OF[category],
      priority,
    });
    this.notify(ticket, registered, 'received', at);
    for (const kind of obligationsOf(text.result)) {
      this.tables.add('ticket_obligation', { ticket_id: id, kind, ref: null, state: 'OPEN', reason: null });
    }
    return ticket;
  }

  assign(ticket: SampleTicket, at: Date): void {
    this.patch(ticket, { assignee_id: ticket.technician.id, status: 'ASSIGNED' }, at);
    const event = this.event(ticket, 'ticket.assigned', at, this.people.technicians[0]!, {
      from: null,
      to: ticket.technician.id,
      first: true,
    });
    this.notify(ticket, event, 'assigned', at);
  }

  begin(ticket: SampleTicket, at: Date): void {
    this.changeStatus(ticket, 'IN_PROGRESS', at, null);
  }

  reply(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.message(ticket, 'outbound', ticket.technician, `Szanowni Państwo,\n\n${text}`, at, null);
    this.patch(ticket, { first_responded_at: iso(at) }, at);
    const event = this.event(ticket, 'message.replied', at, ticket.technician, {}, messageId);
    this.notify(ticket, event, 'reply', at);
  }

  note(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.message(ticket, 'note', ticket.technician, text, at, null);
    this.event(ticket, 'message.noted', at, ticket.technician, {}, messageId);
  }

  ask(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.message(ticket, 'outbound', ticket.technician, `Szanowni Państwo,\n\n${text}`, at, null);
    const from = ticket.status;
    this.patch(
      ticket,
      { status: 'WAITING_REQUESTER', waiting_since: iso(at), due_paused_minutes: 600, first_responded_at: iso(at) },
      at,
    );
    const event = this.event(ticket, 'ticket.question-asked', at, ticket.technician, {
      from,
      to: 'WAITING_REQUESTER',
      messageId,
    });
    this.notify(ticket, event, 'question', at);
  }

  wait(ticket: SampleTicket, status: 'WAITING_PARTS' | 'WAITING_PURCHASE' | 'EXTERNAL_SERVICE', at: Date): void {
    this.patch(ticket, { waiting_since: iso(at), due_paused_minutes: 480 }, at);
    this.changeStatus(ticket, status, at, 'state');
  }

  resolve(ticket: SampleTicket, at: Date): void {
    this.patch(ticket, { resolved_at: iso(at), waiting_since: null }, at);
    this.changeStatus(ticket, 'RESOLVED', at, 'resolved', 'ticket.resolved');
  }

  close(ticket: SampleTicket, at: Date, by: 'requester' | 'timer'): void {
    this.patch(ticket, { closed_at: iso(at) }, at);
    this.changeStatus(ticket, 'CLOSED', at, 'closed', 'ticket.closed', by === 'requester' ? ticket.requester : null, {
      by,
    });
  }

  reject(ticket: SampleTicket, reason: string, at: Date): void {
    this.patch(ticket, { closed_at: iso(at), resolution_note: reason }, at);
    this.changeStatus(ticket, 'REJECTED', at, 'rejected', 'ticket.rejected');
    this.settle(ticket, 'WAIVED', reason);
  }

  withdraw(ticket: SampleTicket, at: Date): void {
    this.patch(ticket, { closed_at: iso(at) }, at);
    this.changeStatus(ticket, 'WITHDRAWN', at, 'withdrawn', 'ticket.withdrawn', ticket.requester);
    this.settle(ticket, 'WAIVED', 'wycofano zgłoszenie');
  }

  /** The document of a kind that triage asked for. */
  link(
    ticket: SampleTicket,
    kind: 'REPAIR_PROTOCOL' | 'PURCHASE_REQUEST' | 'OUTAGE',
    ref: number,
    isMet: boolean,
  ): void {
    const expected = this.tables
      .of('ticket_obligation')
      .find((row) => row.ticket_id === ticket.id && row.kind === kind && row.ref === null);
    const row = { ref, state: isMet ? 'MET' : 'OPEN' };
    if (expected) Object.assign(expected, row);
    else this.tables.add('ticket_obligation', { ticket_id: ticket.id, kind, reason: null, ...row });
  }

  /** An event of the log about the ticket, or about a row that belongs to it. @returns its id, until the log is put in order */
  event(
    ticket: SampleTicket,
    type: string,
    at: Date,
    actor: SamplePerson | null,
    payload: Record<string, unknown> = {},
    messageId: number | null = null,
  ): number {
    return this.tables.add('event', {
      subject_type: messageId === null ? 'ticket' : 'ticket_message',
      subject_id: messageId ?? ticket.id,
      ticket_id: ticket.id,
      actor_id: actor?.id ?? null,
      at: iso(at),
      type,
      payload,
    });
  }

  notify(ticket: SampleTicket, eventId: number, kind: string, at: Date): void {
    this.tables.add('notification', {
      event_id: eventId,
      kind,
      recipient: ticket.requester.email,
      recipient_id: ticket.requester.id,
      ticket_id: ticket.id,
      state: 'sent',
      attempts: 1,
      next_attempt_at: iso(at),
      created_at: iso(at),
      sent_at: iso(new Date(+at + this.random.between(1, 9) * 1000)),
      subject: `[${ticket.number}] ${label('notificationKind', kind)}`,
    });
  }

  private changeStatus(
    ticket: SampleTicket,
    to: TicketStatus,
    at: Date,
    notification: string | null,
    type = 'ticket.status-changed',
    actor: SamplePerson | null = ticket.technician,
    payload: Record<string, unknown> = {},
  ): void {
    const event = this.event(ticket, type, at, actor, { from: ticket.status, to, ...payload });
    ticket.status = to;
    this.patch(ticket, { status: to }, at);
    if (notification) this.notify(ticket, event, notification, at);
  }

  private settle(ticket: SampleTicket, state: string, reason: string): void {
    for (const row of this.tables.of('ticket_obligation'))
      if (row.ticket_id === ticket.id) Object.assign(row, { state, reason });
  }

  private patch(ticket: SampleTicket, changes: Record<string, unknown>, at: Date): void {
    if (changes.status) ticket.status = changes.status as TicketStatus;
    this.tables.patch('ticket', ticket.id, { ...changes, updated_at: iso(at) });
  }

  private message(
    ticket: SampleTicket,
    direction: 'inbound' | 'outbound' | 'note',
    author: SamplePerson,
    text: string,
    at: Date,
    email: { id: number; messageId: string } | null,
  ): number {
    const row = this.tables.of('ticket')[ticket.id - 1]!;
    row.message_count = Number(row.message_count) + 1;
    return this.tables.add('ticket_message', {
      ticket_id: ticket.id,
      direction,
      author_id: author.id,
      from_email: author.email,
      from_name: author.name,
      to_emails: direction === 'outbound' ? [ticket.requester.email] : direction === 'inbound' ? [HELPDESK] : [],
      cc_emails: [],
      subject: direction === 'note' ? '' : ticket.text.subject,
      sent_at: email ? iso(at) : null,
      message_id: email?.messageId ?? null,
      text,
      reply_text: text,
      automatic: false,
      inbound_email_id: email?.id ?? null,
      created_at: iso(at),
    });
  }

  private email(ticket: SampleTicket, body: string): { id: number; messageId: string } {
    const { requester, at, text } = ticket;
    const messageId = `<${ticket.number.replaceAll('/', '-').toLowerCase()}.${this.random.between(100_000, 999_999)}@poczta.urzad.example>`;
    const raw = rawEmail({ from: requester, messageId, at, subject: text.subject, body });
    return {
      id: this.mail.received(raw, {
        messageId,
        from: requester,
        subject: text.subject,
        at,
        outcome: 'created',
        ticketId: ticket.id,
      }),
      messageId,
    };
  }

  private bodyOf({ text, requester, asset, channel }: TicketPlan): string {
    const filled = text.body
      .replaceAll('{pokój}', requester.room)
      .replaceAll('{nr}', asset ? asset.inventoryNumber : 'z naszego pokoju');
    if (channel === 'FORM') return filled;
    return `${filled}\n\n${this.random.pick(['Pozdrawiam', 'Z poważaniem', 'Dziękuję'])}\n${requester.name}\n${requester.unitSymbol}, pok. ${requester.room}`;
  }
}

function iso(at: Date): string {
  return at.toISOString();
}
