/** STATUTE: the Public Procurement Law applies; INTERNAL: the office's own regulations do. */
export type Procedure = 'STATUTE' | 'INTERNAL';

interface Threshold {
  /** First day of the procedures that it governs. */
  from: string;
  comparator: '>' | '>=';
  netGrosze: number;
}

/** By the day on which the procedure starts. Source: domain guide section 7 (30 000 EUR until 2020, then amounts in PLN). */
const THRESHOLDS: readonly Threshold[] = [
  { from: '2018-01-01', comparator: '>', netGrosze: 129_351_00 },
  { from: '2020-01-01', comparator: '>', netGrosze: 128_079_00 },
  { from: '2021-01-01', comparator: '>=', netGrosze: 130_000_00 },
  { from: '2026-01-01', comparator: '>=', netGrosze: 170_000_00 },
];

/**
 * The threshold of procedures that start on a day.
 * @param startedOn local date `YYYY-MM-DD`
 * @returns null before the first one that we know
 */
export function thresholdOn(startedOn: string): Threshold | null {
  return THRESHOLDS.findLast(({ from }) => from <= startedOn) ?? null;
}

/**
 * Which rules a procurement follows.
 * @param netGrosze value net of VAT, aggregated over the same-kind needs of the budget year
 * @param startedOn local date `YYYY-MM-DD`
 * @returns null before the first threshold that we know
 */
export function procedureOf(netGrosze: number, startedOn: string): Procedure | null {
  const threshold = thresholdOn(startedOn);
  if (!threshold) return null;
  const reached = threshold.comparator === '>' ? netGrosze > threshold.netGrosze : netGrosze >= threshold.netGrosze;
  return reached ? 'STATUTE' : 'INTERNAL';
}
