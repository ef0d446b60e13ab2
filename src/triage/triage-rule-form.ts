import { z } from 'zod';
import { CATEGORIES, IMPACTS, QUEUES, TRIAGE_RESULTS, URGENCIES } from '../tickets/ticket-codes.js';
import type { RuleContent } from './triage-rules.service.js';
import { FIELDS, MAX_CLAUSES, OPERATORS } from './triage-rule.js';

/** Empty rows offered below the conditions that are there. */
const SPARE_ROWS = 2;

const choice = <T extends string>(codes: readonly [T, ...T[]], title: string) =>
  z
    .enum(['', ...codes])
    .transform((value) => (value === '' ? undefined : (value as T)))
    .meta({ title });

const clauseForm = z.object({
  field: z.enum(FIELDS).meta({ title: 'Gdzie' }),
  operator: z.enum(OPERATORS).meta({ title: 'Jak' }),
  values: z
    .string()
    .max(20_000)
    .transform((text) =>
      text
        .split(/[\n,;]/)
        .map((value) => value.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().max(200)).max(200))
    .meta({ title: 'Słowa' }),
  negated: z.literal('on').optional(),
});

/** The form of one rule. A row of conditions without words (and not asking for mere presence) counts as not filled in. */
export const ruleForm = z
  .object({
    name: z.string().trim().min(1).max(120).meta({ title: 'Nazwa' }),
    enabled: z.literal('on').optional(),
    match: z.enum(['all', 'any']).meta({ title: 'Warunki' }),
    clauses: z.array(clauseForm).max(MAX_CLAUSES + SPARE_ROWS),
    category: choice(CATEGORIES, 'Kategoria'),
    queue: choice(QUEUES, 'Kolejka'),
    impact: choice(IMPACTS, 'Zasięg'),
    urgency: choice(URGENCIES, 'Pilność'),
    triageResult: choice(TRIAGE_RESULTS, 'Sposób załatwienia'),
    assigneeId: z
      .union([z.literal('').transform(() => undefined), z.coerce.number().int().positive()])
      .meta({ title: 'Osoba' }),
  })
  .transform((form, context): RuleContent => {
    const clauses = form.clauses
      .filter(({ operator, values }) => operator === 'present' || values.length > 0)
      .map(({ negated, ...clause }) => ({ ...clause, negated: negated === 'on' }));
    const { category, queue, impact, urgency, triageResult, assigneeId } = form;
    const results = defined({ category, queue, impact, urgency, triageResult, assigneeId });
    if (clauses.length === 0)
      context.addIssue({ code: 'custom', path: ['clauses.0.values'], message: 'Wpisz co najmniej jeden warunek.' });
    if (clauses.length > MAX_CLAUSES)
      context.addIssue({ code: 'custom', path: [], message: `Reguła może mieć najwyżej ${MAX_CLAUSES} warunków.` });
    if (Object.keys(results).length === 0)
      context.addIssue({ code: 'custom', path: ['category'], message: 'Wybierz co najmniej jeden wynik.' });
    return { name: form.name, enabled: form.enabled === 'on', conditions: { match: form.match, clauses }, results };
  });

/** What the form shows of a rule, or of a new one. */
export function ruleFormValues(rule: RuleContent | null): Record<string, unknown> {
  const values: Record<string, unknown> = {
    name: rule?.name ?? '',
    enabled: !rule || rule.enabled ? 'on' : '',
    match: rule?.conditions.match ?? 'all',
    ...Object.fromEntries(
      ['category', 'queue', 'impact', 'urgency', 'triageResult', 'assigneeId'].map((key) => [key, '']),
    ),
    ...rule?.results,
  };
  for (const [index, clause] of (rule?.conditions.clauses ?? []).entries()) {
    values[`clauses.${index}.field`] = clause.field;
    values[`clauses.${index}.operator`] = clause.operator;
    values[`clauses.${index}.values`] = clause.values.join('\n');
    values[`clauses.${index}.negated`] = clause.negated ? 'on' : '';
  }
  return values;
}

/** Numbers of the rows of conditions to show: those with words, then some empty ones. */
export function clauseRows(values: Readonly<Record<string, unknown>>): number[] {
  const numbers = Object.keys(values).flatMap((name) => {
    const [, number] = /^clauses\.(\d{1,2})\.values$/.exec(name) ?? [];
    return number && values[name] !== '' ? [Number(number)] : [];
  });
  const filled = numbers.length === 0 ? 0 : Math.max(...numbers) + 1;
  return Array.from({ length: Math.min(filled + SPARE_ROWS, MAX_CLAUSES + SPARE_ROWS) }, (_, index) => index);
}

function defined<T extends object>(results: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(results).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
