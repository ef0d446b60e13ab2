import {
  type CalendarException,
  type OpeningHours,
  WorkingCalendar,
  type WorkingSchedule,
} from '../calendar/working-calendar.js';
import { instantOfWallTime } from '../calendar/wall-time.js';
import { formatPercent } from '../rendering/format.js';
import { availability, blocksApproval, type OutageFact } from './availability.js';
import { meets } from './ratio.js';
import { reportPeriod } from './report-period.js';

const ZONE = 'Europe/Warsaw';
const at = (text: string) => instantOfWallTime(text, ZONE);
const MUCH_LATER = at('2030-01-01 00:00');

const monToFri = (hours: OpeningHours) => ({ 1: hours, 2: hours, 3: hours, 4: hours, 5: hours });
const OFFICE: WorkingSchedule = { validFrom: '2000-01-01', hours: monToFri({ opensAt: '07:30', closesAt: '15:30' }) };
const SUMMER: WorkingSchedule = { validFrom: '2026-07-01', hours: monToFri({ opensAt: '07:30', closesAt: '14:30' }) };
const closed = (day: string): CalendarException => ({ day, kind: 'CLOSED', reason: 'dzień wolny za święto' });
const CLOSED_DAYS = [
  '2024-03-29',
  '2025-05-02',
  '2025-11-10',
  '2026-08-14',
  '2026-12-28',
  '2028-01-07',
  '2028-11-10',
].map(closed);
const night = (day: string): CalendarException => ({
  day,
  kind: 'SPECIAL_HOURS',
  opensAt: '01:00',
  closesAt: '04:00',
  reason: 'wybory',
});

function outage(from: string, to: string | null, differs: Partial<OutageFact> = {}): OutageFact {
  return {
    id: 1,
    startedAt: at(from),
    endedAt: to === null ? null : at(to),
    notCounted: null,
    evidence: 'DOCUMENTED',
    ...differs,
  };
}

interface Oracle {
  year?: number;
  asOf?: Date;
  exceptions?: CalendarException[];
  schedules?: WorkingSchedule[];
  outages: OutageFact[];
  T: number;
  D: number;
  display: string;
  met: boolean | null;
}

