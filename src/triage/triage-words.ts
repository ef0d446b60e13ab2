import { fold } from '../common/fold.js';
import { polishStem } from '../common/polish-stem.js';

/** Beyond this nobody explains what is wrong; a rule must not cost more for a longer mail. */
const MAX_CHARACTERS = 20_000;
/** Words shorter than this are too alike to forgive a typing error in them. */
const MIN_TYPO_LENGTH = 6;

interface Word {
  /** as written */
  surface: string;
  folded: string;
  stem: string;
}

/** A text taken apart once. A subject is a sentence of its own; a line end inside a paragraph is none. */
export class TextWords {
  private readonly sentences: readonly (readonly Word[])[];
  private readonly vocabulary: readonly Word[];
  private readonly known = new Map<string, boolean>();

  constructor(texts: readonly string[]) {
    this.sentences = texts.flatMap(sentencesOf);
    this.vocabulary = [...new Map(this.sentences.flat().map((word) => [word.folded, word])).values()];
  }

  /** All words in one sentence, in any order and form. @returns them as written in the text, or null */
  findTogether(wanted: readonly RuleWord[]): string[] | null {
    if (!wanted.every((ruleWord) => this.has(ruleWord))) return null;
    for (const sentence of this.sentences) {
      const found = wanted.map((ruleWord) => sentence.find((word) => fits(ruleWord, word)));
      if (found.every((word) => word !== undefined)) return found.map(({ surface }) => surface);
    }
    return null;
  }

  /** The words side by side, in the form and order given. @returns them as written in the text, or null */
  findPhrase(wanted: readonly RuleWord[]): string[] | null {
    if (!wanted.every((ruleWord) => this.has(ruleWord))) return null;
    for (const sentence of this.sentences) {
      for (let start = 0; start + wanted.length <= sentence.length; start++) {
        const part = sentence.slice(start, start + wanted.length);
        if (part.every(({ folded }, index) => sameForm(wanted[index]!, folded)))
          return part.map(({ surface }) => surface);
      }
    }
    return null;
  }

  /** Most words of most rules are nowhere in the text; this is asked once for each. */
  private has(ruleWord: RuleWord): boolean {
    const key = ruleWord.isPrefix ? `${ruleWord.folded}*` : ruleWord.folded;
    let known = this.known.get(key);
    if (known === undefined) {
      known = this.vocabulary.some((word) => fits(ruleWord, word));
      this.known.set(key, known);
    }
    return known;
  }
}

/** One word of a rule: `drukarka` means all its forms, `drukar*` all words that begin so. */
export interface RuleWord {
  folded: string;
  stem: string;
  isPrefix: boolean;
}

export function readRuleWords(value: string): RuleWord[] {
  return [...value.matchAll(/([\p{L}\p{N}]+)(\*?)/gu)].map(([, surface, star]) => {
    const { folded, stem } = wordOf(surface!);
    return { folded, stem, isPrefix: star === '*' };
  });
}

function sentencesOf(text: string): Word[][] {
  return text
    .slice(0, MAX_CHARACTERS)
    .split(/[.!?;]+(?=\s|$)|\n\s*\n/u)
    .map((sentence) => [...sentence.matchAll(/[\p{L}\p{N}]+/gu)].map(([surface]) => wordOf(surface)))
    .filter((words) => words.length > 0);
}

function wordOf(surface: string): Word {
  const folded = fold(surface);
  return { surface, folded, stem: polishStem(folded) };
}

function sameForm(ruleWord: RuleWord, folded: string): boolean {
  return ruleWord.isPrefix ? folded.startsWith(ruleWord.folded) : folded === ruleWord.folded;
}

function fits(ruleWord: RuleWord, word: Word): boolean {
  if (ruleWord.isPrefix) return word.folded.startsWith(ruleWord.folded);
  return word.stem === ruleWord.stem || isTypo(ruleWord.stem, word.stem);
}

/** One letter wrong, missing, too many, or two neighbours swapped (durkarka). */
export function isTypo(right: string, written: string): boolean {
  if (right.length < MIN_TYPO_LENGTH || Math.abs(right.length - written.length) > 1 || /\d/.test(written)) return false;
  let start = 0;
  while (start < right.length && right[start] === written[start]) start++;
  const [a, b] = [right.slice(start), written.slice(start)];
  if (a.length > b.length) return a.slice(1) === b;
  if (a.length < b.length) return a === b.slice(1);
  return a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}
