import {
  excerpt,
  formatBytes,
  formatDateLong,
  formatDateTime,
  formatDistance,
  formatDuration,
  formatMoney,
  formatPercent,
  formatRelative,
} from './format.js';

const WARSAW = 'Europe/Warsaw';

describe('formats', () => {
  it.each([
    [123450, '1234,50\u00a0zł'],
    [1234550, '12\u00a0345,50\u00a0zł'],
    [0, '0,00\u00a0zł'],
    [100000000, '1\u00a0000\u00a0000,00\u00a0zł'],
  ])('money: %d grosze', (grosze, text) => expect(formatMoney(grosze)).toBe(text));

  it.each([
    [120270, 120480, '99,82%'],
    [88, 1012, '8,69%'],
    [91, 604, '15,06%'],
    [100, 1001, '9,99%'],
    [120479, 120480, '99,99%'],
    [90, 600, '15,00%'],
    [0, 1000, '0,00%'],
    [3, 0, 'brak danych'],
  ])('percent is truncated: %d of %d', (numerator, denominator, text) =>
    expect(formatPercent(numerator, denominator)).toBe(text),
  );

  it('an instant is shown in the time zone of the office', () => {
    expect(formatDateTime(new Date('2026-12-31T23:30:00Z'), WARSAW)).toBe('2027-01-01\u00a000:30');
    expect(formatDateTime(new Date('2026-06-01T08:05:00Z'), WARSAW)).toBe('2026-06-01\u00a010:05');
  });

  it('a day stays the day it is', () => {
    expect(formatDateLong('2026-11-23', WARSAW)).toBe('23 listopada 2026\u00a0r.');
    expect(formatDateLong(new Date('2026-11-22T23:30:00Z'), WARSAW)).toBe('23 listopada 2026\u00a0r.');
  });

  it.each([
    [-30, 'przed chwilą'],
    [30, 'za chwilę'],
    [-5 * 60, '5 min temu'],
    [2 * 3600, 'za 2 godz.'],
    [-25 * 3600, '1 dzień temu'],
    [47 * 3600, 'za 1 dzień'],
    [-3 * 86400, '3 dni temu'],
    [-30 * 86400, '30 dni temu'],
    [-31 * 86400, '2026-10-23'],
  ])('relative time: %d s', (seconds, text) => {
    const now = new Date('2026-11-23T09:00:00Z');
    expect(formatRelative(new Date(+now + seconds * 1000), now, WARSAW)).toBe(text);
  });

  it.each([
    [45, '45\u00a0min'],
    [23 * 60, '23\u00a0godz.'],
    [24 * 60, '1\u00a0dzień'],
    [5 * 24 * 60, '5\u00a0dni'],
  ])('distance: %d min', (minutes, text) => {
    const from = new Date('2026-11-23T09:00:00Z');
    expect(formatDistance(from, new Date(+from + minutes * 60_000))).toBe(text);
  });

  it.each([
    [45, '45\u00a0min'],
    [120, '2\u00a0godz.'],
    [1590, '26\u00a0godz. 30\u00a0min'],
    [0, '0\u00a0min'],
  ])('duration: %d min', (minutes, text) => expect(formatDuration(minutes)).toBe(text));

  it.each([
    [512, '512\u00a0B'],
    [14_200, '14\u00a0kB'],
    [2_500_000, '2,5\u00a0MB'],
  ])('size: %d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    ['krótko', 'krótko'],
    ['dwa\n\n  wiersze', 'dwa wiersze'],
    ['za długo na to miejsce', 'za długo na…'],
  ])('beginning of %j', (text, expected) => expect(excerpt(text, 12)).toBe(expected));
});
