import { instantOfWallTime, startOfDay } from '../calendar/wall-time.js';
import { legalVersion, systemVersion, type VersionDates } from './card-versions.js';

const ZONE = 'Europe/Warsaw';
const at = (text: string) => instantOfWallTime(text, ZONE);
const second = (text: string, seconds: number) => new Date(+at(text) + seconds * 1000);

const REPLACED = [
  second('2014-10-02 12:42', 9),
  second('2016-10-28 11:10', 48),
  second('2019-01-25 10:17', 28),
  second('2019-12-16 08:08', 54),
  null,
];
/** Domain guide section 2.1. */
const VERSIONS: VersionDates[] = ['2013-09-18', '2014-10-02', '2016-09-24', '2018-12-31', '2019-12-16'].map(
  (effectiveFrom, index) => ({
    version: index + 1,
    effectiveFrom,
    publishedAt: REPLACED[index - 1] ?? null,
    replacedAt: REPLACED[index] ?? null,
  }),
);

const legal = (day: string) => legalVersion(VERSIONS, day)?.version ?? null;
const system = (time: string) => systemVersion(VERSIONS, at(time), (day) => startOfDay(day, ZONE))?.version ?? null;

describe('versions of the process card', () => {
  it.each([
    ['2016-10-10', 3, 2],
    ['2019-01-10', 4, 3],
    ['2013-09-17', null, null],
    ['2021-09-17', 5, 5],
    ['2013-09-18', 1, 1],
  ])('on %s version %p is in force, version %p is shown', (day, legally, shown) => {
    expect(legal(day)).toBe(legally);
    expect(system(`${day} 12:00`)).toBe(shown);
  });

  it('changes over in the middle of a day', () => {
    expect(legal('2014-10-02')).toBe(2);
    expect(system('2014-10-02 10:00')).toBe(1);
    expect(system('2014-10-02 13:00')).toBe(2);
  });

  it('of two versions with the same stated day the higher number is in force', () => {
    const twins = VERSIONS.slice(3).map((version) => ({ ...version, effectiveFrom: '2019-12-16' }));
    expect(legalVersion(twins, '2019-12-16')?.version).toBe(5);
    expect(legalVersion(twins.toReversed(), '2019-12-16')?.version).toBe(5);
  });

  it.each([
    [2, 3, 34],
    [3, 4, 25],
  ])('stated ranges of versions %i and %i overlap by %i days', (earlier, later, days) => {
    const until = VERSIONS[earlier - 1]?.replacedAt;
    const from = VERSIONS[later - 1]?.effectiveFrom;
    expect(until && from && Math.floor((+until - +startOfDay(from, ZONE)) / 86_400_000)).toBe(days);
  });
});
