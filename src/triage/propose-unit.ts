import { fold } from '../common/fold.js';

/** Where people sign. */
const LAST_CHARACTERS = 300;

/**
 * The unit that a text names, by its symbol in capitals (`Anna Przykładowa, WF`; `Skaner w BOI`): the last one of the signature,
 * else of the subject. Only a proposal for a person: anybody can write a symbol.
 * @param symbols of open units
 */
export function proposeUnit(subject: string, body: string, symbols: readonly string[]): string | null {
  const byFolded = new Map(symbols.map((symbol) => [fold(symbol), symbol]));
  for (const text of [body.trimEnd().slice(-LAST_CHARACTERS), subject]) {
    const words = text.match(/\p{L}{2,}/gu) ?? [];
    // In a text written all in capitals every "we" looks like a symbol.
    if (words.filter(isCapitals).length > words.length / 2 && words.length > 3) continue;
    const named = words.filter(isCapitals).flatMap((word) => byFolded.get(fold(word)) ?? []);
    if (named.length > 0) return named.at(-1)!;
  }
  return null;
}

function isCapitals(word: string): boolean {
  return word === word.toUpperCase();
}
