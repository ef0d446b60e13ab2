import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { findAssetByInventoryNumber } from '../inventory/asset-lookup.query.js';
import { lockForWork, lockTicketById, refuseUnseen } from '../tickets/lock-ticket.js';
import { TicketObligations } from '../tickets/ticket-obligations.service.js';
import type { OutageCause } from './outage-codes.js';
import { refuseImpossibleTimes } from './outage-times.js';
import { Incident, Outage } from './outage.entity.js';
import { afterTheWord } from './system-name.js';

export interface OutageData {
  /** Of the server, as on its sticker. */
  inventoryNumber: string;
  cause: OutageCause;
  serviceInterrupted: boolean;
  /** What people could not use, in their words. */
  systemName: string;
  startedAt: Date;
  /** null: still going on */
  endedAt: Date | null;
  description: string;
  /** The ticket that told of it; null: none. */
  ticketNumber: string | null;
  /** Outages of several servers with one cause: an incident known already, or the title of a new one. */
  incident: number | string | null;
}

/** Outages of servers, the only source of downtime. Whether one counts is asked of the view `outage_assessment`. */
@Injectable()
export class OutagesService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly obligations: TicketObligations,
  ) {}

  /**
   * Records an outage, going on or already over. A ticket that told of it cannot close before it is over.
   * @throws DomainError `outage.times-refused`, `outage.asset-unknown`, `outage.already-open`
   */
  async start(actor: Actor, data: OutageData, at: Date): Promise<{ id: number }> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'outage.manage');
      const outage = tx.create(Outage, { protocolId: null, recordedAt: at, recordedBy: actor.personId });
      await this.fill(tx, actor, outage, data, at);
      await refuseSecondOpen(tx, outage);
      await tx.save(outage);
      await this.settleObligation(tx, actor, outage, at);
      const { assetId, cause, serviceInterrupted, startedAt, endedAt } = outage;
      await this.append(tx, 'outage.started', outage, actor, at, {
        assetId,
        cause,
        serviceInterrupted,
        startedAt,
        endedAt,
      });
      return { id: outage.id };
    });
  }

  /** @throws DomainError `outage.already-ended`, `outage.times-refused` */
  async end(actor: Actor, command: { id: number; endedAt: Date }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const outage = await this.lock(tx, actor, command.id);
      if (outage.endedAt) {
        throw new DomainError('outage.already-ended', 'conflict', 'Koniec tego przestoju jest już wpisany.');
      }
      outage.endedAt = command.endedAt;
      refuseImpossibleTimes(outage, at);
      await tx.save(outage);
      await this.settleObligation(tx, actor, outage, at);
      await this.append(tx, 'outage.ended', outage, actor, at, { endedAt: outage.endedAt });
    });
  }

  /** Corrects what was recorded. A protocol that froze other hours no longer proves the outage. */
  async change(actor: Actor, command: { id: number; data: OutageData }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const outage = await this.lock(tx, actor, command.id);
      const before = { ...outage };
      await this.fill(tx, actor, outage, command.data, at);
      await refuseSecondOpen(tx, outage);
      const changes = changesBetween(before, outage);
      if (Object.keys(changes).length === 0) return;
      await tx.save(outage);
      if (before.ticketId !== null && before.ticketId !== outage.ticketId) {
        const obligation = { ticketId: before.ticketId, kind: 'OUTAGE', ref: outage.id } as const;
        await this.obligations.release(tx, obligation, actor.personId, at);
      }
      if ('ticketId' in changes || 'endedAt' in changes) await this.settleObligation(tx, actor, outage, at);
      const type = before.endedAt === null && outage.endedAt !== null ? 'outage.ended' : 'outage.changed';
      await this.append(tx, type, outage, actor, at, { changes, endedAt: outage.endedAt });
    });
  }

  /** Says which protocol is to prove the outage. Proof it is when its approved revision froze the same hours. */
  async linkProtocol(actor: Actor, command: { id: number; protocolId: number | null }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const outage = await this.lock(tx, actor, command.id);
      const before = { ...outage };
      if (command.protocolId !== null) await refuseForeignProtocol(tx, outage, command.protocolId);
      outage.protocolId = command.protocolId;
      await tx.save(outage);
      const changes = changesBetween(before, outage);
      await this.append(tx, 'outage.changed', outage, actor, at, { changes });
    });
  }

  /** Ticket first, then outage, as everywhere. @throws DomainError `outage.not-found` also when the actor may not see its ticket */
  private async lock(tx: EntityManager, actor: Actor, id: number): Promise<Outage> {
    allow(actor, 'outage.manage');
    const { ticketId } = found(await tx.findOneBy(Outage, { id }), 'outage');
    if (ticketId !== null) {
      const ticket = await lockTicketById(tx, ticketId);
      await refuseUnseen(tx, actor, ticketId, 'outage');
      allow(actor, 'ticket.work', ticket);
    }
    return found(await tx.findOne(Outage, { where: { id }, lock: { mode: 'pessimistic_write' } }), 'outage');
  }

  private async fill(tx: EntityManager, actor: Actor, outage: Outage, data: OutageData, at: Date): Promise<void> {
    refuseImpossibleTimes(data, at);
    const ticket = data.ticketNumber ? await lockForWork(tx, actor, data.ticketNumber) : null;
    Object.assign(outage, {
      cause: data.cause,
      serviceInterrupted: data.serviceInterrupted,
      startedAt: data.startedAt,
      endedAt: data.endedAt,
      assetId: await assetId(tx, data.inventoryNumber),
      ticketId: ticket?.id ?? null,
      incidentId: await this.incidentId(tx, data.incident, at),
      systemName: afterTheWord(data.systemName),
      description: data.description.trim(),
    });
  }

  private async incidentId(tx: EntityManager, incident: number | string | null, at: Date): Promise<number | null> {
    if (typeof incident === 'string') {
      return (await tx.save(tx.create(Incident, { title: incident.trim(), createdAt: at }))).id;
    }
    if (incident !== null) found(await tx.findOneBy(Incident, { id: incident }), 'incident');
    return incident;
  }

  /** While the outage goes on, its ticket has something to wait for. */
  private async settleObligation(tx: EntityManager, actor: Actor, outage: Outage, at: Date): Promise<void> {
    if (outage.ticketId === null) return;
    const obligation = { ticketId: outage.ticketId, kind: 'OUTAGE', ref: outage.id } as const;
    await this.obligations.open(tx, obligation, actor.personId, at);
    if (outage.endedAt) await this.obligations.meet(tx, obligation, actor.personId, at);
  }

  private async append(
    tx: EntityManager,
    type: EventType,
    { id, ticketId }: Outage,
    actor: Actor,
    at: Date,
    payload: Record<string, unknown>,
  ): Promise<void> {
    const subject = { subjectType: 'outage', subjectId: id, ticketId } as const;
    await this.events.append(tx, { type, ...subject, actorId: actor.personId, at, payload });
  }
}

