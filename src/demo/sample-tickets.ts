import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { toTsVector } from '../common/search-text.js';
import { localYear } from '../common/local-date.js';
import type { Category, Channel, TicketStatus } from '../tickets/ticket-codes.js';
import { QUEUE_OF } from '../tickets/ticket-codes.js';
import { type DueState, initialDue, pauseDue, resumeDue } from '../tickets/ticket-due.js';
import { formatTicketNumber } from '../tickets/ticket-number.js';
import { isWaiting } from '../tickets/ticket-status.js';
import { obligationsOf } from '../tickets/ticket-triage.js';
import type { SampleMessages } from './sample-messages.js';
import type { SamplePeople, SamplePerson } from './sample-people.js';
import type { SampleAsset } from './sample-register.js';
import type { SampleTables } from './sample-tables.js';
import type { SampleText } from './sample-texts.js';
import type { SampleTriage } from './sample-triage.js';

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
  due: DueState;
  /** What the requester is told in the end; a repair's protocol says it better. */
  answer: string;
}

/** Tickets of the sample office: their states and the log, with the messages and the mail that go with each step. */
export class SampleTickets {
  private readonly sequences = new Map<number, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly people: SamplePeople,
    private readonly calendar: WorkingCalendar,
    private readonly messages: SampleMessages,
    private readonly triage: SampleTriage,
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
    const ticket: SampleTicket = {
      ...plan,
      id,
      number,
      status: 'NEW',
      due: { dueAt: due.dueAt, duePausedMinutes: null },
      answer: text.answer ?? '',
    };
    const body = this.messages.bodyOf(ticket);
    const { ruleId, trace } = this.triage.reasons(plan, body);
    this.tables.patch('ticket', id, { triage_rule_id: ruleId, triage_trace: trace });
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
    const messageId = this.messages.opening(ticket);
    const registered = this.event(ticket, 'ticket.registered', at, requester, {
      messageId,
      channel,
      category,
      queue: QUEUE_OF[category],
      priority,
      ruleId,
    });
    this.messages.notify(ticket, registered, 'received', at);
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
    this.messages.notify(ticket, event, 'assigned', at);
  }

  begin(ticket: SampleTicket, at: Date): void {
    this.changeStatus(ticket, 'IN_PROGRESS', at, null);
  }

  /** @param text goes on from the salutation */
  reply(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.messages.outgoing(ticket, text, at);
    this.patch(ticket, { first_responded_at: iso(at) }, at);
    const event = this.event(ticket, 'message.replied', at, ticket.technician, {}, messageId);
    this.messages.notify(ticket, event, 'reply', at);
  }

  note(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.messages.note(ticket, text, at);
    this.event(ticket, 'message.noted', at, ticket.technician, {}, messageId);
  }

  ask(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.messages.outgoing(ticket, text, at);
    const from = ticket.status;
    this.patch(ticket, { first_responded_at: iso(at) }, at);
    this.enter(ticket, 'WAITING_REQUESTER', at);
    const event = this.event(ticket, 'ticket.question-asked', at, ticket.technician, {
      from,
      to: 'WAITING_REQUESTER',
      messageId,
    });
    this.messages.notify(ticket, event, 'question', at);
  }

  /** The requester writes: a ticket that waited, or was resolved, goes on. */
  answer(ticket: SampleTicket, text: string, at: Date): void {
    const messageId = this.messages.answer(ticket, text, at);
    this.event(ticket, 'message.received', at, ticket.requester, { automatic: false }, messageId);
    const by = { by: 'message' };
    if (ticket.status === 'WAITING_REQUESTER')
      this.changeStatus(ticket, 'IN_PROGRESS', at, null, 'ticket.status-changed', null, by);
    if (ticket.status === 'RESOLVED')
      this.changeStatus(ticket, 'IN_PROGRESS', at, 'reopened', 'ticket.reopened', null, by);
  }

  remind(ticket: SampleTicket, at: Date): void {
    this.patch(ticket, { reminded_at: iso(at) }, at);
    this.messages.notify(ticket, this.event(ticket, 'ticket.reminder-due', at, null), 'reminder', at);
  }

  wait(ticket: SampleTicket, status: 'WAITING_PARTS' | 'WAITING_PURCHASE' | 'EXTERNAL_SERVICE', at: Date): void {
    this.changeStatus(ticket, status, at, 'state');
  }

  /** Another ticket says the same: its messages go on there. */
  merge(ticket: SampleTicket, into: SampleTicket, at: Date): void {
    this.patch(ticket, { merged_into_id: into.id, status_before_merge: ticket.status }, at);
    this.changeStatus(ticket, 'MERGED', at, 'merged', 'ticket.merged', ticket.technician, { into: into.id });
    const { email, id, name } = ticket.requester;
    if (into.requester.id === id) return;
    this.tables.put('ticket_participant', {
      ticket_id: into.id,
      email,
      person_id: id,
      name,
      role: 'CC',
      confirmed: true,
    });
  }

  resolve(ticket: SampleTicket, at: Date): void {
    this.patch(ticket, { resolved_at: iso(at) }, at);
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
    this.enter(ticket, to, at);
    if (notification) this.messages.notify(ticket, event, notification, at);
  }

  /** The state with what its clocks say. What is left of the time of thousands that are over is not worth the reckoning. */
  private enter(ticket: SampleTicket, to: TicketStatus, at: Date): void {
    if (isWaiting(to)) ticket.due = pauseDue(this.calendar, ticket.due, at);
    else if (to === 'IN_PROGRESS') ticket.due = resumeDue(this.calendar, ticket.due, at);
    const { dueAt, duePausedMinutes } = ticket.due;
    const row = {
      status: to,
      due_at: dueAt && iso(dueAt),
      due_paused_minutes: duePausedMinutes,
      waiting_since: isWaiting(to) ? iso(at) : null,
    };
    this.patch(ticket, to === 'IN_PROGRESS' ? { ...row, resolved_at: null } : row, at);
  }

  private settle(ticket: SampleTicket, state: string, reason: string): void {
    for (const row of this.tables.of('ticket_obligation'))
      if (row.ticket_id === ticket.id) Object.assign(row, { state, reason });
  }

  private patch(ticket: SampleTicket, changes: Record<string, unknown>, at: Date): void {
    if (changes.status) ticket.status = changes.status as TicketStatus;
    this.tables.patch('ticket', ticket.id, { ...changes, updated_at: iso(at) });
  }
}

function iso(at: Date): string {
  return at.toISOString();
}
