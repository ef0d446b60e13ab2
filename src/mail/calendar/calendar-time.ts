import type { CalendarLine } from './icalendar.js';

/** A moment as the calendar file says it: on the wall of a named zone, or an instant. */
export interface CalendarTime {
  /** `2026-03-12` */
  day: string;
  /** `10:00`; null for a whole day */
  time: string | null;
  /** of the wall clock; null when it is the office's own */
  zone: string | null;
}

/**
 * Reads DTSTART and its like. Instants are shown in the office's zone; times of other zones stay as they were written, with their
 * name, because the file may call a zone whatever it wants.
 * @param timeZone of the office
 * @returns null when the value is none
 */
export function calendarTime({ value, params }: CalendarLine, timeZone: string): CalendarTime | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$/.exec(value);
  if (!match) return null;
  const [, year, month, day, hour, minute, , utc] = match as unknown as string[];
  if (hour === undefined) return { day: `${year}-${month}-${day}`, time: null, zone: null };
  if (utc) return inZone(new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`), timeZone);
  const zone = params['TZID'] ?? null;
  return {
    day: `${year}-${month}-${day}`,
    time: `${hour}:${minute}`,
    zone: zone && !isOffice(zone, timeZone) ? zone : null,
  };
}

function inZone(instant: Date, timeZone: string): CalendarTime | null {
  if (Number.isNaN(+instant)) return null;
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(instant);
  const [day, time] = parts.split(' ') as [string, string];
  return { day, time, zone: null };
}

/** Outlook names zones in its own way and in the language of its user. */
function isOffice(zone: string, timeZone: string): boolean {
  const name = zone.replace(/^\/.*\/(?=[A-Z]\w+\/)/, '');
  if (name.toLowerCase() === timeZone.toLowerCase()) return true;
  return (
    timeZone === 'Europe/Warsaw' &&
    /central european|w\. europe|romance standard|sarajevo|warsaw|warszawa|środkowoeurop|GMT\+01:00/i.test(zone)
  );
}

/** `PT1H30M` in minutes; null when it is none. Source: RFC 5545 section 3.3.6. */
export function durationMinutes(value: string): number | null {
  const match = /^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d{1,4}S)?)?$/.exec(value);
  if (!match || value.length < 3) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = match.slice(1).map((digits) => Number(digits ?? 0));
  return ((weeks * 7 + days) * 24 + hours) * 60 + minutes;
}

/** The time some minutes later, on the same wall clock. */
export function later(start: CalendarTime, minutes: number): CalendarTime {
  const moment = new Date(`${start.day}T${start.time ?? '00:00'}:00Z`);
  const iso = new Date(+moment + minutes * 60_000).toISOString();
  return { day: iso.slice(0, 10), time: start.time === null ? null : iso.slice(11, 16), zone: start.zone };
}
