import type { EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';
import { PurchaseRequest, PurchaseRequestLine } from './purchase-request.entity.js';

/** The request, locked until the transaction ends. @throws DomainError `purchase-request.not-found` */
export async function lockRequest(tx: EntityManager, id: number): Promise<PurchaseRequest> {
  return found(
    await tx.findOne(PurchaseRequest, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    'purchase-request',
  );
}

export async function linesOf(tx: EntityManager, requestId: number): Promise<PurchaseRequestLine[]> {
  return tx.find(PurchaseRequestLine, { where: { requestId }, order: { position: 'ASC' } });
}
