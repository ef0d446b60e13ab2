import { fold } from '../common/fold.js';
import {
  type Category,
  type Impact,
  type Priority,
  QUEUE_OF,
  type QueueCode,
  type TriageResult,
  type Urgency,
} from '../tickets/ticket-codes.js';
import { priorityOf } from '../tickets/ticket-priority.js';
import type { Clause, Field, Results, TriageRule } from './triage-rule.js';
import { readRuleWords, type RuleWord, TextWords } from './triage-words.js';

/** What is known of a request before a person has read it. */
export interface TriageFacts {
  senderEmail: string | null;
  /** from the staff directory; never from what the text claims */
  unitSymbol: string | null;
  subject: string;
  body: string;
  /** our addresses it was sent to */
  addresses: readonly string[];
  attachmentNames: readonly string[];
  /** the queue of the mailbox it came to, when that has one */
  mailboxQueue?: QueueCode | null;
  /** chosen by the requester in the form: rules fill in the rest, only a security rule overrules it */
  stated?: { category?: Category; impact?: Impact; urgency?: Urgency };
}

/** Why a rule took part in the decision. */
export interface TraceEntry {
  ruleId: number;
  rule: string;
  found: { field: Field; words: string[] }[];
  /** what it decided; empty: everything was decided before */
  gave: (keyof Results)[];
}

/** Why a rule did not: a condition failed (its index; null when none of several held), or it speaks of another category. */
export interface Miss {
  ruleId: number;
  rule: string;
  reason: { kind: 'condition'; clause: number | null } | { kind: 'other-category'; category: Category };
}

export interface TriageDecision {
  category: Category;
  queue: QueueCode;
  impact: Impact;
  urgency: Urgency;
  priority: Priority;
  assigneeId: number | null;
  triageResult: TriageResult | null;
  restricted: boolean;
  /** the rule that chose the category, else the first that decided anything */
  ruleId: number | null;
  trace: TraceEntry[];
  misses: Miss[];
}

/** How a category is settled when no rule says so: there is hardly another way. */
const USUAL_RESULT: Partial<Record<Category, TriageResult>> = {
  ACCOUNTS: 'ACCESS',
  CONSUMABLES: 'CONSUMABLE',
  PURCHASE: 'PURCHASE',
  SECURITY: 'SECURITY',
};

/** A rule made ready: its words are stemmed once, not once per e-mail. */
export interface CompiledRule extends TriageRule {
  words: RuleWord[][][];
}

export function compileRules(rules: readonly TriageRule[]): CompiledRule[] {
  return rules.map((rule) => ({
    ...rule,
    words: rule.conditions.clauses.map(({ values }) => values.map(readRuleWords)),
  }));
}

/**
 * Category, queue, priority and person of a new request. Rules are asked in order: the first that fits decides the category, later
 * ones fill in what is still open unless they speak of another category; then come the defaults.
 * Source: domain guide section 5 (categories, queues, impact × urgency), section 8 (security is restricted at once).
 */
export function classify(rules: readonly CompiledRule[], facts: TriageFacts): TriageDecision {
  const text = new FactText(facts);
  let decided: Results = { ...facts.stated };
  let isCategoryStated = decided.category !== undefined;
  let categoryRuleId: number | null = null;
  const trace: TraceEntry[] = [];
  const misses: Miss[] = [];
  for (const rule of rules) {
    const match = matchRule(rule, text);
    if (!match.fits) {
      misses.push({ ruleId: rule.id, rule: rule.name, reason: { kind: 'condition', clause: match.clause } });
      continue;
    }
    const { category } = rule.results;
    if (isCategoryStated && category === 'SECURITY' && decided.category !== 'SECURITY') {
      decided = {};
      isCategoryStated = false;
    }
    if (category && decided.category && category !== decided.category) {
      misses.push({ ruleId: rule.id, rule: rule.name, reason: { kind: 'other-category', category } });
      continue;
    }
    const gave = (Object.keys(rule.results) as (keyof Results)[]).filter(
      (key) => rule.results[key] !== undefined && decided[key] === undefined,
    );
    if (gave.includes('category')) categoryRuleId = rule.id;
    decided = { ...rule.results, ...decided };
    trace.push({ ruleId: rule.id, rule: rule.name, found: match.found, gave });
  }
  const ruleId = categoryRuleId ?? trace.find(({ gave }) => gave.length > 0)?.ruleId ?? null;
  return { ...withDefaults(decided, facts.mailboxQueue ?? null), ruleId, trace, misses };
}

