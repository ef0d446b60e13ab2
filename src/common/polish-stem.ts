/** Of derived words: nouns made from verbs, verbs in -ować; they share the stem of their root (instalacja, instaluję, instalowanie). */
const DERIVED = longestFirst(
  'owalismy owalem owalam owal owala owalo owali owaly owac owan owania owaniu owaniem owanie owany owana owane owano owanych owanego ' +
    'owanej owanym uje uja ujemy ujesz ujecie ujac acja acji acje acj acjami acjach acjom',
);
const PAST = longestFirst('al ala alo ali aly alem alam ial iala ialo iali ialy');
const ENDINGS = longestFirst(
  'iami iach iom iem iego iemu iej owi ami ach ego emu ymi imi ych ich om ow em ym im ej ie ia iu ii io aja iaja ajac ac iac ic yc ' +
    'a e i o u y',
);
const VERBAL_NOUN = longestFirst('anie ania aniu aniem ianie iania ianiu ianiem um');
/** A root may itself look like an ending: problem, portal. Cut from every form, so that all forms meet. */
const SECOND = ['ial', 'al', 'em', 'ow'];
const IRREGULAR: Readonly<Record<string, string>> = { blad: 'bled', okien: 'okn' };

/**
 * Stem of a Polish word, so that its forms meet: drukarka, drukarek, drukarce -> drukark. Light and rule-based, for folded words,
 * because people leave out diacritics; there the best stemmer found on npm (nlp.js) joined 70% of the forms that the spec lists.
 * Cut too little rather than too much: a stem keeps at least three letters, codes and numbers stay whole.
 * @param word one word as `fold` leaves it: lower case, without diacritics
 */
export function polishStem(word: string): string {
  if (word.length <= 3 || /\d/.test(word)) return word;
  return alternate(IRREGULAR[word] ?? cut(word, DERIVED, 4) ?? cut(word, VERBAL_NOUN, 5) ?? cutEnding(word));
}

function cutEnding(word: string): string {
  if (word.length >= 6 && word.endsWith('cie')) return `${word.slice(0, -3)}t`; // internecie: internet
  if (word.length >= 6 && word.endsWith('dzie')) return word.slice(0, -3); // przewodzie: przewod
  const once = cut(word, PAST, 4) ?? cut(word, ENDINGS, 3) ?? word;
  return cut(once, SECOND, 4) ?? once;
}

/** The last consonant as in the nominative (drukarce: drukark, serwerze: serwer), and no fleeting e (wniosek, wniosku: wniosk). */
function alternate(stem: string): string {
  return stem
    .replace(/(?<=...)rz$/, 'r')
    .replace(/(?<=..[bcdfghjklmnprstwzi])c$/, 'k')
    .replace(/(?<=.[bcdfghjklmnprstwz])e(?=[klmn]$)/, '');
}

function cut(word: string, endings: readonly string[], least: number): string | null {
  const ending = endings.find((end) => word.length - end.length >= least && word.endsWith(end));
  return ending === undefined ? null : word.slice(0, -ending.length);
}

function longestFirst(endings: string): string[] {
  return endings.split(' ').sort((a, b) => b.length - a.length);
}