/** Domain guide section 4, table A. */
const ORACLES: Record<string, Oracle> = {
  'A01 no outage': { outages: [], T: 120_480, D: 0, display: '100,00%', met: true },
  'A02 one and a half hours': {
    outages: [outage('2026-03-10 10:00', '2026-03-10 11:30')],
    T: 120_480,
    D: 90,
    display: '99,92%',
    met: false,
  },
  'A03 over a night': {
    outages: [outage('2026-02-12 14:00', '2026-02-13 09:00')],
    T: 120_480,
    D: 180,
    display: '99,85%',
    met: false,
  },
  'A04 over a weekend with the spring change': {
    outages: [outage('2026-03-27 15:00', '2026-03-30 08:30')],
    T: 120_480,
    D: 90,
    display: '99,92%',
    met: false,
  },
  'A05 over a weekend with the autumn change': {
    outages: [outage('2026-10-23 15:00', '2026-10-26 08:30')],
    T: 120_480,
    D: 90,
    display: '99,92%',
    met: false,
  },
  'A06 over Corpus Christi': {
    outages: [outage('2026-06-03 15:00', '2026-06-05 08:00')],
    T: 120_480,
    D: 60,
    display: '99,95%',
    met: false,
  },
  'A07 two servers at once': {
    outages: [outage('2026-05-11 09:00', '2026-05-11 11:00'), outage('2026-05-11 10:00', '2026-05-11 12:30')],
    T: 120_480,
    D: 210,
    display: '99,82%',
    met: false,
  },
  'A08 nested and adjacent': {
    outages: [
      outage('2026-05-12 09:00', '2026-05-12 12:00'),
      outage('2026-05-12 10:00', '2026-05-12 10:30'),
      outage('2026-05-12 12:00', '2026-05-12 13:00'),
    ],
    T: 120_480,
    D: 240,
    display: '99,80%',
    met: false,
  },
  'A09 a test server': {
    outages: [outage('2026-04-13 00:00', '2026-04-18 00:00', { notCounted: 'OUT_OF_SCOPE' })],
    T: 120_480,
    D: 0,
    display: '100,00%',
    met: true,
  },
  'A10 planned maintenance and a node that failed over': {
    outages: [
      outage('2026-09-15 13:00', '2026-09-15 15:00', { notCounted: 'CAUSE' }),
      outage('2026-09-16 09:00', '2026-09-16 15:00', { notCounted: 'SERVICE_WORKED' }),
    ],
    T: 120_480,
    D: 0,
    display: '100,00%',
    met: true,
  },
  'A11a over the end of the year, the first': {
    year: 2025,
    outages: [outage('2025-12-30 13:00', '2026-01-02 09:30')],
    T: 119_520,
    D: 630,
    display: '99,47%',
    met: false,
  },
  'A11b over the end of the year, the second': {
    outages: [outage('2025-12-30 13:00', '2026-01-02 09:30')],
    T: 120_480,
    D: 120,
    display: '99,90%',
    met: false,
  },
  'A12 open, interim': {
    asOf: at('2026-11-24 10:00'),
    outages: [outage('2026-11-23 12:00', null)],
    T: 108_630,
    D: 360,
    display: '99,66%',
    met: false,
  },
  'A13 open at the end of the year': {
    outages: [outage('2026-12-30 14:00', null)],
    T: 120_480,
    D: 570,
    display: '99,52%',
    met: false,
  },
  'A14a on a closed day': {
    outages: [outage('2026-08-14 08:00', '2026-08-14 12:00')],
    T: 120_480,
    D: 0,
    display: '100,00%',
    met: true,
  },
  'A14b the same without closed days': {
    exceptions: [],
    outages: [outage('2026-08-14 08:00', '2026-08-14 12:00')],
    T: 121_440,
    D: 240,
    display: '99,80%',
    met: false,
  },
  'A15 all of a leap day': {
    year: 2028,
    outages: [outage('2028-02-29 00:00', '2028-03-01 00:00')],
    T: 119_520,
    D: 480,
    display: '99,59%',
    met: false,
  },
  'A16 a shorter schedule from July': {
    schedules: [OFFICE, SUMMER],
    outages: [outage('2026-07-06 14:00', '2026-07-06 15:30')],
    T: 112_860,
    D: 30,
    display: '99,97%',
    met: false,
  },
  'A17 longer hours of the front desk': {
    outages: [outage('2026-03-09 15:30', '2026-03-09 17:00')],
    T: 120_480,
    D: 0,
    display: '100,00%',
    met: true,
  },
  'A18 no schedule': { schedules: [], outages: [], T: 0, D: 0, display: 'brak danych', met: null },
  'A19a special hours in the spring night': {
    exceptions: [...CLOSED_DAYS, night('2026-03-29')],
    outages: [outage('2026-03-29 01:30', '2026-03-29 03:30')],
    T: 120_600,
    D: 60,
    display: '99,95%',
    met: false,
  },
  'A19b special hours in the autumn night': {
    exceptions: [...CLOSED_DAYS, night('2026-10-25')],
    outages: [outage('2026-10-25 01:30', '2026-10-25 03:30')],
    T: 120_720,
    D: 180,
    display: '99,85%',
    met: false,
  },
  'A20 one minute must not show 100': {
    outages: [outage('2026-03-10 10:00', '2026-03-10 10:01')],
    T: 120_480,
    D: 1,
    display: '99,99%',
    met: false,
  },
  'A21 24 December 2024 was a working day': {
    year: 2024,
    outages: [outage('2024-12-24 08:00', '2024-12-24 10:00')],
    T: 120_480,
    D: 120,
    display: '99,90%',
    met: false,
  },
  'A22 24 December 2025 is a holiday': {
    year: 2025,
    outages: [outage('2025-12-24 08:00', '2025-12-24 10:00')],
    T: 119_520,
    D: 0,
    display: '100,00%',
    met: true,
  },
  'A23 only between two working days': {
    outages: [outage('2026-03-10 15:30', '2026-03-11 07:30')],
    T: 120_480,
    D: 0,
    display: '100,00%',
    met: true,
  },
};

