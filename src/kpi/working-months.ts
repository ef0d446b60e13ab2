import { clip, minutesOf } from '../calendar/interval.js';
import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { localDate } from '../common/local-date.js';
import type { ReportPeriod } from './report-period.js';

export interface WorkingMonth {
  /** YYYY-MM */
  month: string;
  workingDays: number;
  minutes: number;
  /** Exceptions of the calendar in this month. */
  exceptions: { day: string; reason: string }[];
}

/** Minimal working time of a period month by month; its minutes add up to the denominator of indicator 1. */
export function workingMonths(period: ReportPeriod, calendar: WorkingCalendar): WorkingMonth[] {
  const months = new Map<string, WorkingMonth>();
  for (let number = 1; number <= 12; number += 1) {
    const month = `${period.year}-${String(number).padStart(2, '0')}`;
    if (month > period.lastDay.slice(0, 7)) break;
    const exceptions = calendar.rules.exceptions.filter(({ day }) => day.startsWith(month) && day <= period.lastDay);
    months.set(month, { month, workingDays: 0, minutes: 0, exceptions });
  }
  for (const interval of calendar.intervalsOfYear(period.year)) {
    const inside = clip(interval, period);
    const month = months.get(localDate(interval.start, calendar.timeZone).slice(0, 7));
    if (!inside || !month) continue;
    month.workingDays += 1;
    month.minutes += minutesOf([inside]);
  }
  return [...months.values()];
}
