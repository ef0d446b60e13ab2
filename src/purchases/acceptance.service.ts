import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import { localDate, localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { nextNumber } from '../database/number-series.js';
import { EventsService } from '../events/events.service.js';
import type { NewAsset } from '../inventory/asset-registration.js';
import { InventoryService } from '../inventory/inventory.service.js';
import { AcceptanceItem, AcceptanceProtocol } from './acceptance.entity.js';
import { type AcceptanceRefusal, planAcceptance } from './acceptance-plan.js';
import { acceptedByLine } from './acceptance.query.js';
import { linesOf, lockRequest } from './lock-request.js';
import type { PurchaseRequest, PurchaseRequestLine } from './purchase-request.entity.js';
import { allowedState, RequestProgress } from './request-progress.service.js';

export interface AcceptedItem {
  lineId: number;
  quantity: number;
  /** Of the delivered pieces; only for lines whose pieces enter the register. */
  manufacturer: string | null;
  model: string;
  warrantyUntil: string | null;
  pieces: readonly { inventoryNumber: string; serialNumber: string | null }[];
}

export interface RecordAcceptance {
  id: number;
  /** Local date; the date that counts for indicator 3. */
  acceptedOn: string;
  invoiceReference: string | null;
  remarks: string;
  items: readonly AcceptedItem[];
}

/** Deliveries: a protocol for each, and what it brings into the register. */
@Injectable()
export class AcceptanceService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly progress: RequestProgress,
    private readonly inventory: InventoryService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Records a delivery under the next `PO/n/yyyy`, registers its pieces, and completes the request when nothing is missing.
   * @throws DomainError `acceptance.nothing-delivered`, `.foreign-line`, `.more-than-ordered`, `.pieces-differ`, `.day-in-future`,
   *   `.before-order`, `.model-required`, `asset.inventory-number-taken`, `purchase-request.transition-not-allowed`
   */
  async record(actor: Actor, command: RecordAcceptance, at: Date): Promise<AcceptanceProtocol> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'purchase.procure');
      const request = await lockRequest(tx, actor, command.id);
      allowedState(request.state, 'acceptPart');
      this.refuseDay(request, command.acceptedOn, at);
      const lines = await linesOf(tx, request.id);
      const outcome = await completeness(tx, lines, command);
      const protocol = await this.insertProtocol(tx, command, actor, at);
      await this.insertItems(tx, protocol, request, lines, command, actor, at);
      await this.events.append(tx, {
        type: 'acceptance.recorded',
        subjectType: 'acceptance_protocol',
        subjectId: protocol.id,
        ticketId: request.ticketId,
        actorId: actor.personId,
        at,
        payload: {
          number: protocol.number,
          requestId: request.id,
          acceptedOn: command.acceptedOn,
          items: command.items.map(({ lineId, quantity }) => ({ lineId, quantity })),
        },
      });
      const step = {
        acceptPart: 'purchase-request.partly-accepted',
        acceptRest: 'purchase-request.completed',
      } as const;
      const action = outcome === 'rest' ? 'acceptRest' : 'acceptPart';
      await this.progress.advance(tx, request, { action, event: step[action], actorId: actor.personId }, at);
      return protocol;
    });
  }

  private refuseDay(request: PurchaseRequest, acceptedOn: string, at: Date): void {
    if (acceptedOn > localDate(at, this.config.timeZone)) {
      throw refusal('day-in-future', 'Data odbioru nie może być późniejsza niż dzisiejsza.', 'acceptedOn');
    }
    if (request.orderedOn && acceptedOn < request.orderedOn) {
      throw refusal(
        'before-order',
        `Odbiór nie może być wcześniejszy niż zamówienie (${request.orderedOn}).`,
        'acceptedOn',
      );
    }
  }

  private async insertProtocol(
    tx: EntityManager,
    command: RecordAcceptance,
    actor: Actor,
    at: Date,
  ): Promise<AcceptanceProtocol> {
    const year = localYear(at, this.config.timeZone);
    return tx.save(
      tx.create(AcceptanceProtocol, {
        number: `PO/${await nextNumber(tx, 'acceptance_protocol', year)}/${year}`,
        requestId: command.id,
        acceptedOn: command.acceptedOn,
        invoiceReference: command.invoiceReference,
        remarks: command.remarks,
        recordedBy: actor.personId,
        recordedAt: at,
      }),
    );
  }

  private async insertItems(
    tx: EntityManager,
    protocol: AcceptanceProtocol,
    request: PurchaseRequest,
    lines: readonly PurchaseRequestLine[],
    { items, acceptedOn }: RecordAcceptance,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const assets: NewAsset[] = [];
    for (const item of items) {
      const line = lines.find(({ id }) => id === item.lineId)!;
      const { lineId, quantity } = item;
      const stored = await tx.save(tx.create(AcceptanceItem, { acceptanceId: protocol.id, lineId, quantity }));
      assets.push(...assetsOf(item, line, request, acceptedOn, stored.id));
    }
    await this.inventory.registerAccepted(tx, assets, at, actor.personId);
  }
}

/** @throws DomainError when the delivery does not fit the order */
async function completeness(
  tx: EntityManager,
  lines: readonly PurchaseRequestLine[],
  { id, items }: RecordAcceptance,
): Promise<'part' | 'rest'> {
  const accepted = await acceptedByLine(tx, id);
  const ordered = lines.map((line) => ({
    ...line,
    acceptedBefore: accepted.get(line.id) ?? 0,
    isRegistered: line.assetKind !== null,
  }));
  const plan = planAcceptance(ordered, items);
  if (plan.kind !== 'refused') return plan.kind;
  throw refusal(plan.reason, MESSAGES[plan.reason], plan.position === null ? 'items' : `items.${plan.position}`);
}

const MESSAGES: Record<AcceptanceRefusal, string> = {
  'nothing-delivered': 'Należy podać, co odebrano.',
  'foreign-line': 'Pozycja nie należy do tego wniosku.',
  'more-than-ordered': 'Odebrano więcej niż zamówiono.',
  'pieces-differ': 'Należy podać numer inwentarzowy każdej odebranej sztuki, po jednej w wierszu.',
};

function assetsOf(
  item: AcceptedItem,
  line: PurchaseRequestLine,
  request: PurchaseRequest,
  acceptedOn: string,
  acceptanceItemId: number,
): NewAsset[] {
  const { assetKind } = line;
  if (!assetKind) return [];
  if (!item.model.trim()) {
    throw refusal('model-required', 'Należy podać model dostarczonego sprzętu.', `items.${line.position}`);
  }
  return item.pieces.map((piece) => ({
    ...piece,
    kind: assetKind,
    manufacturer: item.manufacturer,
    model: item.model,
    title: 'PURCHASED',
    acceptedOn,
    warrantyUntil: item.warrantyUntil,
    grossValueGrosze: line.unitGrossGrosze,
    unitId: request.unitId,
    acceptanceItemId,
  }));
}

function refusal(reason: string, message: string, field: string): DomainError {
  return new DomainError(`acceptance.${reason}`, 'invalid', message, { [field]: message });
}
