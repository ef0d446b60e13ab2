import type { CalendarRules } from '../calendar/working-calendar.js';
import type { NotCountedReason, OutageEvidence } from '../outages/outage-codes.js';
import type { Ratio } from './ratio.js';
import type { IndicatorFigure, IndicatorId, YearFigures } from './year-figures.js';

/** A report as it was known then: its figures and everything that they followed from, by id. Instants are ISO texts. */
export interface ReportSnapshot {
  period: { start: string; end: string; firstDay: string; lastDay: string };
  indicators: IndicatorFigure[];
  outages: {
    id: number;
    start: string;
    end: string;
    workingMinutes: number;
    openAtEnd: boolean;
    notCounted: NotCountedReason | null;
    evidence: OutageEvidence;
  }[];
  repairs: { protocolId: number; revisionId: number }[];
  acceptances: { itemId: number; pieces: number; refunded: number }[];
  register: { equipment: number[]; computers: number[] };
  calendar: Pick<CalendarRules, 'schedules' | 'exceptions'>;
}

interface CountedRepair {
  protocolId: number;
  revisionId: number;
  revision: number;
  state: 'APPROVED' | 'DRAFT' | 'SUBMITTED' | 'RETURNED' | 'ANNULLED';
  completedOn: string | null;
  countedOperations: number;
}
interface CountedAcceptance {
  itemId: number;
  acceptedOn: string;
  countsAsComputer: boolean;
  pieces: number;
  refunded: number;
}
type Figures = YearFigures<CountedRepair, CountedAcceptance>;

/** @param register ids of the assets in the register on the last day of the period */
export function snapshotOf(
  figures: Figures,
  register: ReportSnapshot['register'],
  calendar: CalendarRules,
): ReportSnapshot {
  const { period, indicators } = figures;
  return {
    period: {
      start: period.start.toISOString(),
      end: period.end.toISOString(),
      firstDay: period.firstDay,
      lastDay: period.lastDay,
    },
    indicators,
    ...inputsOf(figures),
    register,
    calendar: {
      schedules: calendar.schedules,
      exceptions: calendar.exceptions.filter(({ day }) => day.startsWith(`${period.year}-`)),
    },
  };
}

export interface Difference {
  id: IndicatorId;
  then: Ratio;
  now: Ratio;
}

/** Indicators whose figure, or what stands behind it, is known otherwise now than when the report was made. */
export function differences(snapshot: ReportSnapshot, figures: Figures): Difference[] {
  const now = inputsOf(figures);
  const inputsDiffer: Record<IndicatorId, boolean> = {
    1: !same(counted(snapshot.outages), counted(now.outages)),
    2: !same(snapshot.repairs, now.repairs),
    3: !same(snapshot.acceptances, now.acceptances),
  };
  return figures.indicators.flatMap((figure): Difference[] => {
    const then = snapshot.indicators.find(({ id }) => id === figure.id);
    if (!then) return [];
    const sameFigure = then.numerator === figure.numerator && then.denominator === figure.denominator;
    return sameFigure && !inputsDiffer[figure.id] ? [] : [{ id: figure.id, then: ratio(then), now: ratio(figure) }];
  });
}

/** What the numerators of a year follow from, in the form of a snapshot. */
export function inputsOf({ availability, repairs, acceptances }: Figures) {
  return {
    outages: availability.outages.map(({ id, interval, workingMinutes, openAtEnd, notCounted, evidence }) => ({
      id,
      start: interval.start.toISOString(),
      end: interval.end.toISOString(),
      workingMinutes,
      openAtEnd,
      notCounted,
      evidence,
    })),
    repairs: repairs.map(({ protocolId, revisionId }) => ({ protocolId, revisionId })),
    acceptances: acceptances.map(({ itemId, pieces, refunded }) => ({ itemId, pieces, refunded })),
  };
}

function counted(outages: ReportSnapshot['outages']) {
  return outages
    .filter(({ notCounted }) => !notCounted)
    .map(({ id, start, end, openAtEnd }) => ({ id, start, end, openAtEnd }));
}

function ratio({ numerator, denominator }: Ratio): Ratio {
  return { numerator, denominator };
}

function same(a: readonly object[], b: readonly object[]): boolean {
  const lines = (list: readonly object[]) => list.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  return JSON.stringify(lines(a)) === JSON.stringify(lines(b));
}
