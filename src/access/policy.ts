import { DomainError } from '../common/domain-error.js';
import { type Actor, holds, holdsAny, type Role } from './actor.js';

/** What the rules about tickets need to know of one. */
export interface TicketFacts {
  restricted: boolean;
  queue: string;
  requesterId: number | null;
  assigneeId: number | null;
  unitId: number | null;
  /** Set when the actor is among the participants. */
  participantIds?: readonly number[];
  /** The unit whose shared mailbox (sekretariat) asked: its members see the ticket. */
  sharedWithUnitId?: number | null;
}

interface ProtocolFacts {
  /** Who prepared, edited or submitted it. */
  writtenBy: readonly number[];
}

interface RequestFacts {
  requesterId: number;
  unitId: number;
}

const TECHNICAL: readonly Role[] = ['technician', 'triage', 'itHead'];
const READERS: readonly Role[] = [...TECHNICAL, 'auditor', 'administrator'];
const EVERYONE: readonly Role[] = ['employee'];

interface Rule<Subject> {
  /** Who may ever do it; a route is closed to all others. */
  roles: readonly Role[];
  /** Whether this actor may do it to this subject. */
  when?: (actor: Actor, subject: Subject) => boolean;
}

function rule<Subject = void>(
  roles: readonly Role[],
  when?: (actor: Actor, subject: Subject) => boolean,
): Rule<Subject> {
  return when ? { roles, when } : { roles };
}

/**
 * Who may do what, in one place: pages ask it to show a button, services ask it before they act, and a test asks it for every
 * route. Whoever holds no role at all is an employee.
 * Source: domain guide sections 5 (roles) and 8 (need to know, restricted security tickets).
 */
export const POLICY = {
  // Tickets
  'ticket.list': rule([...READERS, 'dataProtectionOfficer']),
  'ticket.view': rule<TicketFacts>(EVERYONE, canSeeTicket),
  /** Not on a security ticket that they see only because they asked. */
  'ticket.work': rule<TicketFacts>(TECHNICAL, worksOn),
  /** Internal notes and what was sent to whom; on a security ticket not for those who see it only as its requester. */
  'ticket.read-internal': rule<TicketFacts>(
    [...READERS, 'dataProtectionOfficer'],
    (actor, ticket) => !ticket.restricted || seesRestricted(actor, ticket),
  ),
  'ticket.register': rule(TECHNICAL),
  'ticket.withdraw': rule<TicketFacts>(
    EVERYONE,
    (actor, ticket) => isRequester(actor, ticket) || worksOn(actor, ticket),
  ),
  'ticket.confirm': rule<TicketFacts>(EVERYONE, isRequester),
  'ticket.write-as-requester': rule<TicketFacts>(EVERYONE, isRequester),
  'ticket.merge': rule<TicketFacts>(TECHNICAL, worksOn),
  'form.use': rule(EVERYONE),

  // Intake
  'inbound-email.list': rule([...TECHNICAL, 'auditor', 'administrator']),
  'inbound-email.decide': rule([...TECHNICAL, 'administrator']),
  'mailbox.manage': rule(['administrator']),

  // Triage
  'triage-rule.view': rule([...TECHNICAL, 'auditor', 'administrator']),
  'triage-rule.manage': rule(['triage', 'itHead', 'administrator']),

  // Inventory, directory, calendar
  'asset.list': rule(READERS),
  'asset.manage': rule([...TECHNICAL, 'administrator']),
  'directory.view': rule([...READERS, 'dataProtectionOfficer']),
  'directory.manage': rule(['administrator']),
  'calendar.view': rule([...READERS, 'secretary']),
  'calendar.manage': rule(['itHead', 'administrator']),
  'office-profile.manage': rule(['itHead', 'administrator']),

  // Repairs and outages
  'protocol.list': rule(READERS),
  'protocol.prepare': rule(['technician', 'itHead']),
  /** Four eyes: not what one has written any part of. */
  'protocol.approve': rule<ProtocolFacts>(['itHead'], (actor, { writtenBy }) => !writtenBy.includes(actor.personId)),
  'protocol.annul': rule(['itHead']),
  'outage.list': rule(READERS),
  'outage.manage': rule(TECHNICAL),

  // Purchases
  'purchase.list': rule(EVERYONE),
  'purchase.view': rule<RequestFacts>(EVERYONE, canSeeRequest),
  'purchase.prepare': rule([...TECHNICAL, 'unitHead', 'employee']),
  'purchase.edit': rule<RequestFacts>(
    EVERYONE,
    (actor, request) => request.requesterId === actor.personId || holdsAny(actor, TECHNICAL),
  ),
  'purchase.decide': rule(['unitHead', 'technician', 'itHead', 'treasurer', 'secretary']),
  'purchase.procure': rule(TECHNICAL),
  'budget.view': rule(['itHead', 'treasurer', 'secretary', 'auditor', 'administrator']),
  'budget.manage': rule(['treasurer', 'administrator']),

  // Answering for the process
  'kpi.view': rule([...READERS, 'secretary', 'treasurer']),
  'kpi.report.draft': rule(['itHead', 'administrator']),
  'kpi.report.approve': rule(['itHead']),
  'process-card.view': rule(EVERYONE),
  'audit.view': rule(['auditor', 'administrator', 'dataProtectionOfficer']),

  // Notifications, settings
  'notification.list': rule(READERS),
  'notification.resend': rule(TECHNICAL),
  'notification.configure': rule(TECHNICAL),
  'settings.view': rule([...TECHNICAL, 'auditor', 'administrator']),
  'access.manage': rule(['administrator']),
  'home.view': rule(EVERYONE),
} as const;

