import { Temporal } from 'temporal-polyfill';
import { WEEKDAYS } from './calendar-forms.js';
import { publicHolidays } from './public-holidays.js';
import { saturdayHolidays } from './saturday-holidays.js';
import type { WorkingCalendar, WorkingSchedule } from './working-calendar.js';

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
      week: weekOf(schedule),
    })),
  };
}

/** `poniedziałek–piątek 07:30–15:30`: neighbouring days with the same hours in one line. */
function weekOf({ hours }: WorkingSchedule): string[] {
  const runs: { from: number; to: number; text: string }[] = [];
  WEEKDAYS.forEach((_name, index) => {
    const day = hours[index + 1];
    if (!day) return;
    const text = `${day.opensAt}–${day.closesAt}`;
    const last = runs.at(-1);
    if (last && last.to === index - 1 && last.text === text) last.to = index;
    else runs.push({ from: index, to: index, text });
  });
  return runs.map(({ from, to, text }) => {
    const days = from === to ? WEEKDAYS[from] : `${WEEKDAYS[from]}–${WEEKDAYS[to]}`;
    return `${days} ${text}`;
  });
}

function isoWeekday(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

function weekdayOf(day: string): string {
  return WEEKDAYS[isoWeekday(day) - 1] ?? '';
}
