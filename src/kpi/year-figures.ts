import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { formatPercent } from '../rendering/format.js';
import { type RegisterCount, type RegisterGroup, registerOn } from './asset-register.js';
import { type Availability, availability, type OutageFact } from './availability.js';
import { type AcceptedItem, boughtComputers, keptPieces } from './bought-computers.js';
import { countedRepairs, type RepairRevision } from './counted-repairs.js';
import { type Comparator, meets, type Ratio, truncatedPercent } from './ratio.js';
import type { ReportPeriod } from './report-period.js';

export const INDICATOR_IDS = [1, 2, 3] as const;
export type IndicatorId = (typeof INDICATOR_IDS)[number];

/** Everything that the indicators of some years follow from. */
export interface KpiFacts<R extends RepairRevision, I extends AcceptedItem> {
  outages: readonly OutageFact[];
  repairs: readonly R[];
  acceptances: readonly I[];
  register: readonly RegisterGroup[];
}

/** Target of one indicator in the version of the card that holds for the year. */
export interface CardTarget {
  number: number;
  text: string;
  targetText: string;
  targetPercent: string;
  comparator: Comparator;
}

export interface IndicatorFigure extends Ratio {
  id: IndicatorId;
  /** Percent truncated to two decimals; null without a denominator. */
  value: number | null;
  /** `99,82%` or `brak danych` */
  display: string;
  /** As the card has it; null: that version's text is not known. */
  text: string | null;
  target: string | null;
  targetPercent: number | null;
  comparator: Comparator | null;
  /** By the exact fraction; null without a denominator or a target. */
  met: boolean | null;
}

export interface YearFigures<R extends RepairRevision, I extends AcceptedItem> {
  period: ReportPeriod;
  cardVersion: number | null;
  indicators: IndicatorFigure[];
  availability: Availability;
  /** Revisions that indicator 2 counts. */
  repairs: R[];
  /** Lines that indicator 3 counts. */
  acceptances: I[];
  register: RegisterCount;
}

/** The three indicators of one period, with what was counted. */
export function yearFigures<R extends RepairRevision, I extends AcceptedItem>(
  period: ReportPeriod,
  facts: KpiFacts<R, I>,
  card: { version: number | null; indicators: readonly CardTarget[] },
  calendar: WorkingCalendar,
): YearFigures<R, I> {
  const available = availability(facts.outages, period, calendar);
  const repairs = countedRepairs(facts.repairs, period);
  const acceptances = boughtComputers(facts.acceptances, period);
  const register = registerOn(facts.register, period.lastDay);
  const ratios: Record<IndicatorId, Ratio> = {
    1: { numerator: available.numerator, denominator: available.denominator },
    2: { numerator: repairs.length, denominator: register.equipment },
    3: { numerator: keptPieces(acceptances), denominator: register.computers },
  };
  return {
    period,
    cardVersion: card.version,
    indicators: INDICATOR_IDS.map((id) => indicatorFigure(id, ratios[id], card.indicators)),
    availability: available,
    repairs,
    acceptances,
    register,
  };
}

function indicatorFigure(id: IndicatorId, ratio: Ratio, targets: readonly CardTarget[]): IndicatorFigure {
  const target = targets.find(({ number }) => number === id);
  return {
    id,
    ...ratio,
    value: truncatedPercent(ratio),
    display: formatPercent(ratio.numerator, ratio.denominator),
    text: target?.text ?? null,
    target: target?.targetText ?? null,
    targetPercent: target ? Number(target.targetPercent) : null,
    comparator: target?.comparator ?? null,
    met: target ? meets(ratio, { comparator: target.comparator, percent: target.targetPercent }) : null,
  };
}
