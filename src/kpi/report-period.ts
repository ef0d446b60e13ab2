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

/** @returns null when the year begins after `asOf` */
export function reportPeriod(year: number, asOf: Date, calendar: WorkingCalendar): ReportPeriod | null {
  const whole = calendar.year(year);
  if (asOf <= whole.start) return null;
  const complete = asOf >= whole.end;
  const end = complete ? whole.end : asOf;
  const lastDay = localDate(new Date(+end - 1), calendar.timeZone);
  return { year, start: whole.start, end, firstDay: `${year}-01-01`, lastDay, complete };
}
