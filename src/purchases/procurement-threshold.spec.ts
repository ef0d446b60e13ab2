import { procedureOf } from './procurement-threshold.js';

describe('procurement threshold', () => {
  it.each([
    ['150 000 started 2025-12-15', 150_000_00, '2025-12-15', 'STATUTE'],
    ['the same started 2026-01-02', 150_000_00, '2026-01-02', 'INTERNAL'],
    ['169 999.99 in 2026', 169_999_99, '2026-05-04', 'INTERNAL'],
    ['170 000.00 in 2026', 170_000_00, '2026-05-04', 'STATUTE'],
    ['129 351.00 in 2019', 129_351_00, '2019-06-03', 'INTERNAL'],
    ['one grosz more in 2019', 129_351_01, '2019-06-03', 'STATUTE'],
    ['128 079.00 in 2020', 128_079_00, '2020-06-03', 'INTERNAL'],
    ['128 079.01 on the last day of 2020', 128_079_01, '2020-12-31', 'STATUTE'],
    ['130 000.00 on the first day of 2021', 130_000_00, '2021-01-01', 'STATUTE'],
    ['129 999.99 in 2021', 129_999_99, '2021-01-01', 'INTERNAL'],
    ['before the first known threshold', 129_999_99, '2017-12-31', null],
  ] as const)('%s', (_case, netGrosze, startedOn, procedure) =>
    expect(procedureOf(netGrosze, startedOn)).toBe(procedure),
  );
});
