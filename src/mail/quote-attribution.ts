/**
 * The line that mail programs write above the message they quote: "W dniu …, X pisze:". Every pattern is anchored and bounded,
 * so that a hostile line costs no more than its length.
 */
const WROTE =
  '(?:pisze|pisze\\(a\\)|napisał|napisała|napisał\\(a\\)|napisał/a|napisał\\(-a\\)|napisano|wrote|writes|sent|schrieb|schrieben|geschrieben|a écrit|écrit|a ecrit|escribió|escribio|ha scritto|scrive|schreef|geschreven|escreveu|skrev|napsal|napsal\\(a\\)|napsala|kirjoitti|írta|написал|написала|пишет|пише|написав|yazdı|şunu yazdı|έγραψε|đã viết|님이 작성|wrote the following)';
const STARTS =
  'W dniu|Dnia|On|På|Kl|At|Am|Le|El|Il|In data|Il giorno|Op|Den|Em|Dne|Dňa|Pe|В|Ngày|Στις|Vào|Quoting|Quoted|Cytowanie|Użytkownik|User|Citando|Zitat von|Selon|Op datum';
const DAYS =
  'pon|wt|śr|czw|pt|sob|niedz|nd|ndz|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mié|jeu|jue|ven|vie|sam|sáb|dim|dom|ma|woe|wo|don|vr|vrij|za|zo|zon';
const MAILBOX = '<[^<>\\s]{1,120}@[^<>\\s]{3,120}>';

/** Attributions that are known by their first words, so that a wrapped one can be joined. */
const ANCHORED: RegExp[] = [
  // "On Thu, 12 Mar 2026 at 10:15, X <a@b> wrote:", also with words behind the verb ("Op … schreef X <a@b>:")
  new RegExp(`^(?:${STARTS})[ :].{3,280}[\\s>)"']${WROTE}(?:\\s.{0,120})?\\s?[:：]\\s?$`, 'iu'),
  // "pt., 13 mar 2026 o 09:12 X <a@b> napisał(a):"
  new RegExp(`^(?:${DAYS})[\\p{L}]{0,12}\\.?,? .{4,250}[\\s>)"']${WROTE}\\s?[:：]\\s?$`, 'iu'),
  // "2026-03-12 10:15 GMT+01:00 Jan <a@b>:" and "12.03.2026 10:15, Jan napisał(a):"
  new RegExp(
    `^(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{1,2}\\.? \\p{L}{3,12}\\.? \\d{4}).{0,250}(?:[\\s>]${WROTE}\\s?[:：]|${MAILBOX}\\s?[:：])\\s?$`,
    'iu',
  ),
  /^Wiadomość napisana przez .{2,200} w dniu .{4,60}:\s?$/iu,
  // "---- On Thu, 12 Mar 2026 10:15:00 +0100 X <a@b> wrote ----"
  new RegExp(`^-{2,6}\\s?(?:${STARTS}|${DAYS}).{4,280}[\\s>]${WROTE}\\s?-{2,6}$`, 'iu'),
];

/** Attributions that begin with a name: a line above must not be taken for a part of it. */
const BY_NAME: RegExp[] = [
  // "X <a@b> schrieb am Do., 12. März 2026, 10:15:"
  new RegExp(`^.{2,120}${MAILBOX}\\s?,?\\s?${WROTE}(?:\\s.{0,80})?[:：]\\s?$`, 'iu'),
  new RegExp(`^.{2,120}\\[mailto:[^\\]\\s]{3,120}\\]\\s?${WROTE}(?:\\s.{0,80})?[:：]\\s?$`, 'iu'),
  // "X wrote on 03/12/2026 10:15:00 AM:"
  new RegExp(
    `^"?\\p{Lu}[\\p{L}.,' -]{2,60}(?:/[\\p{L}\\d/ @.-]{1,80})?"? ${WROTE}(?: (?:am|op|le|on|w dniu|dnia|el|il|em|den) .{4,80})?:\\s?$`,
    'u',
  ),
  /^.{0,200}(?:写道|寫道|のメール|さんは書きました|написал\(а\))\s?[:：]\s?$/u,
];

/** Old Gmail: "2011/4/7 Jan <a@b>" without a verb or a colon; only quoted lines below make it one. */
const BARE_DATE = new RegExp(`^\\d{4}/\\d{1,2}/\\d{1,2} .{0,120}${MAILBOX}$`, 'u');
/** In whatever language: a line with a time or an address, ended by a colon, right above quoted lines. */
const UNKNOWN_LANGUAGE = /^(?=.{0,300}(?:\d{1,2}[:.h]\d{2}|@)).{8,300}[:：]\s?$/u;

/**
 * How many lines from `index` on form an attribution, which programs wrap onto up to four lines.
 * @returns 0 when there is none
 */
export function attributionLength(lines: readonly string[], index: number): number {
  const indent = /^[>\s]*/.exec(lines[index] ?? '')?.[0] ?? '';
  let joined = '';
  for (let length = 1; length <= 4; length += 1) {
    const line = (lines[index + length - 1] ?? '').replace(/^[>\s]+/, '').trim();
    if (line === '' || line.length > 300) return 0;
    joined = joined ? `${joined} ${line}` : line;
    if (joined.length > 450) return 0;
    if (length === 1 && BARE_DATE.test(joined) && quotesFollow(lines, index + 1)) return length;
    if (!/[:：-]\s?$/.test(joined)) continue;
    if (ANCHORED.some((pattern) => pattern.test(joined))) return length;
    if (length > 1 && !/@/.test(lines[index] as string)) continue;
    if (BY_NAME.some((pattern) => pattern.test(joined))) return length;
    if (length === 1 && !indent.includes('>') && UNKNOWN_LANGUAGE.test(joined) && quotesFollow(lines, index + 1))
      return length;
  }
  return 0;
}

const SAME_LINE =
  /^(.{1,500}?[^\s-])[ \t]*-{0,4}[ \t]*((?:On|W dniu|Dnia|Am|Le|El|Il giorno|Op) (?=.{0,40}\d).{6,250} (?:wrote|pisze|napisał\(a\)|napisał|schrieb|a écrit|escribió|ha scritto|schreef)(?: .{0,100})?\s?:)\s*$/u;

/** Some programs put the attribution behind the last word of the answer: it gets a line of its own. */
export function withOwnAttributionLines(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    if (line.length > 800 || !line.endsWith(':') || line.startsWith('>') || !quotesFollow(lines, index + 1))
      return [line];
    if (attributionLength([line], 0) > 0) return [line];
    const match = SAME_LINE.exec(line);
    return match ? [match[1] as string, match[2] as string] : [line];
  });
}

/** Whether the next line with words in it is a quoted one. */
export function quotesFollow(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from, from + 4).find((line) => line.trim() !== '');
  return next !== undefined && /^\s{0,3}>/.test(next);
}
