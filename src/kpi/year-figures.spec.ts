import { instantOfWallTime } from '../calendar/wall-time.js';
import { WorkingCalendar } from '../calendar/working-calendar.js';
import { reportPeriod } from './report-period.js';
import { type CardTarget, yearFigures } from './year-figures.js';

const ZONE = 'Europe/Warsaw';
const at = (text: string) => instantOfWallTime(text, ZONE);
const hours = { opensAt: '07:30', closesAt: '15:30' };
const calendar = new WorkingCalendar({
  timeZone: ZONE,
  schedules: [{ validFrom: '2000-01-01', hours: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours } }],
  exceptions: ['2026-08-14', '2026-12-28'].map((day) => ({ day, kind: 'CLOSED', reason: 'dzień wolny' })),
});
const TARGETS: CardTarget[] = [
  { number: 1, text: 'Czas dostępności', targetText: '100%', targetPercent: '100.000', comparator: '=' },
  { number: 2, text: 'Liczba naprawa', targetText: 'Mniej niż 10%', targetPercent: '10.000', comparator: '<' },
  { number: 3, text: 'Liczba zakupionych', targetText: '15%', targetPercent: '15.000', comparator: '>=' },
];
const down = (id: number, from: string, to: string) =>
  ({
    id,
    startedAt: at(from),
    endedAt: at(to),
    notCounted: null,
    evidence: 'DOCUMENTED',
  }) as const;
const stock = (pieces: number, countsAsComputer: boolean) => ({
  acceptedOn: '2020-01-01',
  withdrawnOn: null,
  countsAsEquipment: true,
  countsAsComputer,
  pieces,
});

const FACTS = {
  outages: [down(1, '2026-05-11 09:00', '2026-05-11 11:00'), down(2, '2026-05-11 10:00', '2026-05-11 12:30')],
  repairs: Array.from({ length: 88 }, (_, index) => ({
    protocolId: index,
    revision: 1,
    state: 'APPROVED' as const,
    completedOn: '2026-06-01',
    countedOperations: 1,
  })),
  acceptances: [{ acceptedOn: '2026-09-01', countsAsComputer: true, pieces: 91, refunded: 0 }],
  register: [stock(604, true), stock(408, false)],
};

function figures(year: number, asOf: Date, indicators: CardTarget[] = TARGETS) {
  const period = reportPeriod(year, asOf, calendar);
  if (!period) throw new Error('the year has not begun');
  return yearFigures(period, FACTS, { version: 5, indicators }, calendar);
}

describe('the annual card', () => {
  it('of 2026: 99,82% (no), 8,69% (yes), 15,06% (yes)', () => {
    const { indicators } = figures(2026, at('2027-02-01 09:00'));
    expect(indicators.map(({ display, met }) => [display, met])).toEqual([
      ['99,82%', false],
      ['8,69%', true],
      ['15,06%', true],
    ]);
    expect(indicators[0]).toMatchObject({
      id: 1,
      numerator: 120_270,
      denominator: 120_480,
      value: 99.82,
      target: '100%',
    });
  });

  it('has figures but no verdicts for a year whose card is not known', () => {
    const { indicators } = figures(2026, at('2027-02-01 09:00'), []);
    expect(indicators.map(({ display, target, met }) => [display, target, met])).toEqual([
      ['99,82%', null, null],
      ['8,69%', null, null],
      ['15,06%', null, null],
    ]);
  });
});

describe('the period of a report', () => {
  it.each([
    ['a whole year', 2026, '2027-02-01 09:00', { complete: true, lastDay: '2026-12-31' }],
    ['a year that has just ended', 2026, '2027-01-01 00:00', { complete: true, lastDay: '2026-12-31' }],
    ['the running year up to today', 2026, '2026-11-24 10:00', { complete: false, lastDay: '2026-11-24' }],
    ['a moment before midnight', 2026, '2026-12-31 23:59', { complete: false, lastDay: '2026-12-31' }],
    [
      'midnight: the new day has no time in it yet',
      2026,
      '2026-11-24 00:00',
      { complete: false, lastDay: '2026-11-23' },
    ],
  ])('%s', (_rule, year, asOf, expected) => {
    expect(reportPeriod(year, at(asOf), calendar)).toMatchObject({ year, firstDay: '2026-01-01', ...expected });
  });

  it('does not exist before the year begins', () => {
    expect(reportPeriod(2027, at('2026-12-31 23:59'), calendar)).toBeNull();
    expect(reportPeriod(2027, at('2027-01-01 00:00'), calendar)).toBeNull();
  });
});
