import type { Interval } from '../calendar/interval.js';
import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { localDate } from '../common/local-date.js';

/** What part of a calendar year a report covers: all of it, or [1 January, asOf). */
export interface ReportPeriod extends Interval {
  year: number;
  /** YYYY-MM-DD, 1 January */
  firstDay: string;
  /** The last day with any time in the period, YYYY-MM-DD; the register is read as of this day. */
  lastDay: string;
  complete: boolean;
}

const MINUTE_MS = 60_000;

/**
 * Everything is counted in whole minutes, so a running year ends with the last full minute.
 * @returns null when the year has no full minute before `asOf`
 */
export function reportPeriod(year: number, asOf: Date, calendar: WorkingCalendar): ReportPeriod | null {
  const whole = calendar.year(year);
  const lastMinute = toMinute(asOf);
  if (lastMinute <= whole.start) return null;
  const complete = lastMinute >= whole.end;
  const end = complete ? whole.end : lastMinute;
  const lastDay = localDate(new Date(+end - 1), calendar.timeZone);
  return { year, start: whole.start, end, firstDay: `${year}-01-01`, lastDay, complete };
}

/** The beginning of the minute. */
export function toMinute(at: Date): Date {
  return new Date(Math.floor(+at / MINUTE_MS) * MINUTE_MS);
}
