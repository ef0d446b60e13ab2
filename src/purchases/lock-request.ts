import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { PurchaseRequest, PurchaseRequestLine } from './purchase-request.entity.js';

/** The request, locked until the transaction ends. @throws DomainError `purchase-request.not-found` also when the actor may not see it */
export async function lockRequest(tx: EntityManager, actor: Actor, id: number): Promise<PurchaseRequest> {
  const row = await tx.findOne(PurchaseRequest, { where: { id }, lock: { mode: 'pessimistic_write' } });
  const request = found(row, 'purchase-request');
  return found(can(actor, 'purchase.view', request) ? request : null, 'purchase-request');
}

export async function linesOf(tx: EntityManager, requestId: number): Promise<PurchaseRequestLine[]> {
  return tx.find(PurchaseRequestLine, { where: { requestId }, order: { position: 'ASC' } });
}
