import { type Actor, holds, holdsAny } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import type { SqlParams } from '../database/sql-params.js';

/**
 * The SQL twin of `canSeeTicket` in access/policy.ts, for lists: a condition on the alias `t` of table ticket. A test keeps the
 * two equal over all roles.
 */
export function visibleTickets(actor: Actor, params: SqlParams): string {
  const reads = holdsAny(actor, ['technician', 'triage', 'itHead', 'auditor', 'administrator']);
  // Nothing is bound that the condition does not use: PostgreSQL refuses a parameter without a type.
  if (reads && seesAllRestricted(actor)) return 'true';
  const me = params.bind(actor.personId);
  const own = `t.requester_id = ${me} OR EXISTS (SELECT FROM ticket_participant vp WHERE vp.ticket_id = t.id AND vp.person_id = ${me} AND vp.confirmed)`;
  const restricted = seesAllRestricted(actor)
    ? 'true'
    : `t.assignee_id = ${me} OR t.queue = ANY(${params.bind([...actor.queues])}::text[]) OR ${own}`;
  if (reads) return `(NOT t.restricted OR ${restricted})`;
  const headOf = actor.roles.flatMap(({ role, unitId }) => (role === 'unitHead' && unitId !== null ? [unitId] : []));
  const unit = headOf.length > 0 ? `NOT t.restricted AND t.unit_id = ANY(${params.bind(headOf)}::integer[])` : 'false';
  return `(${own} OR (${unit}) OR (${sharedWithUnit(actor, params)}) OR (t.restricted AND (${restricted})))`;
}

/**
 * The SQL twin of `ticket.read-internal` for tickets that the actor sees: notes, and what was sent to whom, of a security ticket are
 * not for those who see it only as its requester.
 */
export function readsInternal(actor: Actor, params: SqlParams): string {
  if (!mayEver(actor, 'ticket.read-internal')) return 'false';
  if (seesAllRestricted(actor)) return 'true';
  return `(NOT t.restricted OR t.assignee_id = ${params.bind(actor.personId)} OR t.queue = ANY(${params.bind([...actor.queues])}::text[]))`;
}

/** Asked by the shared mailbox of the actor's unit, not by a person. */
export function sharedWithUnit(actor: Actor, params: SqlParams): string {
  if (actor.unitId === null) return 'false';
  return `NOT t.restricted AND t.requester_id IS NULL AND t.requester_email = (SELECT vu.email FROM organizational_unit vu WHERE vu.id = ${params.bind(actor.unitId)})`;
}

function seesAllRestricted(actor: Actor): boolean {
  return holds(actor, 'itHead') || holds(actor, 'dataProtectionOfficer');
}
