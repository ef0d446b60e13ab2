import { z } from 'zod';
import { CATEGORIES, IMPACTS, QUEUES, TRIAGE_RESULTS, URGENCIES } from '../tickets/ticket-codes.js';

/** What a condition looks at. `text` is subject and body together. */
export const FIELDS = ['text', 'subject', 'body', 'sender', 'senderDomain', 'unit', 'address', 'attachment'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * How it looks: `words` finds all words of one value in one sentence, in any form; `phrase` finds them side by side as written;
 * `equals` compares the whole field; `present` asks only whether there is anything.
 */
export const OPERATORS = ['words', 'phrase', 'equals', 'present'] as const;
export type Operator = (typeof OPERATORS)[number];

export const MAX_CLAUSES = 8;

const clauseSchema = z.object({
  field: z.enum(FIELDS),
  operator: z.enum(OPERATORS),
  /** any one of them is enough */
  values: z.array(z.string().trim().min(1).max(200)).max(200),
  /** true: the condition is that none of them is found */
  negated: z.boolean().default(false),
});

export const conditionsSchema = z.object({
  match: z.enum(['all', 'any']),
  clauses: z.array(clauseSchema).min(1).max(MAX_CLAUSES),
});

/** What a rule decides; what it leaves out is open for later rules and for the defaults. */
export const resultsSchema = z.object({
  category: z.enum(CATEGORIES).optional(),
  queue: z.enum(QUEUES).optional(),
  impact: z.enum(IMPACTS).optional(),
  urgency: z.enum(URGENCIES).optional(),
  assigneeId: z.number().int().positive().optional(),
  triageResult: z.enum(TRIAGE_RESULTS).optional(),
});

export type Clause = z.infer<typeof clauseSchema>;
export type Conditions = z.infer<typeof conditionsSchema>;
export type Results = z.infer<typeof resultsSchema>;

export interface TriageRule {
  id: number;
  name: string;
  conditions: Conditions;
  results: Results;
}
