import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import type { Conditions, Results } from './triage-rule.js';

export interface RuleContent {
  name: string;
  enabled: boolean;
  conditions: Conditions;
  results: Results;
}

interface RuleRow {
  id: number;
  position: number;
  enabled: boolean;
  conditions: Conditions;
  results: Results;
}

/** The rules of triage, changed in the settings. Triage notices a change with the next request. */
@Injectable()
export class TriageRulesService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
  ) {}

  /** The new rule comes last. @throws DomainError `triage-rule.name-taken` @returns its id */
  async create(actor: Actor, rule: RuleContent, at: Date): Promise<number> {
    allow(actor, 'triage-rule.manage');
    return this.db.transaction(async (tx) => {
      await this.lock(tx);
      await this.checkName(tx, rule.name, null);
      const [row] = await tx.query<{ id: number }[]>(
        `INSERT INTO triage_rule (position, name, enabled, conditions, results, updated_at, updated_by)
         SELECT COALESCE(max(r.position), 0) + 1, $1, $2, $3, $4, $5, $6 FROM triage_rule r RETURNING id`,
        [rule.name, rule.enabled, JSON.stringify(rule.conditions), JSON.stringify(rule.results), at, actor.personId],
      );
      await this.record(tx, 'triage-rule.created', row!.id, actor, at, { results: rule.results });
      return row!.id;
    });
  }

  /** @throws DomainError `triage-rule.not-found`, `triage-rule.name-taken` */
  async change(actor: Actor, id: number, rule: RuleContent, at: Date): Promise<void> {
    allow(actor, 'triage-rule.manage');
    await this.db.transaction(async (tx) => {
      const before = await this.lockOne(tx, id);
      await this.checkName(tx, rule.name, id);
      await tx.query(
        `UPDATE triage_rule SET name = $2, enabled = $3, conditions = $4, results = $5, updated_at = $6, updated_by = $7 WHERE id = $1`,
        [
          id,
          rule.name,
          rule.enabled,
          JSON.stringify(rule.conditions),
          JSON.stringify(rule.results),
          at,
          actor.personId,
        ],
      );
      await this.record(tx, 'triage-rule.changed', id, actor, at, {
        results: { from: before.results, to: rule.results },
        enabled: { from: before.enabled, to: rule.enabled },
        clauses: { from: before.conditions.clauses.length, to: rule.conditions.clauses.length },
      });
    });
  }

  /** @throws DomainError `triage-rule.not-found` */
  async setEnabled(actor: Actor, id: number, enabled: boolean, at: Date): Promise<void> {
    allow(actor, 'triage-rule.manage');
    await this.db.transaction(async (tx) => {
      const before = await this.lockOne(tx, id);
      if (before.enabled === enabled) return;
      await tx.query('UPDATE triage_rule SET enabled = $2, updated_at = $3, updated_by = $4 WHERE id = $1', [
        id,
        enabled,
        at,
        actor.personId,
      ]);
      await this.record(tx, 'triage-rule.changed', id, actor, at, {
        enabled: { from: before.enabled, to: enabled },
      });
    });
  }

  /** Changes places with the rule above or below; nothing happens at the ends. @throws DomainError `triage-rule.not-found` */
  async move(actor: Actor, id: number, direction: 'up' | 'down', at: Date): Promise<void> {
    allow(actor, 'triage-rule.manage');
    await this.db.transaction(async (tx) => {
      const rules = await this.lock(tx);
      const from = rules.findIndex((rule) => rule.id === id);
      if (from < 0) found(null, 'triage-rule');
      const to = from + (direction === 'up' ? -1 : 1);
      const [rule, other] = [rules[from], rules[to]];
      if (!rule || !other) return;
      await tx.query(
        `UPDATE triage_rule AS r SET position = n.position, updated_at = $3, updated_by = $4
         FROM unnest($1::integer[], $2::integer[]) AS n (id, position) WHERE r.id = n.id AND r.position <> n.position`,
        [
          rules.map(({ id: each }) => (each === rule.id ? other.id : each === other.id ? rule.id : each)),
          rules.map((_, index) => index + 1),
          at,
          actor.personId,
        ],
      );
      await this.record(tx, 'triage-rule.changed', id, actor, at, { position: { from: from + 1, to: to + 1 } });
    });
  }

  /** Tickets that it decided keep their trace. @throws DomainError `triage-rule.not-found` */
  async remove(actor: Actor, id: number, at: Date): Promise<void> {
    allow(actor, 'triage-rule.manage');
    await this.db.transaction(async (tx) => {
      const rule = await this.lockOne(tx, id);
      await tx.query('DELETE FROM triage_rule WHERE id = $1', [id]);
      await this.record(tx, 'triage-rule.deleted', id, actor, at, {
        results: rule.results,
        position: rule.position,
      });
    });
  }

  /** All rules in order, locked: positions are a matter of all of them. */
  private async lock(tx: EntityManager): Promise<RuleRow[]> {
    return tx.query<RuleRow[]>(
      'SELECT r.id, r.position, r.enabled, r.conditions, r.results FROM triage_rule r ORDER BY r.position, r.id FOR UPDATE',
    );
  }

  private async lockOne(tx: EntityManager, id: number): Promise<RuleRow> {
    const [row] = await tx.query<RuleRow[]>(
      'SELECT r.id, r.position, r.enabled, r.conditions, r.results FROM triage_rule r WHERE r.id = $1 FOR UPDATE',
      [id],
    );
    return found(row, 'triage-rule');
  }

  private async checkName(tx: EntityManager, name: string, exceptId: number | null): Promise<void> {
    const taken = await tx.query<unknown[]>(
      'SELECT FROM triage_rule r WHERE r.name = $1 AND r.id IS DISTINCT FROM $2',
      [name, exceptId],
    );
    if (taken.length === 0) return;
    throw new DomainError('triage-rule.name-taken', 'conflict', 'Jest już reguła o tej nazwie.', {
      name: 'Jest już reguła o tej nazwie.',
    });
  }

  private async record(
    tx: EntityManager,
    type: 'triage-rule.created' | 'triage-rule.changed' | 'triage-rule.deleted',
    id: number,
    actor: Actor,
    at: Date,
    payload: Record<string, unknown>,
  ): Promise<void> {
    await this.events.append(tx, {
      type,
      subjectType: 'triage_rule',
      subjectId: id,
      actorId: actor.personId,
      at,
      payload,
    });
  }
}
