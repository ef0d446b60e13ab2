import { Temporal } from 'temporal-polyfill';
import { WEEKDAYS } from './calendar-forms.js';
import { publicHolidays } from './public-holidays.js';
import { saturdayHolidays } from './saturday-holidays.js';
import { weekLines } from './week-lines.js';
import type { WorkingCalendar } from './working-calendar.js';

/** What the page of a year of the calendar shows; days are `YYYY-MM-DD`. */
export function calendarYearView(year: number, today: string, calendar: WorkingCalendar) {
  const { schedules, exceptions } = calendar.rules;
  const saturdays = saturdayHolidays(year, calendar);
  const inForce = schedules.findLast(({ validFrom }) => validFrom <= today);
  return {
    year,
    previousYear: year - 1,
    nextYear: year + 1,
    workingDays: calendar.workingDaysOfYear(year),
    minutes: calendar.minutesOfYear(year),
    holidays: publicHolidays(year).map(({ day, name }) => ({
      day,
      name,
      weekday: weekdayOf(day),
      isSaturday: isoWeekday(day) === 6,
    })),
    saturdays: { ...saturdays, count: saturdays.holidays.length, closedCount: saturdays.closedDays.length },
    exceptions: exceptions
      .filter(({ day }) => day.startsWith(`${year}-`))
      .map((exception) => ({
        day: exception.day,
        weekday: weekdayOf(exception.day),
        hours: exception.kind === 'CLOSED' ? null : `${exception.opensAt}–${exception.closesAt}`,
        reason: exception.reason,
      })),
    schedules: schedules.toReversed().map((schedule) => ({
      validFrom: schedule.validFrom,
      inForce: schedule === inForce,
      week: weekLines(schedule, WEEKDAYS),
    })),
  };
}

function isoWeekday(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

function weekdayOf(day: string): string {
  return WEEKDAYS[isoWeekday(day) - 1] ?? '';
}
