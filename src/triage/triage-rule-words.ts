import { label } from '../rendering/labels.js';
import type { Miss, TraceEntry } from './classify.js';
import type { Clause, Conditions, Field, Operator, Results } from './triage-rule.js';

/** Polish words of a rule, for its list, its form and the explanation of a decision. */
const FIELD_LABELS: Record<Field, string> = {
  text: 'temat lub treść',
  subject: 'temat',
  body: 'treść',
  sender: 'adres nadawcy',
  senderDomain: 'domena nadawcy',
  unit: 'symbol komórki',
  address: 'adres odbiorcy',
  attachment: 'nazwa załącznika',
};
const OPERATOR_LABELS: Record<Operator, string> = {
  words: 'zawiera słowa (w dowolnej formie)',
  phrase: 'zawiera zwrot (dokładnie)',
  equals: 'jest równe',
  present: 'jest podane',
};
const RESULT_LABELS: Record<keyof Results, string> = {
  category: 'Kategoria',
  queue: 'Kolejka',
  impact: 'Zasięg',
  urgency: 'Pilność',
  triageResult: 'Sposób załatwienia',
  assigneeId: 'Osoba',
};
const SHOWN_VALUES = 6;

export const fieldOptions = optionsOf(FIELD_LABELS);
export const operatorOptions = optionsOf(OPERATOR_LABELS);

export interface ClauseInWords {
  /** e.g. `temat lub treść zawiera` */
  what: string;
  values: string[];
  /** how many values are not shown */
  more: number;
}

/** One condition as a person reads it. */
export function clauseInWords({ field, operator, values, negated }: Clause): ClauseInWords {
  const verb = {
    words: negated ? 'nie zawiera' : 'zawiera',
    phrase: negated ? 'nie zawiera zwrotu' : 'zawiera zwrot',
    equals: negated ? 'inne niż' : 'równe',
    present: negated ? 'brak' : 'podane',
  }[operator];
  const shown = operator === 'present' ? [] : values.slice(0, SHOWN_VALUES);
  return {
    what: `${FIELD_LABELS[field]} – ${verb}`,
    values: shown,
    more: operator === 'present' ? 0 : values.length - shown.length,
  };
}

export function conditionsInWords({ clauses }: Conditions): ClauseInWords[] {
  return clauses.map(clauseInWords);
}

/** What a rule decides, a line each. @param assigneeName of the person it names */
export function resultsInWords(results: Results, assigneeName: string | null): string[] {
  const { category, triageResult, queue, impact, urgency, assigneeId } = results;
  return [
    category && `kategoria: ${label('category', category)}`,
    triageResult && `załatwienie: ${label('triageResult', triageResult)}`,
    queue && `kolejka: ${label('queue', queue)}`,
    impact && `zasięg: ${label('impact', impact).toLowerCase()}`,
    urgency && `pilność: ${label('urgency', urgency).toLowerCase()}`,
    assigneeId && `osoba: ${assigneeName ?? 'nieznana'}`,
  ].filter((text): text is string => Boolean(text));
}

/** Why a rule took part, in words. */
export function traceInWords({ ruleId, rule, found, gave }: TraceEntry) {
  return {
    ruleId,
    rule,
    found: found.map(({ field, words }) => ({ field: FIELD_LABELS[field], words: words.join(' … ') })),
    gave: gave.map((key) => RESULT_LABELS[key].toLowerCase()).join(', ') || 'nic (wszystko już rozstrzygnięto)',
  };
}

/** Why a rule did not take part, in words. @param clauses of that rule */
export function missInWords({ ruleId, rule, reason }: Miss, clauses: readonly Clause[]) {
  if (reason.kind === 'other-category') {
    return { ruleId, rule, why: `pasuje, ale dotyczy innej kategorii (${label('category', reason.category)})` };
  }
  const clause = reason.clause === null ? undefined : clauses[reason.clause];
  return {
    ruleId,
    rule,
    why: clause ? `niespełniony warunek: ${clauseInWords(clause).what}` : 'żaden z warunków nie jest spełniony',
  };
}

function optionsOf(labels: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(labels).map(([value, text]) => ({ value, label: text }));
}
