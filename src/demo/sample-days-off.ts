import { saturdayHolidays } from '../calendar/saturday-holidays.js';
import { type CalendarException, WorkingCalendar, type WorkingSchedule } from '../calendar/working-calendar.js';

const DAY_MS = 86_400_000;

/** Days off that the mayor named for holidays on a Saturday: those of the domain guide, in other years the Monday after. */
const NAMED: Record<number, readonly string[]> = {
  2024: ['2024-03-29'],
  2025: ['2025-05-02', '2025-11-10'],
  2026: ['2026-08-14', '2026-12-28'],
  2028: ['2028-01-07', '2028-11-10'],
};

export function inLieuDays(year: number, timeZone: string, schedules: readonly WorkingSchedule[]): CalendarException[] {
  const calendar = new WorkingCalendar({ timeZone, schedules, exceptions: [] });
  const days =
    NAMED[year] ?? saturdayHolidays(year, calendar).holidays.map(({ day }) => workingDayNear(day, 1, calendar));
  return days.map((day) => ({ day, kind: 'CLOSED', reason: 'Dzień wolny za święto przypadające w sobotę' }));
}

/** The day itself when the office works, else the next one in that direction. */
export function workingDayNear(day: string, direction: 1 | -1, calendar: WorkingCalendar): string {
  let at = new Date(`${day}T12:00:00Z`);
  while (!calendar.isWorkingDay(at.toISOString().slice(0, 10))) at = new Date(+at + direction * DAY_MS);
  return at.toISOString().slice(0, 10);
}
