import type { EventType } from '../events/event-types.js';
import type { TicketStatus } from '../tickets/ticket-codes.js';
import { KINDS, type Mode, type NotificationKind, type StaffKind, waits } from './notification-kinds.js';

/** Automatic news of one ticket to one person within this time is one e-mail. */
export const MERGE_WINDOW_MS = 120_000;
const HOUR_MS = 3_600_000;
/** An outage entered later than this after it began is history, not news. */
const OUTAGE_NEWS_MS = 12 * HOUR_MS;
/** The text says "z powodu awarii". */
const BREAKDOWNS = ['SERVER_FAILURE', 'POWER', 'LINK'];

export interface Contact {
  /** null: a person without a mailbox */
  email: string | null;
  personId: number | null;
}

export interface StaffContact extends Contact {
  personId: number;
  /** May see the ticket; always true when the event has none. */
  maySee: boolean;
  /** Distributes new tickets of this queue: told of them unless switched off. */
  dispatches: boolean;
  /** What this person has switched. */
  modes: Partial<Record<StaffKind, Mode>>;
}

/** What the decision needs to know of an event; lists that the event does not need are empty. */
export interface EventFacts {
  type: EventType;
  at: Date;
  actorId: number | null;
  ticketId: number | null;
  /** The state that the event brought. */
  status: TicketStatus | null;
  isFirstAssignment: boolean;
  /** The message that the event came from was written by a program. */
  isAutomatic: boolean;
  /** Confirmed participants only. */
  requesters: readonly Contact[];
  followers: readonly Contact[];
  assignee: StaffContact | null;
  /** Technicians, triage and the head of WO. */
  staff: readonly StaffContact[];
  /** Who may decide the next step of the purchase request or the protocol. */
  approvers: readonly StaffContact[];
  /** Who asked for the purchase, or prepared the protocol. */
  author: StaffContact | null;
  isFirstRevision: boolean;
  outage: { cause: string; isInterrupted: boolean; startedAt: Date; isOpen: boolean } | null;
  /** Mailboxes of the units, or whoever was told that the system is down. */
  office: readonly Contact[];
}

export type Suppression = 'no-address' | 'automatic-sender' | 'own-address';

/** One row to be: UNIQUE (event, recipient, kind). */
export interface NewNotification {
  kind: NotificationKind;
  /** Lower case; empty for a person without a mailbox. */
  recipient: string;
  recipientId: number | null;
  ticketId: number | null;
  mergeKey: string | null;
  notBefore: Date;
  /** null: it is to be sent. */
  suppressed: Suppression | null;
}

interface Told extends Contact {
  kind: NotificationKind;
  mode?: Mode;
  /** This recipient's mail does not belong to the ticket's thread. */
  apart?: boolean;
}

/** The table of the domain guide, section 10: which event tells whom what. An event that is not here is silent. */
const TELLS: Partial<Record<EventType, (facts: EventFacts) => Told[]>> = {
  'ticket.registered': (facts) => [
    ...toRequesters('received', facts),
    ...toDispatchers(facts),
    ...toAssignee('technician-assigned', facts),
  ],
  'ticket.assigned': (facts) => [
    ...(facts.isFirstAssignment ? toRequesters('assigned', facts) : []),
    ...toAssignee('technician-assigned', facts),
  ],
  'ticket.status-changed': (facts) => (isWorthTelling(facts.status) ? toRequesters('state', facts) : []),
  'ticket.question-asked': (facts) => [...toRequesters('question', facts), ...told('question', facts.followers)],
  'ticket.reminder-due': (facts) => toRequesters('reminder', facts),
  'ticket.resolved': (facts) => toRequesters('resolved', facts),
  'ticket.closed': (facts) => toRequesters('closed', facts),
  'ticket.reopened': (facts) => toRequesters('reopened', facts),
  'ticket.rejected': (facts) => toRequesters('rejected', facts),
  'ticket.withdrawn': (facts) => toRequesters('withdrawn', facts),
  'ticket.merged': (facts) => toRequesters('merged', facts),
  'ticket.due-near': (facts) => toAssignee('technician-due', facts),
  'message.replied': (facts) => [...toRequesters('reply', facts), ...told('reply', facts.followers)],
  'message.received': (facts) => (facts.isAutomatic ? [] : toAssignee('technician-reply', facts)),
  'inbound-email.bounced': (facts) => toAssignee('technician-undelivered', facts),
  'repair-protocol.submitted': (facts) => staffTold('protocol-submitted', facts.approvers, facts),
  'repair-protocol.returned': (facts) => staffTold('protocol-returned', facts.author ? [facts.author] : [], facts),
  'repair-protocol.approved': (facts) => (facts.isFirstRevision ? toRequesters('repair', facts) : []),
  'purchase-request.submitted': purchase,
  'purchase-request.step-approved': purchase,
  'purchase-request.returned': purchase,
  'purchase-request.rejected': purchase,
  'purchase-request.withdrawn': purchase,
  'purchase-request.procurement-started': purchase,
  'purchase-request.ordered': purchase,
  'purchase-request.partly-accepted': purchase,
  'purchase-request.completed': purchase,
  'outage.started': (facts) => (isNews(facts) ? told('outage', facts.office, { apart: true }) : []),
  // Only those who were told that it is down are told that it is back.
  'outage.ended': (facts) => told('outage-ended', facts.office, { apart: true }),
};

