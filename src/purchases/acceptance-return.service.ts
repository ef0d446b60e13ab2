import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { EventsService } from '../events/events.service.js';
import { Asset } from '../inventory/asset.entity.js';
import { InventoryService } from '../inventory/inventory.service.js';
import { AcceptanceReturn, type ReturnKind } from './acceptance.entity.js';
import { type AcceptedItemRow, findAcceptedItem } from './acceptance.query.js';
import { BudgetService } from './budget.service.js';
import { lockRequest } from './lock-request.js';

export interface ReturnAccepted {
  acceptanceItemId: number;
  kind: ReturnKind;
  returnedOn: string;
  reason: string;
  /** Pieces of the register that go back; for other goods the quantity alone. */
  assetIds: readonly number[];
  quantity: number;
  /** What came in their place, one for each; only for an exchange of registered pieces. */
  replacements: readonly { inventoryNumber: string; serialNumber: string | null }[];
}

/** Complaints: pieces go back for the money or for others. */
@Injectable()
export class AcceptanceReturnService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly inventory: InventoryService,
    private readonly budget: BudgetService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Records a return: the pieces leave the register, replacements enter it as exchanged (not bought), a refund frees the money.
   * @throws DomainError `acceptance-return.more-than-accepted`, `.pieces-required`, `.foreign-piece`, `.replacements-differ`, `.day-in-future`
   */
  async record(actor: Actor, command: ReturnAccepted, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'purchase.procure');
      const { requestId } = found(await findAcceptedItem(tx, command.acceptanceItemId), 'acceptance-item');
      const request = await lockRequest(tx, actor, requestId);
      const item = found(await findAcceptedItem(tx, command.acceptanceItemId), 'acceptance-item');
      const quantity = this.quantityOf(item, command, at);
      const { acceptanceItemId, kind, returnedOn, reason } = command;
      await tx.insert(AcceptanceReturn, {
        acceptanceItemId,
        kind,
        quantity,
        returnedOn,
        reason,
        recordedBy: actor.personId,
        recordedAt: at,
      });
      if (item.isRegistered) await this.changeRegister(tx, command, actor, at);
      if (kind === 'REFUND') {
        const amountGrosze = quantity * item.unitGrossGrosze;
        const part = { budgetLineId: request.budgetLineId!, requestId, amountGrosze };
        await this.budget.releasePart(tx, part, actor.personId, at);
      }
      await this.events.append(tx, {
        type: 'acceptance.returned',
        subjectType: 'acceptance_protocol',
        subjectId: item.acceptanceId,
        ticketId: request.ticketId,
        actorId: actor.personId,
        at,
        payload: { requestId, acceptanceItemId, kind, quantity, returnedOn, assetIds: command.assetIds },
      });
    });
  }

  /** @returns how many pieces go back */
  private quantityOf(item: AcceptedItemRow, command: ReturnAccepted, at: Date): number {
    if (command.returnedOn > localDate(at, this.config.timeZone)) {
      throw refusal('day-in-future', 'Data zwrotu nie może być późniejsza niż dzisiejsza.', 'returnedOn');
    }
    const quantity = item.isRegistered ? command.assetIds.length : command.quantity;
    if (quantity < 1) throw refusal('pieces-required', 'Należy wskazać, co zwrócono.', 'assetIds');
    if (quantity > item.quantity - item.refunded) {
      throw refusal('more-than-accepted', 'Zwrot obejmuje więcej sztuk, niż odebrano.', 'quantity');
    }
    const expected = item.isRegistered && command.kind === 'EXCHANGE' ? quantity : 0;
    if (command.replacements.length !== expected) {
      throw refusal('replacements-differ', 'Należy podać numer każdej sztuki otrzymanej w zamian.', 'replacements');
    }
    return quantity;
  }

  private async changeRegister(tx: EntityManager, command: ReturnAccepted, actor: Actor, at: Date): Promise<void> {
    const { acceptanceItemId, returnedOn } = command;
    const assets = await tx.findBy(Asset, { id: In([...command.assetIds]), acceptanceItemId });
    if (assets.length !== command.assetIds.length) {
      throw refusal('foreign-piece', 'Urządzenie nie pochodzi z tej dostawy.', 'assetIds');
    }
    const reason = command.kind === 'REFUND' ? 'RETURNED' : 'EXCHANGED';
    for (const { id } of assets)
      await this.inventory.withdrawIn(tx, { id, on: returnedOn, reason }, at, actor.personId);
    const replaced = command.replacements.map((piece, index) => {
      const { kind, manufacturer, model, warrantyUntil, grossValueGrosze, unitId, room, userId } = assets[index]!;
      const place = { unitId, room, userId };
      const data = { kind, manufacturer, model, warrantyUntil, grossValueGrosze };
      return { ...piece, ...data, ...place, title: 'EXCHANGED', acceptedOn: returnedOn, acceptanceItemId } as const;
    });
    await this.inventory.registerAccepted(tx, replaced, at, actor.personId);
  }
}

function refusal(reason: string, message: string, field: string): DomainError {
  return new DomainError(`acceptance-return.${reason}`, 'invalid', message, { [field]: message });
}
