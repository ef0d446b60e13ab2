import fc from 'fast-check';
import { formatPercent } from '../rendering/format.js';
import { type Comparator, meets, truncatedPercent } from './ratio.js';

const target = (comparator: Comparator, percent: string) => ({ comparator, percent });

describe('verdict on exact fractions', () => {
  it.each<[string, number, number, Comparator, string, boolean | null]>([
    ['all of it is 100%', 120_480, 120_480, '=', '100.000', true],
    ['one minute less is not', 120_479, 120_480, '=', '100.000', false],
    ['exactly 10% is not less than 10%', 100, 1_000, '<', '10.000', false],
    ['9.990009…% is', 100, 1_001, '<', '10.000', true],
    ['exactly 15% is at least 15%', 90, 600, '>=', '15.000', true],
    ['one fewer is not', 89, 600, '>=', '15.000', false],
    ['a third is not exactly 33.333%', 1, 3, '=', '33.333', false],
    ['a target with decimals', 1, 8, '<=', '12.5', true],
    ['nothing of something', 0, 1_000, '<', '10.000', true],
    ['nothing of nothing has no verdict', 0, 0, '>=', '15.000', null],
  ])('%s', (_rule, numerator, denominator, comparator, percent, expected) => {
    expect(meets({ numerator, denominator }, target(comparator, percent))).toBe(expected);
  });

  it('refuses a target that is no number', () => {
    expect(() => meets({ numerator: 1, denominator: 1 }, target('<', '10,5'))).toThrow('not a percent');
  });
});

describe('display', () => {
  it.each([
    ['truncated, not rounded', 120_270, 120_480, '99,82%'],
    ['one minute short of 100 never shows 100', 120_479, 120_480, '99,99%'],
    ['two decimals always', 84, 1_000, '8,40%'],
    ['a binary fraction that floating point gets wrong', 29, 100, '29,00%'],
    ['zero', 0, 600, '0,00%'],
    ['no data', 3, 0, 'brak danych'],
  ])('%s', (_rule, numerator, denominator, expected) => {
    expect(formatPercent(numerator, denominator)).toBe(expected);
  });

  it('no missed target of the card looks met', () => {
    const ratio = fc.record({ numerator: fc.nat(200_000), denominator: fc.integer({ min: 1, max: 200_000 }) });
    fc.assert(
      fc.property(ratio, (one) => {
        const shown = truncatedPercent(one) ?? 0;
        return (
          meets(one, target('<', '10.000')) === shown < 10 &&
          meets(one, target('>=', '15.000')) === shown >= 15 &&
          (one.numerator >= one.denominator || shown < 100)
        );
      }),
    );
  });
});
