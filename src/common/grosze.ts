const AMOUNT = /^(\d{1,12})(?:[.,](\d{1,2}))?$/;

/**
 * Money as people type it: `1 234,50`, `1234.5 zł`, `12 345`.
 * @returns a whole number of grosze; null when it is not an amount
 */
export function parseGrosze(text: string): number | null {
  const [, zloty, rest = ''] = AMOUNT.exec(text.replace(/zł\s*$/i, '').replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  return zloty === undefined ? null : Number(zloty) * 100 + Number(rest.padEnd(2, '0'));
}

/** The same the other way, for form fields: `1234,50`. */
export function groszeText(grosze: number): string {
  return (grosze / 100).toFixed(2).replace('.', ',');
}
