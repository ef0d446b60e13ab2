import type { EntityManager } from 'typeorm';
import { type Actor } from '../access/actor.js';
import { allow, can } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { SqlParams } from '../database/sql-params.js';
import { visibleTickets } from './ticket-visibility.js';
import { Ticket } from './ticket.entity.js';

/** The ticket, locked until the transaction ends. @throws DomainError `ticket.not-found` */
export async function lockTicket(tx: EntityManager, number: string): Promise<Ticket> {
  return found(await tx.findOne(Ticket, { where: { number }, lock: { mode: 'pessimistic_write' } }), 'ticket');
}

/** The same by id. */
export async function lockTicketById(tx: EntityManager, id: number): Promise<Ticket> {
  return found(await tx.findOne(Ticket, { where: { id }, lock: { mode: 'pessimistic_write' } }), 'ticket');
}

/**
 * The ticket, locked, for what the actor is about to do with it. Who may not see it is told that there is none.
 * @throws DomainError `ticket.not-found`, `ticket.forbidden`
 */
export async function lockTicketFor(
  tx: EntityManager,
  actor: Actor,
  action: 'ticket.work' | 'ticket.withdraw' | 'ticket.confirm' | 'ticket.write-as-requester',
  number: string,
): Promise<Ticket> {
  const ticket = await lockTicket(tx, number);
  if (!can(actor, action, ticket)) await refuseUnseen(tx, actor, ticket.id);
  allow(actor, action, ticket);
  return ticket;
}

/** The same for a technician who is about to work on it. */
export async function lockForWork(tx: EntityManager, actor: Actor, number: string): Promise<Ticket> {
  return lockTicketFor(tx, actor, 'ticket.work', number);
}

/** @param noun what the actor asked for, if not the ticket itself. @throws DomainError `<noun>.not-found` when the actor may not see the ticket */
export async function refuseUnseen(tx: EntityManager, actor: Actor, ticketId: number, noun = 'ticket'): Promise<void> {
  const params = new SqlParams();
  const [row] = await tx.query<{ id: number }[]>(
    `SELECT t.id FROM ticket t WHERE t.id = ${params.bind(ticketId)} AND ${visibleTickets(actor, params)}`,
    params.values,
  );
  found(row, noun);
}