export type Action = keyof typeof POLICY;
type SubjectOf<A extends Action> = (typeof POLICY)[A] extends Rule<infer S> ? S : never;

/** May the actor ever do it? Routes and navigation ask this. */
export function mayEver(actor: Actor, action: Action): boolean {
  return holdsAny(actor, POLICY[action].roles);
}

/** May the actor do it to this subject? */
export function can<A extends Action>(
  actor: Actor,
  action: A,
  ...[subject]: SubjectOf<A> extends void ? [] : [SubjectOf<A>]
): boolean {
  const { when } = POLICY[action] as Rule<unknown>;
  return mayEver(actor, action) && (!when || when(actor, subject));
}

/** @throws DomainError `<noun>.forbidden` when the actor may not do it to this subject */
export function allow<A extends Action>(
  actor: Actor,
  action: A,
  ...subject: SubjectOf<A> extends void ? [] : [SubjectOf<A>]
): void {
  if (!can(actor, action, ...subject)) {
    throw new DomainError(`${action.split('.')[0]}.forbidden`, 'forbidden', 'Brak uprawnień do tej czynności.');
  }
}

/**
 * A restricted (security) ticket is seen by its requester, its assignee, members of its queue, the head of WO and the data
 * protection officer; any other by those who work with tickets or read them, by the head of the requester's unit, and by members of
 * the unit whose shared mailbox asked.
 */
export function canSeeTicket(actor: Actor, ticket: TicketFacts): boolean {
  if (isRequester(actor, ticket) || ticket.participantIds?.includes(actor.personId)) return true;
  if (ticket.restricted) return seesRestricted(actor, ticket);
  if (holdsAny(actor, READERS)) return true;
  if (ticket.sharedWithUnitId && ticket.sharedWithUnitId === actor.unitId) return true;
  return ticket.unitId !== null && holds(actor, 'unitHead', ticket.unitId);
}

function seesRestricted(actor: Actor, ticket: TicketFacts): boolean {
  return (
    actor.queues.includes(ticket.queue) ||
    ticket.assigneeId === actor.personId ||
    holds(actor, 'itHead') ||
    holds(actor, 'dataProtectionOfficer')
  );
}

function isRequester(actor: Actor, ticket: TicketFacts): boolean {
  return ticket.requesterId === actor.personId;
}

function worksOn(actor: Actor, ticket: TicketFacts): boolean {
  return (
    holdsAny(actor, TECHNICAL) && (ticket.restricted ? seesRestricted(actor, ticket) : canSeeTicket(actor, ticket))
  );
}

function canSeeRequest(actor: Actor, request: RequestFacts): boolean {
  if (request.requesterId === actor.personId || holds(actor, 'unitHead', request.unitId)) return true;
  return holdsAny(actor, [...READERS, 'treasurer', 'secretary']);
}
