import { parseMailDate } from './mail-date.js';

describe('parseMailDate', () => {
  it.each([
    ['Thu, 12 Mar 2026 10:15:00 +0100', '2026-03-12T09:15:00.000Z'],
    ['12 Mar 2026 10:15 +0100 (CET)', '2026-03-12T09:15:00.000Z'],
    ['Thu, 12 Mar 26 10:15:00 GMT', '2026-03-12T10:15:00.000Z'],
    ['Thu Mar 12 10:15:00 2026', '2026-03-12T10:15:00.000Z'],
    ['2026-03-12T10:15:00+01:00', '2026-03-12T09:15:00.000Z'],
    ['Thu, 12 Mar 2026 10:15:00', '2026-03-12T10:15:00.000Z'],
    ['12 Mar 2026 10:15:00 CEST', '2026-03-12T08:15:00.000Z'],
    ['czwartek', null],
    ['Thu, 12 Mar 9999 10:15:00 +0100', null],
    ['', null],
  ])('reads %s', (value, expected) => {
    expect(parseMailDate(value)?.toISOString() ?? null).toBe(expected);
  });
});
