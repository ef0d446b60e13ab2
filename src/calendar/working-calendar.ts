import { Temporal } from 'temporal-polyfill';
import { localDate } from '../common/local-date.js';
import { clip, type Interval, minutesOf } from './interval.js';
import { publicHolidays } from './public-holidays.js';
import { startOfDay } from './wall-time.js';

/** Wall times of one day, `HH:MM`. */
export interface OpeningHours {
  opensAt: string;
  closesAt: string;
}

/** Minimal working time of the office from a day on, until the next schedule. */
export interface WorkingSchedule {
  /** YYYY-MM-DD */
  validFrom: string;
  /** By ISO weekday, 1 = Monday; a missing weekday is free. */
  hours: Readonly<Partial<Record<number, OpeningHours>>>;
}

/** One day that differs by order of the mayor; it wins over holiday and schedule. */
export type CalendarException =
  | { day: string; kind: 'CLOSED'; reason: string }
  | ({ day: string; kind: 'SPECIAL_HOURS'; reason: string } & OpeningHours);

export interface CalendarRules {
  /** IANA name, e.g. Europe/Warsaw */
  timeZone: string;
  schedules: readonly WorkingSchedule[];
  exceptions: readonly CalendarException[];
}

/** A calendar without working time must not make anyone search for ever. */
const SEARCH_DAYS = 3 * 366;

/**
 * Minimal working time of the office. Instants are UTC, minutes are real elapsed minutes, also on nights when clocks change.
 * Days and years already asked for are remembered.
 */
export class WorkingCalendar {
  private readonly schedules: readonly WorkingSchedule[];
  private readonly exceptions: ReadonlyMap<string, CalendarException>;
  private readonly holidayDays = new Map<number, ReadonlySet<string>>();
  private readonly intervalsByDay = new Map<string, Interval | null>();
  private readonly intervalsByYear = new Map<number, readonly Interval[]>();

  constructor(readonly rules: CalendarRules) {
    this.schedules = rules.schedules.toSorted((a, b) => b.validFrom.localeCompare(a.validFrom));
    this.exceptions = new Map(rules.exceptions.map((exception) => [exception.day, exception]));
  }

  get timeZone(): string {
    return this.rules.timeZone;
  }

  /** Minimal working hours of a day (YYYY-MM-DD), or null when the office is closed. */
  hoursOn(day: string): OpeningHours | null {
    const exception = this.exceptions.get(day);
    if (exception) return exception.kind === 'SPECIAL_HOURS' ? exception : null;
    return this.isHoliday(day) ? null : this.scheduledHours(day);
  }

  isHoliday(day: string): boolean {
    const year = Number(day.slice(0, 4));
    let days = this.holidayDays.get(year);
    if (!days) this.holidayDays.set(year, (days = new Set(publicHolidays(year).map((holiday) => holiday.day))));
    return days.has(day);
  }

  /** Hours by schedule alone, whatever holiday or exception falls on the day. */
  scheduledHours(day: string): OpeningHours | null {
    const schedule = this.schedules.find(({ validFrom }) => validFrom <= day);
    return schedule?.hours[Temporal.PlainDate.from(day).dayOfWeek] ?? null;
  }

  /** Working time of a day as a UTC interval, or null. */
  intervalOn(day: string): Interval | null {
    let interval = this.intervalsByDay.get(day);
    if (interval === undefined) {
      const hours = this.hoursOn(day);
      interval = hours && { start: this.instant(day, hours.opensAt), end: this.instant(day, hours.closesAt) };
      this.intervalsByDay.set(day, interval);
    }
    return interval;
  }

  isWorkingDay(day: string): boolean {
    return this.hoursOn(day) !== null;
  }

  /** The local calendar year as a UTC interval. */
  year(year: number): Interval {
    return { start: startOfDay(`${year}-01-01`, this.timeZone), end: startOfDay(`${year + 1}-01-01`, this.timeZone) };
  }

  /** Working time of a local calendar year, disjoint and in order. */
  intervalsOfYear(year: number): readonly Interval[] {
    let intervals = this.intervalsByYear.get(year);
    if (!intervals) {
      intervals = [...this.workingDaysFrom(`${year}-01-01`, 366)]
        .filter(({ day }) => day <= `${year}-12-31`)
        .map(({ interval }) => interval);
      this.intervalsByYear.set(year, intervals);
    }
    return intervals;
  }

  /** Working time between two instants, disjoint and in order. */
  intervalsBetween(from: Date, to: Date): Interval[] {
    if (to <= from) return [];
    const firstYear = Number(localDate(from, this.timeZone).slice(0, 4));
    const lastYear = Number(localDate(to, this.timeZone).slice(0, 4));
    const years = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => firstYear + index);
    return years
      .flatMap((year) => this.intervalsOfYear(year))
      .flatMap((interval) => clip(interval, { start: from, end: to }) ?? []);
  }

  /** Working minutes between two instants; 0 when `to` is not after `from`. */
  minutesBetween(from: Date, to: Date): number {
    return minutesOf(this.intervalsBetween(from, to));
  }

  /** Days with working time in a local calendar year. */
  workingDaysOfYear(year: number): number {
    return this.intervalsOfYear(year).length;
  }

  /** Working minutes of a local calendar year. */
  minutesOfYear(year: number): number {
    return minutesOf(this.intervalsOfYear(year));
  }

  /**
   * The moment at which that much working time has passed. Time outside working hours does not count.
   * @param minutes 0 or less gives `at` itself
   * @returns null when the calendar knows no such moment within three years, e.g. without a schedule
   */
  addWorkingMinutes(at: Date, minutes: number): Date | null {
    let leftMs = minutes * 60_000;
    if (leftMs <= 0) return at;
    for (const { interval } of this.workingDaysFrom(localDate(at, this.timeZone), SEARCH_DAYS)) {
      const startMs = Math.max(+interval.start, +at);
      const availableMs = +interval.end - startMs;
      if (availableMs <= 0) continue;
      if (leftMs <= availableMs) return new Date(startMs + leftMs);
      leftMs -= availableMs;
    }
    return null;
  }

  /**
   * The same time of day, that many working days later. The day of `at` itself does not count, whether it is a working day
   * or not.
   * @returns null when the calendar knows no such day within three years
   */
  addWorkingDays(at: Date, days: number): Date | null {
    if (days <= 0) return at;
    const local = Temporal.Instant.fromEpochMilliseconds(+at).toZonedDateTimeISO(this.timeZone);
    const tomorrow = local.toPlainDate().add({ days: 1 }).toString();
    let left = days;
    for (const { day } of this.workingDaysFrom(tomorrow, SEARCH_DAYS)) {
      left -= 1;
      if (left === 0) return this.instant(day, local.toPlainTime().toString());
    }
    return null;
  }

  private *workingDaysFrom(firstDay: string, count: number): Generator<{ day: string; interval: Interval }> {
    let date = Temporal.PlainDate.from(firstDay);
    for (let index = 0; index < count; index += 1, date = date.add({ days: 1 })) {
      const day = date.toString();
      const interval = this.intervalOn(day);
      if (interval) yield { day, interval };
    }
  }

  /** Hours that the clock change skips are read as the moment just after it. */
  private instant(day: string, time: string): Date {
    const local = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(time));
    return new Date(local.toZonedDateTime(this.timeZone).epochMilliseconds);
  }
}
