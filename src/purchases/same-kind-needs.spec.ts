import { aggregationWarnings, type Need, needGroup } from './same-kind-needs.js';

describe('same-kind needs', () => {
  it.each([
    ['the CPV group of the line', { cpv: '30213100-6', assetKind: null }, '302'],
    ['the group of the kind when there is no code', { cpv: null, assetKind: 'LAPTOP' }, '302'],
    ['printers and computers are one group', { cpv: null, assetKind: 'PRINTER' }, '302'],
    ['servers are another', { cpv: null, assetKind: 'SERVER' }, '488'],
    ['the code wins over the kind', { cpv: '48000000-8', assetKind: 'LAPTOP' }, '480'],
    ['nothing known, nothing aggregated', { cpv: null, assetKind: null }, null],
  ])('%s', (_rule, line, group) => expect(needGroup(line)).toBe(group));

  const need = (requestId: number, netGrosze: number, assetKind: string | null = 'LAPTOP'): Need => ({
    requestId,
    netGrosze,
    assetKind,
    cpv: null,
  });

  it('two requests below the threshold reach it together: the sum warns', () => {
    expect(aggregationWarnings(1, [need(1, 90_000_00), need(2, 80_000_00)], '2026-03-02')).toEqual([
      {
        group: '302',
        ownNetGrosze: 90_000_00,
        yearNetGrosze: 170_000_00,
        procedure: 'STATUTE',
        reachedBySum: true,
        isDecisive: true,
      },
    ]);
  });

  it('a request that reaches it alone says so', () => {
    expect(aggregationWarnings(1, [need(1, 200_000_00)], '2026-03-02')).toMatchObject([{ reachedBySum: false }]);
  });

  it('a small request is not decisive once the others reach it by themselves', () => {
    const needs = [need(1, 900_00), need(2, 90_000_00), need(3, 90_000_00)];
    expect(aggregationWarnings(1, needs, '2026-03-02')).toMatchObject([{ reachedBySum: true, isDecisive: false }]);
  });

  it('other kinds and lines of unknown kind do not add up', () => {
    const needs = [need(1, 90_000_00), need(2, 90_000_00, 'SERVER'), need(3, 90_000_00, null)];
    expect(aggregationWarnings(1, needs, '2026-03-02')).toEqual([]);
  });

  it('the day of the start chooses the threshold', () => {
    const needs = [need(1, 90_000_00), need(2, 60_000_00)];
    expect(aggregationWarnings(1, needs, '2025-12-15')).toHaveLength(1);
    expect(aggregationWarnings(1, needs, '2026-01-02')).toHaveLength(0);
  });
});
