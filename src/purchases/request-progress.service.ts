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
    const to = allowedState(from, step.action);
    request.state = to;
    request.updatedAt = at;
    if (to === 'COMPLETED') request.completedAt = at;
    if (WITHOUT_PURCHASE.includes(to)) await this.budget.release(tx, request.id, step.actorId, at);
    await tx.save(request);
    await this.append(tx, request, step.event, step.actorId, at, { from, to, ...step.payload });
    if (isFinal(to)) await this.settleTicket(tx, request, from, step.actorId, at);
  }

  /** A draft that was thrown away leaves the ticket's need open; any other end of a request meets it. */
  private async settleTicket(
    tx: EntityManager,
    { id, ticketId }: PurchaseRequest,
    from: RequestState,
    actorId: number,
    at: Date,
  ): Promise<void> {
    if (ticketId === null) return;
    const obligation = { ticketId, kind: 'PURCHASE_REQUEST', ref: id } as const;
    if (from === 'DRAFT') await this.obligations.release(tx, obligation, actorId, at);
    else await this.obligations.meet(tx, obligation, actorId, at);
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

/** The state that an action leads to. @throws DomainError `purchase-request.transition-not-allowed` */
export function allowedState(from: RequestState, action: RequestAction): RequestState {
  const to = nextState(from, action);
  if (to) return to;
  throw new DomainError(
    'purchase-request.transition-not-allowed',
    'conflict',
    `Tej czynności nie można wykonać, gdy wniosek jest w stanie „${label('purchaseState', from)}”.`,
  );
}
