import { Temporal } from 'temporal-polyfill';

export interface PublicHoliday {
  /** YYYY-MM-DD */
  day: string;
  /** Polish, as people say it. */
  name: string;
}

interface HolidayRule {
  name: string;
  /** Month and day, or days after Easter Sunday. */
  on: `${string}-${string}` | number;
  fromYear?: number;
  untilYear?: number;
}

/**
 * Days free from work by law, Sundays included. Source: ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, with its changes:
 * 6 January from 2011, 24 December from 2025, and the one-off 12 November 2018 (ustawa z 7 listopada 2018 r.).
 */
const RULES: readonly HolidayRule[] = [
  { name: 'Nowy Rok', on: '01-01' },
  { name: 'Święto Trzech Króli', on: '01-06', fromYear: 2011 },
  { name: 'Wielkanoc', on: 0 },
  { name: 'Poniedziałek Wielkanocny', on: 1 },
  { name: 'Święto Państwowe 1 Maja', on: '05-01' },
  { name: 'Święto Narodowe Trzeciego Maja', on: '05-03' },
  { name: 'Zielone Świątki', on: 49 },
  { name: 'Boże Ciało', on: 60 },
  { name: 'Wniebowzięcie Najświętszej Maryi Panny', on: '08-15' },
  { name: 'Wszystkich Świętych', on: '11-01' },
  { name: 'Narodowe Święto Niepodległości', on: '11-11' },
  {
    name: 'Święto Narodowe z okazji setnej rocznicy odzyskania niepodległości',
    on: '11-12',
    fromYear: 2018,
    untilYear: 2018,
  },
  { name: 'Wigilia Bożego Narodzenia', on: '12-24', fromYear: 2025 },
  { name: 'pierwszy dzień Bożego Narodzenia', on: '12-25' },
  { name: 'drugi dzień Bożego Narodzenia', on: '12-26' },
];

/** Public holidays of a year in Poland, in order of days. */
export function publicHolidays(year: number): PublicHoliday[] {
  const easter = easterSunday(year);
  return RULES.filter(({ fromYear = year, untilYear = year }) => fromYear <= year && year <= untilYear)
    .map(({ name, on }) => ({
      name,
      day: typeof on === 'number' ? easter.add({ days: on }).toString() : `${year}-${on}`,
    }))
    .sort((a, b) => a.day.localeCompare(b.day));
}

/**
 * Easter Sunday of the Gregorian calendar, computed from the golden number, the century and the weekday.
 * Source: J. Meeus, Astronomical Algorithms, chapter 8.
 */
export function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const dayOfMarch = epact + weekday - 7 * correction + 22;
  return new Temporal.PlainDate(year, 3, 1).add({ days: dayOfMarch - 1 });
}
