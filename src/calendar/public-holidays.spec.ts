import Holidays from 'date-holidays';
import { easterSunday, publicHolidays } from './public-holidays.js';

const days = (year: number) => publicHolidays(year).map(({ day }) => day);

describe('public holidays of Poland', () => {
  it.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
  ])('Easter of %i is %s', (year, day) => {
    expect(easterSunday(year).toString()).toBe(day);
  });

  it.each([
    ['6 January is a working day until 2010', '2010-01-06', false],
    ['6 January is a holiday from 2011', '2011-01-06', true],
    ['24 December is a working day until 2024', '2024-12-24', false],
    ['24 December is a holiday from 2025', '2025-12-24', true],
    ['12 November 2018 was a holiday once', '2018-11-12', true],
    ['12 November is otherwise a working day', '2019-11-12', false],
    ['Good Friday is a working day', '2026-04-03', false],
    ['31 December is a working day', '2026-12-31', false],
    ['Easter Monday is a holiday', '2026-04-06', true],
    ['Pentecost is Easter + 49', '2026-05-24', true],
    ['Corpus Christi is Easter + 60', '2026-06-04', true],
  ])('%s', (_rule, day, holiday) => {
    expect(days(Number(day.slice(0, 4))).includes(day)).toBe(holiday);
  });

  it('agrees with an independent list in every year from 2000 to 2060 but for the one-off of 2018', () => {
    const independent = new Holidays('PL', { types: ['public'] });
    for (let year = 2000; year <= 2060; year += 1) {
      const expected = independent.getHolidays(year).map(({ date }) => date.slice(0, 10));
      if (year === 2018) expected.push('2018-11-12');
      expect(days(year)).toEqual(expected.sort());
    }
  });
});