async function assetId(tx: EntityManager, inventoryNumber: string): Promise<number> {
  const asset = await findAssetByInventoryNumber(tx, inventoryNumber);
  if (asset) return asset.id;
  const message = 'W ewidencji nie ma urządzenia o tym numerze inwentarzowym.';
  throw new DomainError('outage.asset-unknown', 'invalid', message, { inventoryNumber: message });
}

/** Two people who notice the same failure must not record it twice. */
async function refuseSecondOpen(tx: EntityManager, { id, assetId: asset, cause, endedAt }: Outage): Promise<void> {
  if (endedAt) return;
  const [other] = await tx.query<{ id: number }[]>(
    `SELECT o.id FROM outage o WHERE o.asset_id = $1 AND o.cause = $2 AND o.ended_at IS NULL AND o.id IS DISTINCT FROM $3 LIMIT 1`,
    [asset, cause, id ?? null],
  );
  if (!other) return;
  const message = 'Dla tego urządzenia jest już wpisany trwający przestój z tej samej przyczyny.';
  throw new DomainError('outage.already-open', 'conflict', message, { inventoryNumber: message });
}

async function refuseForeignProtocol(tx: EntityManager, outage: Outage, protocolId: number): Promise<void> {
  const [protocol] = await tx.query<{ asset_id: number }[]>(
    'SELECT p.asset_id FROM repair_protocol p WHERE p.id = $1',
    [protocolId],
  );
  if (found(protocol, 'repair-protocol').asset_id === outage.assetId) return;
  const message = 'Ten protokół dotyczy innego urządzenia.';
  throw new DomainError('outage.protocol-of-other-asset', 'invalid', message, { protocolNumber: message });
}

/** Codes, ids and times with their old and new values; of free text only that it changed. */
const TEXTS = ['systemName', 'description'] as const;
const VALUES = [
  'assetId',
  'incidentId',
  'ticketId',
  'protocolId',
  'cause',
  'serviceInterrupted',
  'startedAt',
  'endedAt',
] as const;

function changesBetween(before: Outage, after: Outage): Record<string, unknown> {
  const values = VALUES.filter((field) => !isSame(before[field], after[field])).map(
    (field) => [field, { from: before[field], to: after[field] }] as const,
  );
  const texts = TEXTS.filter((field) => before[field] !== after[field]).map((field) => [field, true] as const);
  return Object.fromEntries<unknown>([...values, ...texts]);
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? +a === +b : a === b;
}
