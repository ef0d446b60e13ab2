/**
 * Text for comparison: lower case, without diacritics. NFD does not split `ł`, so it is replaced by hand.
 * Used for unit symbols (`WGOŚ` = `wgos`), search and automatic-mail subjects.
 */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l');
}
