import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { EventsService } from '../events/events.service.js';
import { formatMoney } from '../rendering/format.js';
import { BudgetEntry, BudgetLine } from './budget.entity.js';
import { leftOf } from './budget-line.query.js';

const CLASSIFICATION = /^\d{3}-\d{5}-\d{4}$/;

export interface NewBudgetLine {
  year: number;
  classification: string;
  name: string;
  planGrosze: number;
}

/** Money booked for one request: `amountGrosze` is gross. */
interface Commitment {
  budgetLineId: number;
  requestId: number;
  amountGrosze: number;
}

/** The budget of the year, as far as WO's purchases go: plans, their changes, commitments and releases. */
@Injectable()
export class BudgetService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `budget-line.taken`, `budget-line.classification-invalid` */
  async createLine(actor: Actor, line: NewBudgetLine, at: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'budget.manage');
      if (!CLASSIFICATION.test(line.classification)) {
        const message = 'Klasyfikacja ma postać dział-rozdział-paragraf, na przykład 750-75023-4210.';
        throw new DomainError('budget-line.classification-invalid', 'invalid', message, { classification: message });
      }
      const { year, classification } = line;
      if (await tx.existsBy(BudgetLine, { year, classification })) {
        const message = `Pozycja ${classification} w budżecie ${year} r. już istnieje.`;
        throw new DomainError('budget-line.taken', 'conflict', message, { classification: message });
      }
      const { id } = await tx.save(tx.create(BudgetLine, line));
      await this.append(tx, id, actor, at, { planGrosze: [null, line.planGrosze] });
      return id;
    });
  }

  /**
   * Renames a line, or raises or lowers its plan by a resolution of the council.
   * @param change `planChangeGrosze` has its sign; 0 changes nothing
   * @throws DomainError `budget-line.not-found`
   */
  async changeLine(
    actor: Actor,
    change: { id: number; name: string; planChangeGrosze: number },
    at: Date,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'budget.manage');
      const line = await lockLine(tx, change.id);
      line.name = change.name;
      await tx.save(line);
      if (change.planChangeGrosze === 0) return;
      const { planGrosze } = await leftOf(tx, line.id);
      await this.book(tx, { budgetLineId: line.id, requestId: null, amountGrosze: change.planChangeGrosze }, actor, at);
      await this.append(tx, line.id, actor, at, { planGrosze: [planGrosze, planGrosze + change.planChangeGrosze] });
    });
  }

  /**
   * Books a commitment. The line is locked, so that two treasurers cannot spend the same money.
   * @throws DomainError `budget.exceeded` when it is more than what is left, `budget.other-year` for a line of another year
   */
  async commit(tx: EntityManager, commitment: Commitment, actorId: number, at: Date): Promise<void> {
    const line = await lockLine(tx, commitment.budgetLineId);
    const year = localYear(at, this.config.timeZone);
    if (line.year !== year) {
      const message = `Pozycja ${line.classification} należy do budżetu ${line.year} r. Należy wskazać pozycję z ${year} r.`;
      throw new DomainError('budget.other-year', 'conflict', message, { budgetLineId: message });
    }
    const { leftGrosze } = await leftOf(tx, line.id);
    if (commitment.amountGrosze > leftGrosze) {
      const message = `Na pozycji ${line.classification} pozostało ${formatMoney(leftGrosze)}, a wniosek opiewa na ${formatMoney(commitment.amountGrosze)}.`;
      throw new DomainError('budget.exceeded', 'conflict', message, { budgetLineId: message });
    }
    await tx.insert(BudgetEntry, { ...commitment, kind: 'COMMITMENT', at, recordedBy: actorId });
  }

  /** Gives back what is still booked for a request: it ends, or starts again, without a purchase. */
  async release(tx: EntityManager, requestId: number, actorId: number, at: Date): Promise<void> {
    const booked = await tx.query<{ budgetLineId: number; amountGrosze: number }[]>(
      `SELECT b.budget_line_id AS "budgetLineId", sum(b.amount_grosze)::bigint AS "amountGrosze" FROM budget_entry b
       WHERE b.request_id = $1 GROUP BY b.budget_line_id HAVING sum(b.amount_grosze) > 0`,
      [requestId],
    );
    for (const { budgetLineId, amountGrosze } of booked) {
      const entry = { budgetLineId, requestId, amountGrosze: -amountGrosze };
      await tx.insert(BudgetEntry, { ...entry, kind: 'RELEASE', at, recordedBy: actorId });
    }
  }

  /**
   * Gives back a part: pieces that will not come, or went back for a refund. Money that comes back after the year of its budget
   * is income of the next one and frees nothing.
   */
  async releasePart(tx: EntityManager, part: Commitment, actorId: number, at: Date): Promise<void> {
    const line = await lockLine(tx, part.budgetLineId);
    if (part.amountGrosze === 0 || line.year !== localYear(at, this.config.timeZone)) return;
    await tx.insert(BudgetEntry, {
      ...part,
      amountGrosze: -part.amountGrosze,
      kind: 'RELEASE',
      at,
      recordedBy: actorId,
    });
  }

  /** @throws DomainError `budget.exceeded` when commitments exceed the plan, e.g. after the plan was lowered */
  async refuseOverdrawn(tx: EntityManager, budgetLineId: number): Promise<void> {
    const line = await lockLine(tx, budgetLineId);
    const { leftGrosze } = await leftOf(tx, line.id);
    if (leftGrosze >= 0) return;
    const message = `Zobowiązania na pozycji ${line.classification} przekraczają plan o ${formatMoney(-leftGrosze)}.`;
    throw new DomainError('budget.exceeded', 'conflict', message);
  }

  private async book(
    tx: EntityManager,
    entry: Pick<BudgetEntry, 'budgetLineId' | 'requestId' | 'amountGrosze'>,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    await tx.insert(BudgetEntry, { ...entry, kind: 'PLAN_CHANGE', at, recordedBy: actor.personId });
  }

  private async append(tx: EntityManager, id: number, actor: Actor, at: Date, payload: Record<string, unknown>) {
    await this.events.append(tx, {
      type: 'budget-line.changed',
      subjectType: 'budget_line',
      subjectId: id,
      actorId: actor.personId,
      at,
      payload,
    });
  }
}

async function lockLine(tx: EntityManager, id: number): Promise<BudgetLine> {
  return found(await tx.findOne(BudgetLine, { where: { id }, lock: { mode: 'pessimistic_write' } }), 'budget-line');
}
