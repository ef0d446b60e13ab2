/** Half-open [start, end) between two UTC instants. */
export interface Interval {
  start: Date;
  end: Date;
}

/**
 * The same time as disjoint intervals in order; overlapping and touching ones become one, empty ones vanish.
 * @throws RangeError `interval.reversed` when an end precedes its start
 */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { start, end } of intervals.toSorted((a, b) => +a.start - +b.start)) {
    if (end < start) throw new RangeError('interval.reversed');
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = end > last.end ? end : last.end;
    else if (start < end) merged.push({ start, end });
  }
  return merged;
}

/** The part of an interval inside another, or null when they do not overlap. */
export function clip(interval: Interval, within: Interval): Interval | null {
  const start = interval.start > within.start ? interval.start : within.start;
  const end = interval.end < within.end ? interval.end : within.end;
  return start < end ? { start, end } : null;
}

/**
 * Time that lies in both lists.
 * @param a disjoint and in order
 * @param b disjoint and in order
 */
export function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const first = a[i];
    const second = b[j];
    if (!first || !second) return common;
    const both = clip(first, second);
    if (both) common.push(both);
    if (first.end < second.end) i += 1;
    else j += 1;
  }
}

/** Elapsed minutes of disjoint intervals. */
export function minutesOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { start, end }) => sum + (+end - +start), 0) / 60_000;
}
