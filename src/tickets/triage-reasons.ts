import { z } from 'zod';

/** What triage leaves on a ticket; written by triage/, which lies above. */
const traceSchema = z.object({
  fired: z.array(z.object({ rule: z.string(), found: z.array(z.object({ words: z.array(z.string()) })) })),
  proposedUnit: z.string().nullable(),
});

export interface TriageReasons {
  rules: { rule: string; words: string[] }[];
  /** the unit that the text names, when the directory knows none */
  proposedUnit: string | null;
}

/** Why a ticket was classified as it was, for its page. A ticket without a trace (a taken-over or a sample one) has no reasons. */
export function triageReasons(trace: unknown): TriageReasons {
  const read = traceSchema.safeParse(trace);
  if (!read.success) return { rules: [], proposedUnit: null };
  return {
    rules: read.data.fired.map(({ rule, found }) => ({ rule, words: found.map(({ words }) => words.join(' … ')) })),
    proposedUnit: read.data.proposedUnit,
  };
}
