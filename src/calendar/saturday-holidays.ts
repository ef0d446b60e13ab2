import { Temporal } from 'temporal-polyfill';
import { type PublicHoliday, publicHolidays } from './public-holidays.js';
import type { WorkingCalendar } from './working-calendar.js';

export interface SaturdayHolidays {
  holidays: PublicHoliday[];
  /** Days of the year, else working days, on which the office is closed. */
  closedDays: string[];
  /** Saturday holidays for which no day off has been entered yet. */
  missing: number;
}

/**
 * A holiday on a Saturday gives staff another day off, which the mayor names; it cannot be computed, only missed.
 * Source: labour code art. 130 § 2; domain guide section 3.1.
 */
export function saturdayHolidays(year: number, calendar: WorkingCalendar): SaturdayHolidays {
  const holidays = publicHolidays(year).filter(({ day }) => Temporal.PlainDate.from(day).dayOfWeek === 6);
  const closedDays = calendar.rules.exceptions
    .filter(({ kind, day }) => kind === 'CLOSED' && day.startsWith(`${year}-`))
    .map(({ day }) => day)
    .filter((day) => calendar.scheduledHours(day) && !calendar.isHoliday(day))
    .sort();
  return { holidays, closedDays, missing: Math.max(0, holidays.length - closedDays.length) };
}