function withDefaults(decided: Results, mailboxQueue: QueueCode | null) {
  const { category = 'OTHER', impact = 'PERSON', urgency = 'NORMAL', assigneeId = null } = decided;
  const triageResult = decided.triageResult ?? USUAL_RESULT[category] ?? null;
  const restricted = category === 'SECURITY' || triageResult === 'SECURITY' || decided.queue === 'SECURITY';
  const queue = restricted ? 'SECURITY' : (decided.queue ?? mailboxQueue ?? QUEUE_OF[category]);
  return {
    category,
    queue,
    impact,
    urgency,
    priority: priorityOf(impact, urgency),
    assigneeId,
    triageResult,
    restricted,
  };
}

type RuleMatch = { fits: true; found: TraceEntry['found'] } | { fits: false; clause: number | null };

function matchRule(rule: CompiledRule, text: FactText): RuleMatch {
  const { match, clauses } = rule.conditions;
  const found: TraceEntry['found'] = [];
  for (const [index, clause] of clauses.entries()) {
    const words = matchClause(clause, rule.words[index]!, text);
    if (words && words.length > 0) found.push({ field: clause.field, words });
    if (words && match === 'any') return { fits: true, found };
    if (!words && match === 'all') return { fits: false, clause: index };
  }
  return match === 'all' ? { fits: true, found } : { fits: false, clause: null };
}

/** @returns the words of the text that fulfil it (none for a negated one), or null */
function matchClause(clause: Clause, words: readonly RuleWord[][], text: FactText): string[] | null {
  const found = findValue(clause, words, text);
  if (clause.negated) return found ? null : [];
  return found;
}

function findValue(clause: Clause, words: readonly RuleWord[][], text: FactText): string[] | null {
  switch (clause.operator) {
    case 'present':
      return text.values(clause.field).length > 0 ? text.values(clause.field).slice(0, 3) : null;
    case 'equals': {
      const wanted = clause.values.map(fold);
      const value = text.values(clause.field).find((candidate) => wanted.includes(fold(candidate)));
      return value === undefined ? null : [value];
    }
    case 'words':
      return firstFound(words, (wanted) => text.words(clause.field).findTogether(wanted));
    case 'phrase':
      return firstFound(words, (wanted) => text.words(clause.field).findPhrase(wanted));
  }
}

function firstFound(values: readonly RuleWord[][], find: (wanted: RuleWord[]) => string[] | null): string[] | null {
  for (const wanted of values) {
    const found = wanted.length > 0 ? find(wanted) : null;
    if (found) return found;
  }
  return null;
}

/** The facts by field; each text is taken apart once, and only when a rule asks for it. */
class FactText {
  private readonly read = new Map<Field, TextWords>();

  constructor(private readonly facts: TriageFacts) {}

  values(field: Field): string[] {
    const { facts } = this;
    switch (field) {
      case 'text':
        return [facts.subject, facts.body].filter((value) => value.trim() !== '');
      case 'subject':
        return [facts.subject.trim()].filter(Boolean);
      case 'body':
        return [facts.body.trim()].filter(Boolean);
      case 'sender':
        return facts.senderEmail ? [facts.senderEmail] : [];
      case 'senderDomain':
        return facts.senderEmail ? [facts.senderEmail.slice(facts.senderEmail.lastIndexOf('@') + 1)] : [];
      case 'unit':
        return facts.unitSymbol ? [facts.unitSymbol] : [];
      case 'address':
        return [...facts.addresses];
      case 'attachment':
        return [...facts.attachmentNames];
    }
  }

  words(field: Field): TextWords {
    let words = this.read.get(field);
    if (!words) {
      words = new TextWords(this.values(field));
      this.read.set(field, words);
    }
    return words;
  }
}
