import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { oncePerTransaction } from '../database/once-per-transaction.js';
import { listUnits, type UnitRow } from '../directory/directory.queries.js';
import { assignablePeople } from '../tickets/assignable-people.query.js';
import {
  classify,
  type CompiledRule,
  compileRules,
  type TraceEntry,
  type TriageDecision,
  type TriageFacts,
} from './classify.js';
import { proposeUnit } from './propose-unit.js';
import { enabledRules, rulesVersion } from './triage-rules.query.js';

/** A decision with what the ticket keeps of its reasons. */
export interface TriageOutcome extends Omit<TriageDecision, 'trace' | 'misses'> {
  trace: {
    /** rules that took part, and the words they found */
    fired: TraceEntry[];
    /** symbol of the unit that the text names, when the directory does not know the sender's */
    proposedUnit: string | null;
  };
}

/** What every way in asks before it registers a ticket; the answer fits `NewTicket.triage`. */
@Injectable()
export class TriageService {
  private cached: { version: string; rules: CompiledRule[] } | undefined;
  private readonly storedVersion = oncePerTransaction(rulesVersion);

  constructor(private readonly config: AppConfig) {}

  /** Category, queue, priority and person of a new request, by the rules as they stand in this transaction. */
  async classify(tx: EntityManager, facts: TriageFacts, at: Date): Promise<TriageOutcome> {
    const { trace: fired, misses: _misses, ...decision } = classify(await this.rules(tx), facts);
    const unit = facts.unitSymbol ? null : await this.proposeUnit(tx, facts.subject, facts.body, at);
    return {
      ...decision,
      assigneeId: await this.suitableAssignee(tx, decision, at),
      trace: { fired, proposedUnit: unit?.symbol ?? null },
    };
  }

  /** The unit that a text names, for a sender whom the directory does not place. Only a proposal. */
  async proposeUnit(tx: EntityManager, subject: string, body: string, at: Date): Promise<UnitRow | null> {
    const units = await listUnits(tx, localDate(at, this.config.timeZone));
    const symbol = proposeUnit(
      subject,
      body,
      units.map((unit) => unit.symbol),
    );
    return units.find((unit) => unit.symbol === symbol) ?? null;
  }

  private async rules(tx: EntityManager): Promise<CompiledRule[]> {
    const version = await this.storedVersion(tx);
    if (this.cached?.version !== version) this.cached = { version, rules: compileRules(await enabledRules(tx)) };
    return this.cached.rules;
  }

  /** A person whom a rule names may have left since, or may not see a security ticket; then the queue decides. */
  private async suitableAssignee(
    tx: EntityManager,
    decision: Omit<TriageDecision, 'trace' | 'misses'>,
    at: Date,
  ): Promise<number | null> {
    if (decision.assigneeId === null) return null;
    const people = await assignablePeople(
      tx,
      localDate(at, this.config.timeZone),
      decision.restricted ? decision.queue : null,
    );
    return people.some(({ id }) => id === decision.assigneeId) ? decision.assigneeId : null;
  }
}
