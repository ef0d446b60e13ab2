import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { fold } from '../common/fold.js';
import { EventsService } from '../events/events.service.js';
import { changedFields } from '../common/changed-fields.js';
import { OrganizationalUnit } from './organizational-unit.entity.js';

export interface UnitData {
  symbol: string;
  name: string;
  email: string | null;
  closedOn: string | null;
}

/** Organisational units of the office. */
@Injectable()
export class UnitsService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
  ) {}

  /** @throws DomainError `unit.symbol-taken`, `unit.email-taken` */
  async create(actor: Actor, data: UnitData, at: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'directory.manage');
      return this.createIn(tx, data, at, actor.personId);
    });
  }

  async createIn(tx: EntityManager, data: UnitData, at: Date, actorId: number | null): Promise<number> {
    const unit = tx.create(OrganizationalUnit, stored(data));
    await refuseTaken(tx, unit);
    const { id } = await tx.save(unit);
    await this.events.append(tx, {
      type: 'unit.created',
      subjectType: 'organizational_unit',
      subjectId: id,
      actorId,
      at,
      payload: { symbol: unit.symbol },
    });
    return id;
  }

  /** @throws DomainError `unit.not-found`, `unit.symbol-taken`, `unit.email-taken` */
  async change(actor: Actor, id: number, data: UnitData, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'directory.manage');
      await this.changeIn(tx, id, data, at, actor.personId);
    });
  }

  /** `change` in the transaction of the caller. @returns whether anything changed */
  async changeIn(
    tx: EntityManager,
    id: number,
    data: Partial<UnitData>,
    at: Date,
    actorId: number | null,
  ): Promise<boolean> {
    const unit = found(
      await tx.findOne(OrganizationalUnit, { where: { id }, lock: { mode: 'pessimistic_write' } }),
      'unit',
    );
    const before = { ...unit };
    Object.assign(unit, stored(data));
    const fields = changedFields(before, unit).filter((field) => field !== 'symbolFolded');
    if (fields.length === 0) return false;
    await refuseTaken(tx, unit);
    await tx.save(unit);
    await this.events.append(tx, {
      type: 'unit.changed',
      subjectType: 'organizational_unit',
      subjectId: id,
      actorId,
      at,
      payload: { fields, symbol: [before.symbol, unit.symbol], closedOn: [before.closedOn, unit.closedOn] },
    });
    return true;
  }
}

function stored<T extends Partial<UnitData>>(data: T): T & { symbolFolded?: string } {
  const email = data.email ? { email: data.email.toLowerCase() } : {};
  return { ...data, ...email, ...(data.symbol !== undefined && { symbolFolded: fold(data.symbol) }) };
}

async function refuseTaken(tx: EntityManager, unit: OrganizationalUnit): Promise<void> {
  const rivals = await tx.query<{ symbol: string; sameSymbol: boolean }[]>(
    `SELECT u.symbol, u.symbol_folded = $1 AS "sameSymbol" FROM organizational_unit u
     WHERE (u.symbol_folded = $1 OR u.email = $2) AND u.id IS DISTINCT FROM $3`,
    [unit.symbolFolded, unit.email, unit.id ?? null],
  );
  const [rival] = rivals;
  if (!rival) return;
  const [field, message] = rival.sameSymbol
    ? ['symbol', `Symbol ${rival.symbol} ma już inna komórka (polskie znaki i wielkość liter nie odróżniają symboli).`]
    : ['email', `Tę skrzynkę ma już komórka ${rival.symbol}.`];
  throw new DomainError(`unit.${field}-taken`, 'conflict', message, { [field]: message });
}
