import type { Actor } from '../../access/actor.js';
import { can, type TicketFacts } from '../../access/policy.js';

/** Who may not see a ticket is told that there is nothing; notes are for those who work on it. */
export function mayRead(actor: Actor, { ticket, isInternal }: { ticket: TicketFacts; isInternal: boolean }): boolean {
  return can(actor, isInternal ? 'ticket.read-internal' : 'ticket.view', ticket);
}
