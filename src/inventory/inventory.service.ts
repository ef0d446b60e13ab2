import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { startOfDay } from '../calendar/wall-time.js';
import { DomainError, found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { EventsService, type NewEvent } from '../events/events.service.js';
import { recordFacts, standingFacts } from './asset-facts.js';
import type { WithdrawalReason } from './asset-kind.js';
import { type AssetData, insertAssets, type NewAsset, validInventoryNumber } from './asset-registration.js';
import { changedFields, factsOfCorrection, factsOfRegistration } from './asset-change.js';
import { Asset } from './asset.entity.js';

export interface RelocateAsset {
  id: number;
  unitId: number | null;
  room: string | null;
  userId: number | null;
  /** The day of the move; local date. */
  on: string;
}

export interface WithdrawAsset {
  id: number;
  /** The first day on which it is no longer in the register. */
  on: string;
  reason: WithdrawalReason;
}

/** The register of equipment. Every change appends facts, updates the projection and appends an event, in one transaction. */
@Injectable()
export class InventoryService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly config: AppConfig,
  ) {}

  /** Enters one piece by hand. @throws DomainError `asset.inventory-number-taken`, `asset.day-in-future` */
  async register(actor: Actor, asset: NewAsset, at: Date): Promise<Asset> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'asset.manage');
      this.refuseFuture(asset.acceptedOn, at, 'acceptedOn');
      const [registered] = await this.registerAccepted(tx, [asset], at, actor.personId);
      return registered!;
    });
  }

  /**
   * Enters accepted pieces: from an acceptance protocol, an import or a take-over from an older register. Three statements
   * for any number of pieces.
   * @param assets their `acceptedOn` is the day from which they are in the register
   * @param actorId null: the system
   * @returns in the order given
   * @throws DomainError `asset.inventory-number-taken`
   */
  async registerAccepted(
    tx: EntityManager,
    assets: readonly NewAsset[],
    at: Date,
    actorId: number | null,
  ): Promise<Asset[]> {
    if (assets.length === 0) return [];
    const registered = await insertAssets(tx, assets, at);
    const midnight = (day: string) => startOfDay(day, this.config.timeZone);
    const facts = registered.flatMap((asset) => factsOfRegistration(asset, midnight));
    await recordFacts(tx, facts, at, actorId);
    await this.events.append(
      tx,
      ...registered.map((asset): NewEvent => ({
        type: 'asset.registered',
        subjectType: 'asset',
        subjectId: asset.id,
        actorId,
        at,
        payload: { kind: asset.kind, acceptedOn: asset.acceptedOn, title: asset.title, unitId: asset.unitId },
      })),
    );
    return registered;
  }

  /**
   * Corrects what was entered wrongly, or adds what was left out. Facts of the register (kind, day of acceptance) are superseded;
   * where the piece stands is changed by `relocate`.
   * @throws DomainError `asset.inventory-number-taken`, `asset.day-in-future`
   */
  async correct(actor: Actor, id: number, data: AssetData, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'asset.manage');
      await this.correctIn(tx, id, data, at, actor.personId);
    });
  }

  /** `correct` in the transaction of the caller. @returns whether anything changed */
  async correctIn(
    tx: EntityManager,
    id: number,
    typed: Partial<AssetData>,
    at: Date,
    actorId: number | null,
  ): Promise<boolean> {
    const asset = await lockAsset(tx, id);
    const data = typed.inventoryNumber
      ? { ...typed, inventoryNumber: validInventoryNumber(typed.inventoryNumber) }
      : typed;
    if (data.acceptedOn) this.refuseFuture(data.acceptedOn, at, 'acceptedOn');
    const changes = changedFields(asset, data);
    if (Object.keys(changes).length === 0) return false;
    if (data.inventoryNumber) await refuseTakenNumber(tx, asset.id, data.inventoryNumber);
    const before = { kind: asset.kind, acceptedOn: asset.acceptedOn };
    Object.assign(asset, data, { updatedAt: at });
    if (asset.kind !== 'SERVER') asset.inKpiScope = false;
    refuseWithdrawalBeforeAcceptance(asset);
    const midnight = (day: string) => startOfDay(day, this.config.timeZone);
    await recordFacts(tx, factsOfCorrection(before, asset, await standingFacts(tx, id), midnight), at, actorId);
    await tx.save(asset);
    await this.append(tx, 'asset.changed', asset, at, actorId, { changes });
    return true;
  }

  /** Moves a piece inside the office (MT). @throws DomainError `asset.withdrawn`, `asset.moved-later`, `asset.day-in-future` */
  async relocate(actor: Actor, command: RelocateAsset, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'asset.manage');
      await this.relocateIn(tx, command, at, actor.personId);
    });
  }

  /** `relocate` in the transaction of the caller. @returns whether anything changed */
  async relocateIn(tx: EntityManager, command: RelocateAsset, at: Date, actorId: number | null): Promise<boolean> {
    const asset = await lockAsset(tx, command.id);
    const { unitId, room, userId } = command;
    const changes = changedFields(asset, { unitId, room, userId });
    if (Object.keys(changes).length === 0) return false;
    refuseWithdrawn(asset);
    this.refuseFuture(command.on, at, 'on');
    if (unitId !== asset.unitId) {
      await this.recordChange(tx, asset.id, 'unit', unitId, startOfDay(command.on, this.config.timeZone), at, actorId);
    }
    Object.assign(asset, { unitId, room, userId, updatedAt: at });
    await tx.save(asset);
    await this.append(tx, 'asset.relocated', asset, at, actorId, { on: command.on, changes });
    return true;
  }

  /** Takes a piece out of the register. @throws DomainError `asset.withdrawn`, `asset.withdrawn-too-early`, `asset.day-in-future` */
  async withdraw(actor: Actor, command: WithdrawAsset, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'asset.manage');
      await this.withdrawIn(tx, command, at, actor.personId);
    });
  }

  /** `withdraw` in the transaction of the caller, e.g. of a return to the supplier. */
  async withdrawIn(tx: EntityManager, command: WithdrawAsset, at: Date, actorId: number | null): Promise<void> {
    const asset = await lockAsset(tx, command.id);
    refuseWithdrawn(asset);
    this.refuseFuture(command.on, at, 'on');
    asset.withdrawnOn = command.on;
    asset.withdrawalReason = command.reason;
    asset.updatedAt = at;
    refuseWithdrawalBeforeAcceptance(asset);
    await this.supersedeWithdrawal(tx, asset, at, actorId);
    await tx.save(asset);
    await this.append(tx, 'asset.withdrawn', asset, at, actorId, { on: command.on, reason: command.reason });
  }

  /** Takes back a withdrawal that was entered by mistake. @throws DomainError `asset.not-withdrawn` */
  async restore(actor: Actor, id: number, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'asset.manage');
      const asset = await lockAsset(tx, id);
      const { withdrawnOn } = asset;
      if (!withdrawnOn) {
        throw new DomainError('asset.not-withdrawn', 'conflict', 'To urządzenie jest w ewidencji.');
      }
      Object.assign(asset, { withdrawnOn: null, withdrawalReason: null, updatedAt: at });
      await this.supersedeWithdrawal(tx, asset, at, actor.personId);
      await tx.save(asset);
      await this.append(tx, 'asset.changed', asset, at, actor.personId, {
        changes: { withdrawnOn: [withdrawnOn, null] },
      });
    });
  }

  /**
   * Puts a server into the scope of indicator 1, or takes it out.
   * @param from the instant from which it holds
   * @throws DomainError `asset.not-a-server`, `asset.changed-later`
   */
  async changeKpiScope(
    actor: Actor,
    command: { id: number; inKpiScope: boolean; from: Date },
    at: Date,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'asset.manage');
      await this.changeKpiScopeIn(tx, command, at, actor.personId);
    });
  }

  /** `changeKpiScope` in the transaction of the caller. */
  async changeKpiScopeIn(
    tx: EntityManager,
    { id, inKpiScope, from }: { id: number; inKpiScope: boolean; from: Date },
    at: Date,
    actorId: number | null,
  ): Promise<void> {
    const asset = await lockAsset(tx, id);
    if (asset.inKpiScope === inKpiScope) return;
    if (asset.kind !== 'SERVER') {
      throw new DomainError('asset.not-a-server', 'invalid', 'Miernik dostępności dotyczy tylko serwerów.');
    }
    await this.recordChange(tx, id, 'inKpiScope', inKpiScope, from, at, actorId);
    Object.assign(asset, { inKpiScope, updatedAt: at });
    await tx.save(asset);
    await this.append(tx, 'asset.changed', asset, at, actorId, {
      from,
      changes: { inKpiScope: [!inKpiScope, inKpiScope] },
    });
  }

  /** A value that holds from now on; one that starts at the same instant as the last is a correction of it. */
  private async recordChange(
    tx: EntityManager,
    assetId: number,
    attribute: 'unit' | 'inKpiScope',
    value: number | boolean | null,
    validFrom: Date,
    at: Date,
    actorId: number | null,
  ): Promise<void> {
    const last = (await standingFacts(tx, assetId)).findLast((fact) => fact.attribute === attribute);
    if (last && last.validFrom > validFrom) {
      const since = localDate(last.validFrom, this.config.timeZone);
      const message = `Od ${since} obowiązuje już późniejszy wpis; nowy nie może go wyprzedzać.`;
      throw new DomainError('asset.changed-later', 'conflict', message, { on: message });
    }
    const supersedes = last && +last.validFrom === +validFrom ? last.id : undefined;
    await recordFacts(tx, [{ assetId, attribute, value, validFrom, supersedes }], at, actorId);
  }

  /** All `withdrawnOn` facts of an asset form one chain of corrections. */
  private async supersedeWithdrawal(tx: EntityManager, asset: Asset, at: Date, actorId: number | null): Promise<void> {
    const last = (await standingFacts(tx, asset.id)).findLast((fact) => fact.attribute === 'withdrawnOn');
    const validFrom = asset.withdrawnOn ? startOfDay(asset.withdrawnOn, this.config.timeZone) : last!.validFrom;
    const fact = { assetId: asset.id, attribute: 'withdrawnOn', value: asset.withdrawnOn, validFrom } as const;
    await recordFacts(tx, [{ ...fact, supersedes: last?.id }], at, actorId);
  }

  private async append(
    tx: EntityManager,
    type: 'asset.changed' | 'asset.relocated' | 'asset.withdrawn',
    asset: Asset,
    at: Date,
    actorId: number | null,
    payload: Record<string, unknown>,
  ): Promise<void> {
    await this.events.append(tx, { type, subjectType: 'asset', subjectId: asset.id, actorId, at, payload });
  }

  private refuseFuture(day: string, at: Date, field: string): void {
    if (day <= localDate(at, this.config.timeZone)) return;
    const message = 'Data nie może być późniejsza niż dzisiejsza.';
    throw new DomainError('asset.day-in-future', 'invalid', message, { [field]: message });
  }
}

