import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { label } from '../rendering/labels.js';
import { TicketObligations } from '../tickets/ticket-obligations.service.js';
import { BudgetService } from './budget.service.js';
import type { PurchaseRequest } from './purchase-request.entity.js';
import { isFinal, nextState, type RequestAction, type RequestState } from './purchase-request-state.js';

interface Step {
  action: RequestAction;
  event: EventType;
  actorId: number;
  payload?: Record<string, unknown>;
}

/** States that give booked money back. */
const WITHOUT_PURCHASE: readonly RequestState[] = ['RETURNED', 'REJECTED', 'WITHDRAWN'];

/** Every change of a request's state goes through here, with what follows from it: money, obligation of the ticket, event. */
@Injectable()
export class RequestProgress {
  constructor(
    private readonly events: EventsService,
    private readonly budget: BudgetService,
    private readonly obligations: TicketObligations,
  ) {}

  /** @throws DomainError `purchase-request.transition-not-allowed` */
  async advance(tx: EntityManager, request: PurchaseRequest, step: Step, at: Date): Promise<void> {
    const from = request.state;
    const to = allowed(from, step.action);
    request.state = to;
    request.updatedAt = at;
    if (to === 'COMPLETED') request.completedAt = at;
    if (WITHOUT_PURCHASE.includes(to)) await this.budget.release(tx, request.id, step.actorId, at);
    await tx.save(request);
    await this.append(tx, request, step.event, step.actorId, at, { from, to, ...step.payload });
    if (isFinal(to) && request.ticketId !== null) {
      const obligation = { ticketId: request.ticketId, kind: 'PURCHASE_REQUEST', ref: request.id } as const;
      await this.obligations.meet(tx, obligation, step.actorId, at);
    }
  }

  /** An event about a request, on the timeline of its ticket as well. */
  async append(
    tx: EntityManager,
    request: PurchaseRequest,
    type: EventType,
    actorId: number,
    at: Date,
    payload: Record<string, unknown> = {},
  ): Promise<void> {
    await this.events.append(tx, {
      type,
      subjectType: 'purchase_request',
      subjectId: request.id,
      ticketId: request.ticketId,
      actorId,
      at,
      payload: { number: request.number, ...payload },
    });
  }
}

/** @throws DomainError `purchase-request.transition-not-allowed` */
function allowed(from: RequestState, action: RequestAction): RequestState {
  const to = nextState(from, action);
  if (to) return to;
  throw new DomainError(
    'purchase-request.transition-not-allowed',
    'conflict',
    `Tej czynności nie można wykonać, gdy wniosek jest w stanie „${label('purchaseState', from)}”.`,
  );
}
