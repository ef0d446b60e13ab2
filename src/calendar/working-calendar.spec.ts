import fc from 'fast-check';
import { saturdayHolidays } from './saturday-holidays.js';
import {
  type CalendarException,
  type OpeningHours,
  WorkingCalendar,
  type WorkingSchedule,
} from './working-calendar.js';
import { instantOfWallTime } from './wall-time.js';

const ZONE = 'Europe/Warsaw';
const at = (text: string) => instantOfWallTime(text, ZONE);
const weekdays = (hours: OpeningHours) => ({ 1: hours, 2: hours, 3: hours, 4: hours, 5: hours });
const OFFICE: WorkingSchedule = { validFrom: '2000-01-01', hours: weekdays({ opensAt: '07:30', closesAt: '15:30' }) };
const closed = (day: string): CalendarException => ({ day, kind: 'CLOSED', reason: 'dzień wolny za święto' });

function calendar(exceptions: CalendarException[] = [], schedules: WorkingSchedule[] = [OFFICE]): WorkingCalendar {
  return new WorkingCalendar({ timeZone: ZONE, schedules, exceptions });
}

describe('working days and minutes of a year', () => {
  it.each([
    [2024, 252, 120_960, ['2024-03-29'], 251, 120_480],
    [2025, 251, 120_480, ['2025-05-02', '2025-11-10'], 249, 119_520],
    [2026, 253, 121_440, ['2026-08-14', '2026-12-28'], 251, 120_480],
    [2027, 253, 121_440, ['2027-04-30', '2027-12-27'], 251, 120_480],
    [2028, 251, 120_480, ['2028-01-07', '2028-11-10'], 249, 119_520],
  ])('%i', (year, days, minutes, inLieu, daysWithInLieu, minutesWithInLieu) => {
    expect(calendar().workingDaysOfYear(year)).toBe(days);
    expect(calendar().minutesOfYear(year)).toBe(minutes);
    const full = calendar(inLieu.map(closed));
    expect(full.workingDaysOfYear(year)).toBe(daysWithInLieu);
    expect(full.minutesOfYear(year)).toBe(minutesWithInLieu);
  });

  it('a schedule holds from its day on', () => {
    const shorter = { validFrom: '2026-07-01', hours: weekdays({ opensAt: '07:30', closesAt: '14:30' }) };
    const changed = calendar([closed('2026-08-14'), closed('2026-12-28')], [shorter, OFFICE]);
    expect(changed.minutesOfYear(2026)).toBe(112_860);
    expect(changed.hoursOn('2026-06-30')).toEqual({ opensAt: '07:30', closesAt: '15:30' });
    expect(changed.hoursOn('2026-07-01')).toEqual({ opensAt: '07:30', closesAt: '14:30' });
  });

  it('an exception wins over a holiday', () => {
    const open = calendar([
      { day: '2026-11-11', kind: 'SPECIAL_HOURS', opensAt: '08:00', closesAt: '12:00', reason: 'x' },
    ]);
    expect(open.minutesBetween(at('2026-11-11 00:00'), at('2026-11-12 00:00'))).toBe(240);
  });

  it.each([
    ['the spring change', '2026-03-29', 120],
    ['the autumn change', '2026-10-25', 240],
  ])('special hours 01:00–04:00 on the night of %s are real minutes', (_night, day, minutes) => {
    const night = calendar([{ day, kind: 'SPECIAL_HOURS', opensAt: '01:00', closesAt: '04:00', reason: 'x' }]);
    expect(night.minutesBetween(at(`${day} 00:00`), at(`${day} 12:00`))).toBe(minutes);
  });

  it('no schedule, no working time', () => {
    expect(calendar([], []).minutesOfYear(2026)).toBe(0);
  });
});

describe('deadlines', () => {
  it.each<[string, string, number, string]>([
    ['within the day', '2026-03-10 08:00', 240, '2026-03-10 12:00'],
    ['up to closing time of the same day', '2026-03-10 07:30', 480, '2026-03-10 15:30'],
    ['over the night', '2026-03-10 15:00', 60, '2026-03-11 08:00'],
    ['over a weekend with the clock change', '2026-03-27 15:00', 60, '2026-03-30 08:00'],
    ['over a holiday and a day between', '2026-06-03 15:00', 60, '2026-06-05 08:00'],
    ['from the night before', '2026-03-09 22:00', 30, '2026-03-10 08:00'],
    ['over the end of the year', '2026-12-31 15:00', 60, '2027-01-04 08:00'],
    ['nothing left', '2026-03-14 12:00', 0, '2026-03-14 12:00'],
    ['already late', '2026-03-10 08:00', -30, '2026-03-10 08:00'],
  ])('working minutes %s', (_rule, from, minutes, expected) => {
    expect(calendar().addWorkingMinutes(at(from), minutes)).toEqual(at(expected));
  });

  it.each<[string, string, number, string]>([
    ['the next working day', '2026-03-10 10:00', 1, '2026-03-11 10:00'],
    ['a week', '2026-03-10 10:00', 5, '2026-03-17 10:00'],
    ['from a Saturday', '2026-03-14 12:00', 1, '2026-03-16 12:00'],
    ['the same wall time after the clock change', '2026-03-27 10:00', 1, '2026-03-30 10:00'],
    ['over Christmas', '2026-12-23 10:00', 2, '2026-12-29 10:00'],
  ])('working days: %s', (_rule, from, days, expected) => {
    expect(calendar().addWorkingDays(at(from), days)).toEqual(at(expected));
  });

  it('without a schedule there is no deadline', () => {
    expect(calendar([], []).addWorkingMinutes(at('2026-03-10 10:00'), 1)).toBeNull();
    expect(calendar([], []).addWorkingDays(at('2026-03-10 10:00'), 1)).toBeNull();
  });

  it('what was added lies between start and deadline, whatever the moment', () => {
    const office = calendar();
    const moments = fc.date({ min: at('2024-01-01 00:00'), max: at('2028-12-01 00:00'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 9_600 }), (from, minutes) => {
        const deadline = office.addWorkingMinutes(from, minutes);
        return deadline !== null && Math.abs(office.minutesBetween(from, deadline) - minutes) < 1e-6;
      }),
      { numRuns: 200 },
    );
  });
});

describe('holidays on a Saturday', () => {
  it.each<[number, string[], string[], number]>([
    [2026, [], ['2026-08-15', '2026-12-26'], 2],
    [2026, ['2026-08-14'], ['2026-08-15', '2026-12-26'], 1],
    [2026, ['2026-08-14', '2026-12-28'], ['2026-08-15', '2026-12-26'], 0],
    [2024, ['2024-03-29'], ['2024-01-06'], 0],
    [2025, [], ['2025-05-03', '2025-11-01'], 2],
  ])('%i with %j closed: %j, %i missing', (year, inLieu, holidays, missing) => {
    const found = saturdayHolidays(year, calendar(inLieu.map(closed)));
    expect(found.holidays.map(({ day }) => day)).toEqual(holidays);
    expect(found.missing).toBe(missing);
  });

  it.each(['2026-08-15', '2026-08-16', '2026-12-25', '2025-08-14'])('a closed %s is no day off in 2026', (day) => {
    expect(saturdayHolidays(2026, calendar([closed(day)])).missing).toBe(2);
  });
});