function assess({
  year = 2026,
  asOf = MUCH_LATER,
  exceptions = CLOSED_DAYS,
  schedules = [OFFICE],
  outages,
}: Partial<Oracle>) {
  const calendar = new WorkingCalendar({ timeZone: ZONE, schedules, exceptions });
  const period = reportPeriod(year, asOf, calendar);
  if (!period) throw new Error('the year has not begun');
  return availability(outages ?? [], period, calendar);
}

describe('indicator 1, availability', () => {
  it.each(Object.entries(ORACLES))('%s', (_id, oracle) => {
    const figure = assess(oracle);
    expect(figure.denominator).toBe(oracle.T);
    expect(figure.downtimeMinutes).toBe(oracle.D);
    expect(formatPercent(figure.numerator, figure.denominator)).toBe(oracle.display);
    expect(meets(figure, { comparator: '=', percent: '100.000' })).toBe(oracle.met);
  });

  it.each([
    ['A04', '2026-03-27 15:00', '2026-03-30 08:30', 3_870],
    ['A05', '2026-10-23 15:00', '2026-10-26 08:30', 3_990],
  ])('%s: elapsed minutes over the clock change', (_id, from, to, minutes) => {
    expect((+at(to) - +at(from)) / 60_000).toBe(minutes);
  });

  it('lists what does not count, with its time but without effect', () => {
    const figure = assess({ outages: [outage('2026-03-10 10:00', '2026-03-10 11:30', { notCounted: 'CAUSE' })] });
    expect(figure.outages).toMatchObject([{ notCounted: 'CAUSE', workingMinutes: 90 }]);
    expect(figure.downtimeMinutes).toBe(0);
  });

  it.each<[string, string | null, Partial<OutageFact>, boolean]>([
    ['documented', '2026-03-10 11:30', {}, false],
    ['without a protocol', '2026-03-10 11:30', { evidence: 'NO_PROTOCOL' }, true],
    ['with a draft protocol', '2026-03-10 11:30', { evidence: 'NOT_APPROVED' }, true],
    ['whose protocol says other hours', '2026-03-10 11:30', { evidence: 'INTERVAL_DIFFERS' }, true],
    ['still open', null, { evidence: 'NO_PROTOCOL' }, false],
    ['that lasts into the next year', '2027-01-02 10:00', { evidence: 'NO_PROTOCOL' }, false],
    ['not counted', '2026-03-10 11:30', { evidence: 'NO_PROTOCOL', notCounted: 'CAUSE' }, false],
  ])('an outage %s blocks approval or not', (_rule, to, differs, blocks) => {
    const figure = assess({ outages: [outage('2026-03-10 10:00', to, differs)] });
    expect(figure.outages.map(blocksApproval)).toEqual([blocks]);
  });

  it('counts whole minutes, also when the clock of a report or of an outage shows seconds', () => {
    const seconds = (text: string, more: number) => new Date(+at(text) + more * 1000);
    const startedAt = seconds('2026-11-24 09:00', 31);
    const open = assess({
      asOf: seconds('2026-11-24 10:00', 59),
      outages: [{ ...outage('2026-11-24 09:00', null), startedAt }],
    });
    expect([open.downtimeMinutes, open.denominator]).toEqual([60, 108_630]);
  });

  it('leaves out what lies in other years', () => {
    expect(assess({ outages: [outage('2025-03-10 10:00', '2025-03-10 11:30')] }).outages).toEqual([]);
  });
});
