import { clip, intersection, type Interval, minutesOf, union } from '../calendar/interval.js';
import type { WorkingCalendar } from '../calendar/working-calendar.js';
import type { NotCountedReason, OutageEvidence } from '../outages/outage-codes.js';
import type { Ratio } from './ratio.js';
import { toMinute } from './report-period.js';

export interface OutageFact {
  id: number;
  startedAt: Date;
  /** null: not over yet */
  endedAt: Date | null;
  /** Why it is listed but does not count; null: it counts. */
  notCounted: NotCountedReason | null;
  evidence: OutageEvidence;
}

export interface AssessedOutage {
  id: number;
  /** The part inside the period. */
  interval: Interval;
  /** Minimal working time inside that part, of this outage alone. */
  workingMinutes: number;
  /** It lasts beyond the period, or is not over yet. */
  openAtEnd: boolean;
  notCounted: NotCountedReason | null;
  evidence: OutageEvidence;
}

export interface Availability extends Ratio {
  downtimeMinutes: number;
  outages: AssessedOutage[];
}

/**
 * Indicator 1: (T - D) / T, where T is the minimal working time of the period and D the union of counted outages in it.
 * Several servers down at once count once; an outage over a border of the period is cut there; an open one lasts to its end.
 * Instants count to the minute.
 * Source: process card PR-10, indicator 1; domain guide section 3.3.
 */
export function availability(facts: readonly OutageFact[], period: Interval, calendar: WorkingCalendar): Availability {
  const working = calendar.intervalsBetween(period.start, period.end);
  const outages = facts.flatMap((fact): AssessedOutage[] => {
    const end = fact.endedAt ? toMinute(fact.endedAt) : period.end;
    const interval = clip({ start: toMinute(fact.startedAt), end }, period);
    if (!interval) return [];
    const workingMinutes = minutesOf(intersection([interval], working));
    const openAtEnd = fact.endedAt === null || fact.endedAt > period.end;
    return [{ id: fact.id, interval, workingMinutes, openAtEnd, notCounted: fact.notCounted, evidence: fact.evidence }];
  });
  const down = union(outages.filter(({ notCounted }) => !notCounted).map(({ interval }) => interval));
  const denominator = minutesOf(working);
  const downtimeMinutes = minutesOf(intersection(down, working));
  return { numerator: denominator - downtimeMinutes, denominator, downtimeMinutes, outages };
}

/**
 * A counted outage without proof stands in drafts, flagged, and blocks approval of the annual report; one that is still open
 * at the end of the period cannot be proven yet and does not.
 */
export function blocksApproval({ notCounted, openAtEnd, evidence }: AssessedOutage): boolean {
  return !notCounted && !openAtEnd && evidence !== 'DOCUMENTED';
}