/**
 * The notifications that one event makes, one per recipient and kind. Where the same person stands in two lists, the first
 * list counts.
 * @param own addresses of the helpdesk, which never writes to itself
 * Source: domain guide sections 9 (never answer a machine) and 10; design section 5.
 */
export function notificationsFor(facts: EventFacts, own: readonly string[]): NewNotification[] {
  const seen = new Set<string>();
  return (TELLS[facts.type]?.(facts) ?? []).flatMap((one) => {
    const recipient = one.email?.toLowerCase() ?? '';
    const key = `${one.kind} ${recipient}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const ticketId = one.apart ? null : facts.ticketId;
    return [
      {
        kind: one.kind,
        recipient,
        recipientId: one.personId,
        ticketId,
        suppressed: suppression(one.kind, recipient, facts, own),
        ...schedule(one, ticketId, facts.at),
      },
    ];
  });
}

function schedule({ kind, mode }: Told, ticketId: number | null, at: Date) {
  if (mode === 'hourly')
    return { mergeKey: 'hourly', notBefore: new Date(Math.floor(+at / HOUR_MS) * HOUR_MS + HOUR_MS) };
  const { audience } = KINDS[kind];
  const merges =
    ticketId !== null && (audience === 'requester' || audience === 'staff') && !('personal' in KINDS[kind]);
  return {
    mergeKey: merges ? `${audience}-${ticketId}` : null,
    notBefore: merges && waits(kind) ? new Date(+at + MERGE_WINDOW_MS) : at,
  };
}

function suppression(
  kind: NotificationKind,
  recipient: string,
  facts: EventFacts,
  own: readonly string[],
): Suppression | null {
  if (recipient === '') return 'no-address';
  if (own.includes(recipient)) return 'own-address';
  return kind === 'received' && facts.isAutomatic ? 'automatic-sender' : null;
}

function told(kind: NotificationKind, contacts: readonly Contact[], more: Partial<Told> = {}): Told[] {
  return contacts.map(({ email, personId }) => ({ kind, email, personId, ...more }));
}

function toRequesters(kind: NotificationKind, { requesters }: EventFacts): Told[] {
  return told(kind, requesters);
}

function toAssignee(kind: StaffKind, facts: EventFacts): Told[] {
  return staffTold(kind, facts.assignee ? [facts.assignee] : [], facts);
}

function toDispatchers(facts: EventFacts): Told[] {
  return staffTold('technician-new', facts.staff, facts);
}

/** Nobody is told of what they did themselves, may not see, or have switched off. */
function staffTold(kind: StaffKind, staff: readonly StaffContact[], facts: EventFacts): Told[] {
  return staff
    .filter(({ personId, maySee }) => maySee && personId !== facts.actorId)
    .map(({ email, personId, ...person }) => ({ kind, email, personId, mode: modeOf(kind, person) }))
    .filter(({ mode }) => mode !== 'off');
}

/** New tickets come in by the dozen, so only those who distribute them are told without having asked for it. */
export function modeOf(kind: StaffKind, person: Pick<StaffContact, 'modes' | 'dispatches'>): Mode {
  return person.modes[kind] ?? (kind === 'technician-new' && !person.dispatches ? 'off' : 'at-once');
}

function purchase(facts: EventFacts): Told[] {
  return [
    ...told('approval', facts.approvers),
    ...told('purchase', facts.author ? [facts.author] : []),
    ...toRequesters('purchase', facts),
  ];
}

/** Start of work is silent, and so is a ticket that goes back to the queue. */
function isWorthTelling(status: TicketStatus | null): boolean {
  return status === 'WAITING_PARTS' || status === 'WAITING_PURCHASE' || status === 'EXTERNAL_SERVICE';
}

function isNews({ outage, at }: EventFacts): boolean {
  return (
    outage !== null &&
    outage.isOpen &&
    outage.isInterrupted &&
    BREAKDOWNS.includes(outage.cause) &&
    +at - +outage.startedAt <= OUTAGE_NEWS_MS
  );
}