/** The row for a change, locked. @throws DomainError `asset.not-found` */
async function lockAsset(tx: EntityManager, id: number): Promise<Asset> {
  return found(await tx.findOne(Asset, { where: { id }, lock: { mode: 'pessimistic_write' } }), 'asset');
}

function refuseWithdrawn(asset: Asset): void {
  if (!asset.withdrawnOn) return;
  throw new DomainError('asset.withdrawn', 'conflict', `Urządzenie wycofano z ewidencji ${asset.withdrawnOn}.`);
}

function refuseWithdrawalBeforeAcceptance(asset: Asset): void {
  if (!asset.withdrawnOn || asset.withdrawnOn >= asset.acceptedOn) return;
  const message = `Data wycofania nie może być wcześniejsza niż data przyjęcia (${asset.acceptedOn}).`;
  throw new DomainError('asset.withdrawn-too-early', 'invalid', message, { on: message, acceptedOn: message });
}

async function refuseTakenNumber(tx: EntityManager, id: number, number: string): Promise<void> {
  const [taken] = await tx.query<{ id: number }[]>(
    'SELECT a.id FROM asset a WHERE a.inventory_number = $1 AND a.id <> $2',
    [number, id],
  );
  if (!taken) return;
  const message = `Numer inwentarzowy ${number} ma już inne urządzenie.`;
  throw new DomainError('asset.inventory-number-taken', 'conflict', message, { inventoryNumber: message });
}
