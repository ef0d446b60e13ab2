import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { instantOfWallTime } from '../calendar/wall-time.js';
import { localDate } from '../common/local-date.js';
import type { Random } from './random.js';

/** Share of a year's tickets by month, in percent. Source: domain guide section 12. */
const MONTH_WEIGHTS = [10, 8.5, 9.5, 8.5, 7.5, 7.5, 6, 6, 9.5, 9.5, 9.5, 8];
const MONDAY_SHARE = 0.27;
const MORNING_SHARE = 0.55;
const DAY_MS = 86_400_000;

/** When people of the sample office do things. */
export class SampleTime {
  private readonly workingDays = new Map<string, string[]>();

  constructor(
    private readonly calendar: WorkingCalendar,
    private readonly random: Random,
  ) {}

  /** Moments at which the tickets of a year arrive, in order; none after `until`. */
  arrivals(year: number, perYear: number, until: Date): Date[] {
    const moments: Date[] = [];
    for (const [month, weight] of MONTH_WEIGHTS.entries()) {
      const count = Math.round((perYear * weight) / 100);
      for (let index = 0; index < count; index += 1) moments.push(this.momentOfMonth(year, month + 1));
    }
    return moments.filter((moment) => moment < until).sort((a, b) => +a - +b);
  }

  /** A moment in working hours of a working day of that month. */
  momentOfMonth(year: number, month: number): Date {
    const days = this.daysOf(year, month);
    const mondays = days.filter((day) => new Date(`${day}T12:00:00Z`).getUTCDay() === 1);
    const others = days.filter((day) => !mondays.includes(day));
    const day = this.random.pick(mondays.length > 0 && this.random.chance(MONDAY_SHARE) ? mondays : others);
    const minute = this.random.chance(MORNING_SHARE) ? this.random.between(450, 599) : this.random.between(600, 915);
    return this.at(day, minute);
  }

  /** That many working minutes later. */
  later(from: Date, fromMinutes: number, toMinutes: number): Date {
    return this.calendar.addWorkingMinutes(from, this.random.between(fromMinutes, toMinutes)) ?? from;
  }

  /** A time on an earlier working day. @param days 1: the last one before that of `from` */
  daysBefore(from: Date, days: number, minuteOfDay: number): Date {
    let day = localDate(from, this.calendar.timeZone);
    for (let left = days; left > 0;) {
      day = new Date(+new Date(`${day}T12:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
      if (this.calendar.isWorkingDay(day)) left -= 1;
    }
    return this.at(day, minuteOfDay);
  }

  /** @param minuteOfDay in local time */
  at(day: string, minuteOfDay: number): Date {
    const time = `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
    return instantOfWallTime(`${day}T${time}`, this.calendar.timeZone);
  }

  /** A working day of the month, `YYYY-MM-DD`. */
  dayOfMonth(year: number, month: number): string {
    return this.random.pick(this.daysOf(year, month));
  }

  private daysOf(year: number, month: number): string[] {
    const key = `${year}-${String(month).padStart(2, '0')}`;
    let days = this.workingDays.get(key);
    if (!days) {
      days = Array.from({ length: 31 }, (_, index) => `${key}-${String(index + 1).padStart(2, '0')}`).filter(
        (day) => new Date(`${day}T12:00:00Z`).toISOString().startsWith(day) && this.calendar.isWorkingDay(day),
      );
      this.workingDays.set(key, days);
    }
    return days;
  }
}
