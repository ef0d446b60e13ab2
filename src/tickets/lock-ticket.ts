import type { EntityManager } from 'typeorm';
import { type Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { found } from '../common/domain-error.js';
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
 * The ticket, locked, for a technician who is about to work on it. Who may not see a ticket is told that there is none.
 * @throws DomainError `ticket.not-found`
 */
export async function lockForWork(tx: EntityManager, actor: Actor, number: string): Promise<Ticket> {
  const ticket = await lockTicket(tx, number);
  allow(actor, 'ticket.work', ticket);
  return ticket;
}
