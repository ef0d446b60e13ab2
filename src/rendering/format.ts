import { localDate } from '../common/local-date.js';
import { pluralWord } from './plural.js';

const NBSP = '\u00a0';
const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat('pl-PL', { timeZone, ...options });
    formats.set(key, made);
  }
  return made;
}

/** A calendar day is a string `YYYY-MM-DD` and belongs to no time zone; an instant is a Date. */
export type DayOrInstant = string | Date;

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** `2026-11-23`, as in tables. */
export function formatDate(at: DayOrInstant, timeZone: string): string {
  return typeof at === 'string' ? at : localDate(at, timeZone);
}

/** `23 listopada 2026 r.`, as in letters. */
export function formatDateLong(at: DayOrInstant, timeZone: string): string {
  const zone = typeof at === 'string' ? 'UTC' : timeZone;
  const day = typeof at === 'string' ? noon(at) : at;
  return `${format(zone, { day: 'numeric', month: 'long', year: 'numeric' }).format(day)}${NBSP}r.`;
}

/** `09:25`. */
export function formatTime(at: Date, timeZone: string): string {
  return format(timeZone, { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** `2026-11-23 09:25`, as in tables. */
export function formatDateTime(at: Date, timeZone: string): string {
  return `${localDate(at, timeZone)}${NBSP}${formatTime(at, timeZone)}`;
}

/** `2026-11-23 09:25:42`, as at the foot of printouts. */
export function formatDateTimeSeconds(at: Date, timeZone: string): string {
  const time = format(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
  return `${localDate(at, timeZone)} ${time}`;
}

/** For `<input type="datetime-local">`: `2026-11-23T09:25`. */
export function formatWallTime(at: Date, timeZone: string): string {
  return `${localDate(at, timeZone)}T${formatTime(at, timeZone)}`;
}

const relative = new Intl.RelativeTimeFormat('pl', { numeric: 'always', style: 'short' });
const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
/** Further away, the number of days says nothing to anyone. */
const RELATIVE_DAYS = 30;

/** `za 2 godz.`, `3 dni temu`; coarse on purpose, the exact time stands beside it. Farther than a month it is the date. */
export function formatRelative(at: Date, now: Date, timeZone: string): string {
  const minutes = Math.trunc((+at - +now) / MINUTE);
  const size = Math.abs(minutes);
  if (size < 1) return at <= now ? 'przed chwilą' : 'za chwilę';
  if (size < 60) return relative.format(minutes, 'minute');
  if (size < DAY_MINUTES) return relative.format(Math.trunc(minutes / 60), 'hour');
  const days = Math.trunc(minutes / DAY_MINUTES);
  return Math.abs(days) <= RELATIVE_DAYS ? relative.format(days, 'day') : formatDate(at, timeZone);
}

/** How far two moments are apart, coarse: `45 min`, `7 godz.`, `3 dni`. */
export function formatDistance(from: Date, to: Date): string {
  const minutes = Math.floor(Math.abs(+to - +from) / MINUTE);
  if (minutes < 60) return `${minutes}${NBSP}min`;
  if (minutes < DAY_MINUTES) return `${Math.floor(minutes / 60)}${NBSP}godz.`;
  const days = Math.floor(minutes / DAY_MINUTES);
  return `${days}${NBSP}${pluralWord(days, 'day')}`;
}

const amount = new Intl.NumberFormat('pl-PL', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 1 });

/**
 * `1234,50 zł`, `12 345,50 zł`: no-break spaces, grouping from five digits.
 * @param grosze a whole number of grosze
 */
export function formatMoney(grosze: number): string {
  return `${amount.format(grosze / 100)}${NBSP}zł`;
}

/** `1012`, `12 345`, `2,5`. */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/**
 * A ratio as a percentage truncated (never rounded) to two places, so that it agrees with the verdict on the exact fraction.
 * @returns `99,82%`; `brak danych` when there is nothing to divide by
 * Source: domain guide section 3.2.
 */
export function formatPercent(numerator: number, denominator: number): string {
  if (denominator === 0) return 'brak danych';
  const hundredths = (BigInt(numerator) * 10_000n) / BigInt(denominator);
  return `${hundredths / 100n},${String(hundredths % 100n).padStart(2, '0')}%`;
}

/** `512 B`, `14 kB`, `2,5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes}${NBSP}B`;
  if (bytes < 1_000_000) return `${whole.format(Math.round(bytes / 1000))}${NBSP}kB`;
  return `${whole.format(bytes / 1_000_000)}${NBSP}MB`;
}

/** Minutes of working or elapsed time: `45 min`, `2 godz.`, `26 godz. 30 min`. */
export function formatDuration(minutes: number): string {
  const size = Math.round(Math.abs(minutes));
  const hours = Math.floor(size / 60);
  const rest = size % 60;
  const parts = [hours > 0 ? `${hours}${NBSP}godz.` : '', rest > 0 || hours === 0 ? `${rest}${NBSP}min` : ''];
  return `${minutes < 0 ? '−' : ''}${parts.filter(Boolean).join(' ')}`;
}

/** The beginning of a text in one line. */
export function excerpt(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length).trimEnd()}…`;
}
