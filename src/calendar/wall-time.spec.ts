import { instantOfWallTime, startOfDay, wallTimeOf } from './wall-time.js';

const ZONE = 'Europe/Warsaw';

describe('wall time', () => {
  it.each([
    ['winter time', '2026-03-10T10:00', '2026-03-10T09:00:00.000Z'],
    ['summer time', '2026-07-06T14:00', '2026-07-06T12:00:00.000Z'],
    ['a space instead of T', '2026-07-06 14:00', '2026-07-06T12:00:00.000Z'],
    ['the last minute before the spring change', '2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['the first minute after it', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['a doubled hour in summer time', '2026-10-25T02:30+02:00', '2026-10-25T00:30:00.000Z'],
    ['the same hour in winter time', '2026-10-25T02:30 +01:00', '2026-10-25T01:30:00.000Z'],
    ['an offset that says the obvious', '2026-07-06T14:00+02:00', '2026-07-06T12:00:00.000Z'],
  ])('%s', (_rule, text, instant) => {
    expect(instantOfWallTime(text, ZONE).toISOString()).toBe(instant);
  });

  it.each([
    ['an hour skipped in spring', '2026-03-29T02:30', 'wall-time.nonexistent'],
    ['an hour skipped in spring, with an offset', '2026-03-29T02:30+02:00', 'wall-time.nonexistent'],
    ['a doubled hour without an offset', '2026-10-25T02:30', 'wall-time.ambiguous'],
    ['an offset that did not hold then', '2026-07-06T14:00+01:00', 'wall-time.wrong-offset'],
    ['a day that is not in the calendar', '2026-02-29T10:00', 'wall-time.invalid'],
    ['an hour that no clock has', '2026-02-20T24:30', 'wall-time.invalid'],
    ['seconds', '2026-02-20T10:00:30', 'wall-time.invalid'],
    ['a day without an hour', '2026-02-20', 'wall-time.invalid'],
    ['nothing', '', 'wall-time.invalid'],
  ])('refuses %s', (_rule, text, code) => {
    expect(() => instantOfWallTime(text, ZONE)).toThrow(expect.objectContaining({ code, kind: 'invalid' }));
  });

  it.each(['2026-03-10T09:00:00Z', '2026-03-29T01:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])(
    'reads back what it writes for %s',
    (instant) => {
      expect(instantOfWallTime(wallTimeOf(new Date(instant), ZONE), ZONE)).toEqual(new Date(instant));
    },
  );

  it('a local day starts at midnight of the office, not of Greenwich', () => {
    expect(startOfDay('2026-01-01', ZONE).toISOString()).toBe('2025-12-31T23:00:00.000Z');
  });
});
