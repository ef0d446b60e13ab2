/** An exact fraction of whole numbers; it stays one until it is shown. */
export interface Ratio {
  numerator: number;
  denominator: number;
}

export type Comparator = '=' | '<' | '<=' | '>=' | '>';

export interface Target {
  comparator: Comparator;
  /** Decimal with up to three places as the database keeps it, e.g. `10.000`. */
  percent: string;
}

const COMPARE: Record<Comparator, (value: bigint, target: bigint) => boolean> = {
  '=': (value, target) => value === target,
  '<': (value, target) => value < target,
  '<=': (value, target) => value <= target,
  '>=': (value, target) => value >= target,
  '>': (value, target) => value > target,
};

/**
 * Whether the exact fraction meets the target; the shown, truncated value never decides.
 * @returns null when the denominator is 0
 */
export function meets({ numerator, denominator }: Ratio, { comparator, percent }: Target): boolean | null {
  if (denominator === 0) return null;
  // numerator / denominator compared with percent / 100, both sides multiplied by 100 000 · denominator.
  return COMPARE[comparator](BigInt(numerator) * 100_000n, thousandths(percent) * BigInt(denominator));
}

/**
 * Percent truncated to two decimals, which never makes a missed target look met: 1199/1200 is 99.91, not 99.92.
 * @returns null when the denominator is 0
 */
export function truncatedPercent({ numerator, denominator }: Ratio): number | null {
  return denominator === 0 ? null : Number((BigInt(numerator) * 10_000n) / BigInt(denominator)) / 100;
}

function thousandths(decimal: string): bigint {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,3}))?$/.exec(decimal) ?? [];
  if (whole === undefined) throw new RangeError(`not a percent: ${decimal}`);
  return BigInt(whole + fraction.padEnd(3, '0'));
}
