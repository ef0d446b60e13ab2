import type { EntityManager } from 'typeorm';
import type { Role } from '../access/actor.js';
import type { TicketFacts } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import type { EventType } from '../events/event-types.js';
import type { TicketStatus } from '../tickets/ticket-codes.js';
import type { Contact, EventFacts, StaffContact } from './notifications-for.js';
import { outageFacts } from './outage-facts.query.js';
import { purchaseFacts } from './purchase-facts.query.js';
import { staffContacts } from './staff-contacts.query.js';

interface EventRow {
  type: EventType;
  subject_id: number;
  at: Date;
  actor_id: number | null;
  ticket_id: number | null;
  to: unknown;
  first: boolean;
  is_automatic: boolean;
  /** Somebody was given the ticket after its registration. */
  is_assigned_later: boolean;
  ticket: (TicketFacts & { requesterEmail: string | null }) | null;
  participants: (Contact & { role: 'REQUESTER' | 'CC' })[];
}

const TECHNICAL: readonly Role[] = ['technician', 'triage', 'itHead'];

/** Everything that the decision about an event's notifications rests on. */
export async function eventFacts(tx: EntityManager, eventId: number, timeZone: string): Promise<EventFacts> {
  const event = await loadEvent(tx, eventId);
  const today = localDate(event.at, timeZone);
  return {
    type: event.type,
    at: event.at,
    actorId: event.actor_id,
    ticketId: event.ticket_id,
    status: typeof event.to === 'string' ? (event.to as TicketStatus) : null,
    isFirstAssignment: event.first,
    isAutomatic: event.is_automatic,
    ...participantsOf(event),
    ...(await staffOf(tx, event, today)),
    ...(await documentOf(tx, event, today)),
  };
}

async function loadEvent(tx: EntityManager, eventId: number): Promise<EventRow> {
  const [row] = await tx.query<EventRow[]>(
    `SELECT e.type, e.subject_id, e.at, e.actor_id, e.ticket_id, e.payload -> 'to' AS "to",
       COALESCE((e.payload ->> 'first')::boolean, false) AS first,
       COALESCE(m.automatic, false) AS is_automatic,
       e.type = 'ticket.registered' AND EXISTS (SELECT FROM event a WHERE a.ticket_id = e.ticket_id AND a.type = 'ticket.assigned')
         AS is_assigned_later,
       CASE WHEN t.id IS NOT NULL THEN json_build_object('restricted', t.restricted, 'queue', t.queue, 'requesterId', t.requester_id,
         'requesterEmail', t.requester_email, 'assigneeId', t.assignee_id, 'unitId', t.unit_id) END AS ticket,
       (SELECT COALESCE(json_agg(json_build_object('email', p.email, 'personId', p.person_id, 'role', p.role) ORDER BY p.email), '[]')
        FROM ticket_participant p WHERE p.ticket_id = e.ticket_id AND p.confirmed) AS participants
     FROM event e
     LEFT JOIN ticket t ON t.id = e.ticket_id
     LEFT JOIN ticket_message m ON m.id = CASE e.type WHEN 'ticket.registered' THEN (e.payload ->> 'messageId')::integer
       WHEN 'message.received' THEN e.subject_id END
     WHERE e.id = $1`,
    [eventId],
  );
  return found(row, 'event');
}

/** A requester without a mailbox is told of, so that the ticket shows that nobody could be told. */
function participantsOf({ ticket, participants }: EventRow): Pick<EventFacts, 'requesters' | 'followers'> {
  const withoutMailbox = ticket !== null && ticket.requesterEmail === null;
  return {
    requesters: withoutMailbox
      ? [{ email: null, personId: ticket.requesterId }]
      : participants.filter(({ role }) => role === 'REQUESTER'),
    followers: participants.filter(({ role }) => role === 'CC'),
  };
}

async function staffOf(
  tx: EntityManager,
  event: EventRow,
  today: string,
): Promise<Pick<EventFacts, 'staff' | 'assignee'>> {
  const isNew = event.type === 'ticket.registered';
  const assigneeId = assigneeAt(event);
  if (!event.ticket || (!isNew && assigneeId === null)) return { staff: [], assignee: null };
  const ids = assigneeId === null ? [] : [assigneeId];
  const contacts = await staffContacts(tx, { ids, roles: isNew ? TECHNICAL : [] }, event.ticket, today);
  return {
    staff: isNew ? withDispatchers(contacts) : [],
    assignee: contacts.find(({ personId }) => personId === assigneeId) ?? null,
  };
}

/** Who had the ticket by this event: when events wait to be told, the ticket may have passed to somebody else since. */
function assigneeAt({ type, to, ticket, is_assigned_later }: EventRow): number | null {
  if (type === 'ticket.assigned') return typeof to === 'number' ? to : null;
  return is_assigned_later ? null : (ticket?.assigneeId ?? null);
}

/** Where nobody distributes tickets, everyone who may see them does. */
function withDispatchers(staff: StaffContact[]): StaffContact[] {
  return staff.some(({ dispatches }) => dispatches) ? staff : staff.map((person) => ({ ...person, dispatches: true }));
}

type DocumentFacts = Pick<EventFacts, 'approvers' | 'author' | 'isFirstRevision' | 'outage' | 'office'>;
const NO_DOCUMENT: DocumentFacts = { approvers: [], author: null, isFirstRevision: false, outage: null, office: [] };

async function documentOf(tx: EntityManager, event: EventRow, today: string): Promise<DocumentFacts> {
  const [subject] = event.type.split('.');
  if (subject === 'outage') return { ...NO_DOCUMENT, ...(await outageFacts(tx, event, today)) };
  if (subject === 'repair-protocol') return { ...NO_DOCUMENT, ...(await protocolFacts(tx, event.subject_id, today)) };
  if (subject === 'purchase-request') return { ...NO_DOCUMENT, ...(await purchaseFacts(tx, event, today)) };
  return NO_DOCUMENT;
}

async function protocolFacts(
  tx: EntityManager,
  protocolId: number,
  today: string,
): Promise<Pick<EventFacts, 'approvers' | 'author' | 'isFirstRevision'>> {
  const [row] = await tx.query<{ prepared_by: number; written_by: number[]; approved: number }[]>(
    `SELECT r.prepared_by, r.written_by, count(*) FILTER (WHERE r.approved_at IS NOT NULL) OVER ()::integer AS approved
     FROM repair_protocol_revision r WHERE r.protocol_id = $1 ORDER BY r.revision DESC LIMIT 1`,
    [protocolId],
  );
  const { prepared_by, written_by, approved } = found(row, 'repair-protocol');
  const people = await staffContacts(tx, { ids: [prepared_by], roles: ['itHead'] }, null, today);
  return {
    // Nobody approves what they have written.
    approvers: people.filter(({ personId }) => !written_by.includes(personId)),
    author: people.find(({ personId }) => personId === prepared_by) ?? null,
    isFirstRevision: approved <= 1,
  };
}
