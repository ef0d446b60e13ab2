import { fold } from './fold.js';
import { polishStem } from './polish-stem.js';

/** Longer ones are encoded data or addresses of trackers; nobody types them. */
const MAX_LEXEME = 60;
/** PostgreSQL counts positions up to here; all later ones are the same to it. */
const MAX_POSITION = 16_383;
const MAX_QUERY_TERMS = 12;

interface Term {
  /** as written, folded, without punctuation inside */
  whole: string;
  /** the words of it; the same one word unless it is a compound (e-mail, UM-013-D-0087) */
  words: string[];
}

/**
 * The words of a text as PostgreSQL keeps them: for each its folded form and its stem at one position; a compound (an inventory
 * number, an address, `e-mail`) also as one word without its punctuation.
 * @param texts any number of texts; between two of them no phrase matches
 * @returns input for a cast to `tsvector`
 */
export function toTsVector(texts: readonly string[]): string {
  const positions = new Map<string, Set<number>>();
  let position = 0;
  const add = (lexeme: string) => {
    if (lexeme.length === 0 || lexeme.length > MAX_LEXEME) return;
    const at = positions.get(lexeme) ?? new Set();
    at.add(Math.min(position, MAX_POSITION));
    positions.set(lexeme, at);
  };
  for (const text of texts) {
    for (const { whole, words } of terms(text)) {
      for (const [index, word] of words.entries()) {
        position += 1;
        if (index === 0) add(whole);
        add(word);
        add(polishStem(word));
      }
    }
    position += 1;
  }
  // A lexeme has letters and digits only, so nothing in it needs quoting; 255 positions are what a tsvector takes.
  return [...positions].map(([lexeme, at]) => `'${lexeme}':${[...at].slice(0, 255).join(',')}`).join(' ');
}

/**
 * What a person typed as a `tsquery`: all words must occur in any form; the last one may be unfinished; words in quotation marks
 * stand side by side.
 * @returns input for a cast to `tsquery`; null when there is nothing to look for
 */
export function toTsQuery(typed: string): string | null {
  const parts: string[] = [];
  const input = typed.slice(0, 500).replaceAll(/[„”“»«]/g, '"');
  const unfinished = !/["\s]$/.test(input);
  const chunks = input.split('"').map((text, index) => ({ text, quoted: index % 2 === 1 }));
  for (const [index, { text, quoted }] of chunks.entries()) {
    const found = terms(text);
    if (quoted) {
      const phrase = found.flatMap(({ words }) => words.map((word) => `'${polishStem(word)}'`));
      if (phrase.length > 0) parts.push(`(${phrase.join(' <-> ')})`);
      continue;
    }
    const last = index === chunks.length - 1 && unfinished ? found.at(-1) : undefined;
    parts.push(...found.map((term) => matchTerm(term, term === last)));
  }
  return parts.length === 0 ? null : parts.slice(0, MAX_QUERY_TERMS).join(' & ');
}

function matchTerm({ whole, words }: Term, unfinished: boolean): string {
  const alternatives = [words.map((word) => `'${polishStem(word)}'`).join(' & ')];
  // One or two letters begin too many words to be of use.
  if (unfinished && whole.length >= 3) alternatives.push(`'${whole}':*`);
  else if (words.length > 1) alternatives.push(`'${whole}'`);
  return `(${alternatives.join(' | ')})`;
}

/** Runs of letters and digits joined by single signs make one term. Single letters (w, z, i) say nothing; digits do (pok. 7). */
function terms(text: string): Term[] {
  return (fold(text).match(/[\p{L}\p{N}]+(?:[-/.@_'’][\p{L}\p{N}]+)*/gu) ?? []).flatMap((run): Term[] => {
    const number = /^zg[-/](\d{4})[-/](\d{1,9})$/.exec(run);
    if (number) return [single(`zg${number[1]}${number[2]!.padStart(6, '0')}`)];
    const words = run.match(/[\p{L}\p{N}]+/gu)!.filter((word) => word.length > 1 || /\p{N}/u.test(word));
    const whole = words.length > 0 ? run.replaceAll(/[^\p{L}\p{N}]/gu, '').slice(0, MAX_LEXEME) : '';
    return words.length > 0 ? [{ whole, words: words.map((word) => word.slice(0, MAX_LEXEME)) }] : [];
  });
}

function single(word: string): Term {
  return { whole: word, words: [word] };
}
