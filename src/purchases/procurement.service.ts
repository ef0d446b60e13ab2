import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { acceptedByLine } from './acceptance.query.js';
import { BudgetService } from './budget.service.js';
import { linesOf, lockRequest } from './lock-request.js';
import { RequestProgress } from './request-progress.service.js';

/** `WO.1333.12.2026`: unit, class of the file plan, sequence, year. Source: domain guide section 6. */
const CASE_MARK = /^[\p{Lu}\d-]{1,12}\.\d{3,4}\.\d{1,5}\.\d{4}$/u;

export interface StartProcurement {
  id: number;
  /** Case mark of the procedure; null when there is none. */
  procedureMark: string | null;
  /** Local date; chooses the threshold. */
  startedOn: string;
}

export interface OrderPurchase {
  id: number;
  /** Number of the contract or order. */
  orderReference: string;
  orderedOn: string;
  supplier: string;
}

/** From an approved request to an order with a supplier. */
@Injectable()
export class ProcurementService {
  constructor(
    private readonly db: DataSource,
    private readonly progress: RequestProgress,
    private readonly budget: BudgetService,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `purchase-request.case-mark-invalid`, `purchase-request.day-in-future` */
  async start(actor: Actor, command: StartProcurement, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'purchase.procure');
      const request = await lockRequest(tx, actor, command.id);
      if (command.procedureMark !== null && !CASE_MARK.test(command.procedureMark)) {
        const message = 'Znak sprawy ma postać WO.271.12.2026.';
        throw new DomainError('purchase-request.case-mark-invalid', 'invalid', message, { procedureMark: message });
      }
      refuseFuture(command.startedOn, this.today(at), 'startedOn');
      request.procedureMark = command.procedureMark;
      request.procedureStartedOn = command.startedOn;
      const event = 'purchase-request.procurement-started';
      await this.progress.advance(tx, request, { action: 'startProcurement', event, actorId: actor.personId }, at);
    });
  }

  /** @throws DomainError `purchase-request.day-in-future` */
  async order(actor: Actor, command: OrderPurchase, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'purchase.procure');
      const request = await lockRequest(tx, actor, command.id);
      refuseFuture(command.orderedOn, this.today(at), 'orderedOn');
      request.orderReference = command.orderReference;
      request.orderedOn = command.orderedOn;
      request.supplier = command.supplier;
      const event = 'purchase-request.ordered';
      await this.progress.advance(tx, request, { action: 'order', event, actorId: actor.personId }, at);
    });
  }

  /** The rest will not come: the request ends with what was delivered and frees the money of the rest. */
  async closeShort(actor: Actor, command: { id: number; reason: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'purchase.procure');
      const request = await lockRequest(tx, actor, command.id);
      const accepted = await acceptedByLine(tx, request.id);
      const missing = (await linesOf(tx, request.id)).map((line) => ({
        lineId: line.id,
        quantity: line.quantity - (accepted.get(line.id) ?? 0),
        unitGrossGrosze: line.unitGrossGrosze,
      }));
      request.decisionReason = command.reason;
      const event = 'purchase-request.completed';
      const payload = { missing: missing.map(({ lineId, quantity }) => ({ lineId, quantity })) };
      await this.progress.advance(tx, request, { action: 'closeShort', event, actorId: actor.personId, payload }, at);
      const amountGrosze = missing.reduce((sum, line) => sum + line.quantity * line.unitGrossGrosze, 0);
      const part = { budgetLineId: request.budgetLineId!, requestId: request.id, amountGrosze };
      await this.budget.releasePart(tx, part, actor.personId, at);
    });
  }

  private today(at: Date): string {
    return localDate(at, this.config.timeZone);
  }
}

function refuseFuture(day: string, today: string, field: string): void {
  if (day <= today) return;
  const message = 'Data nie może być późniejsza niż dzisiejsza.';
  throw new DomainError('purchase-request.day-in-future', 'invalid', message, { [field]: message });
}
