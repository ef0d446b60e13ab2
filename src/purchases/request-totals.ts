interface Priced {
  quantity: number;
  unitNetGrosze: number;
  unitGrossGrosze: number;
}

/** VAT of computers and of nearly everything else bought here; used when only a net price was given. */
const VAT_PERCENT = 23;

/** Net and gross of all lines, in grosze. */
export function totalsOf(lines: readonly Priced[]): { netGrosze: number; grossGrosze: number } {
  return {
    netGrosze: lines.reduce((sum, line) => sum + line.quantity * line.unitNetGrosze, 0),
    grossGrosze: lines.reduce((sum, line) => sum + line.quantity * line.unitGrossGrosze, 0),
  };
}

/** The gross price that a net one stands for, rounded to the grosz. */
export function grossOf(netGrosze: number): number {
  return Math.round((netGrosze * (100 + VAT_PERCENT)) / 100);
}

/** Up to this gross value a piece is low-value equipment, above it an investment. Source: domain guide sections 6 and 7. */
const LOW_VALUE_MAX_GROSZE = 10_000_00;
const INVESTMENT_PARAGRAPH = '6060';

/**
 * Whether the paragraph of the budget line fits the prices.
 * @param classification dział-rozdział-paragraf
 * @returns what does not fit; null when all does
 */
export function paragraphMismatch(
  classification: string,
  lines: readonly Priced[],
): 'investment-on-current' | 'current-on-investment' | null {
  const isInvestmentLine = classification.endsWith(`-${INVESTMENT_PARAGRAPH}`);
  const isInvestment = (line: Priced) => line.unitGrossGrosze > LOW_VALUE_MAX_GROSZE;
  if (!isInvestmentLine && lines.some(isInvestment)) return 'investment-on-current';
  if (isInvestmentLine && lines.some((line) => !isInvestment(line))) return 'current-on-investment';
  return null;
}
