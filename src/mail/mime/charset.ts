import iconv from 'iconv-lite';
import { decodeAs } from './charset-tables.js';

/** Text with the character set that produced it; `guessed` when the label was missing or contradicted by the bytes. */
export interface DecodedText {
  text: string;
  charset: string;
  guessed: boolean;
}

const POLISH_LETTERS = new Set('ąćęłńóśźżĄĆĘŁŃÓŚŹŻ');
const WESTERN_LETTERS = new Set('àâäáãåæçéèêëíîïñòôöõøóúùûüýßÀÂÄÁÅÆÇÉÈÊËÍÎÏÑÔÖØÓÚÙÛÜß');
/** Punctuation that word processors write in windows-125x; harmless wherever it stands. */
const TYPOGRAPHY = new Set('„”“’‘‚–—…•§°«»€™©®\u00a0\u00ad×÷½²³µ');
const isLetter = /\p{L}/u;

/** Labels whose bytes below 0x80 do not mean ASCII, or whose characters take several bytes: evidence cannot replace them. */
const MULTIBYTE =
  /^(?:utf-?(?:7|16|32)|(?:x-)?unicode-\d-\d-utf-7|csunicode11utf7|ucs-?[24]|iso-?2022|gb|big5|hz|euc|shift.?jis|sjis|x-sjis|cp?9(?:32|36|49|50)|ks_?c|windows-(?:31j|9(?:36|49|50)))/i;
/** Characters of two or four bytes: without a zero byte the label is a lie. */
const WIDE = /^(?:utf-?(?:16|32)|ucs-?[24])/i;
/** Labels that say nothing: senders write them without looking at the text. */
const NO_CLAIM = /^(?:us-?ascii|ascii|ansi_?x3.*|unknown.*|default|8bit|x-unknown|utf-?8|unicode.*|iso-10646.*|)$/i;

/**
 * Decodes text by evidence first and by its label second: byte order mark, strict UTF-8, the label, then a score over
 * the tables used in Polish offices. The result is in NFC and has no NUL (PostgreSQL refuses it).
 * @param label the charset parameter as sent, null when there is none
 * @param chosen the table that a person asked for: it settles everything
 * Source: domain guide section 9 (charsets seen in Polish mail); WHATWG Encoding for the names of labels.
 */
export function decodeText(bytes: Buffer, label: string | null, chosen: string | null = null): DecodedText {
  const decoded = (chosen ? decodeChosen(bytes, chosen) : null) ?? decodeRaw(bytes, cleanLabel(label ?? ''));
  return { ...decoded, text: decoded.text.replaceAll('\u0000', '').replace(LONE_SURROGATE, '\ufffd').normalize('NFC') };
}

/** Half a character, possible in UTF-16 and UTF-7: PostgreSQL refuses it in jsonb. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function decodeChosen(bytes: Buffer, chosen: string): DecodedText | null {
  const text = decodeAs(bytes, chosen);
  return text === null ? null : { text, charset: chosen, guessed: false };
}

function cleanLabel(label: string): string {
  return label.trim().replace(/^["']|["';]+$/g, '');
}

function decodeRaw(bytes: Buffer, label: string): DecodedText {
  const byMark = decodeByteOrderMark(bytes);
  if (byMark) return byMark;
  if (MULTIBYTE.test(label) && !(WIDE.test(label) && !bytes.includes(0))) {
    const text = decodeAs(bytes, label);
    if (text !== null && !isPlainlyUtf8(bytes)) return { text, charset: label.toLowerCase(), guessed: false };
  }
  if (isAscii(bytes)) {
    // JIS announces itself by escape sequences and is often sent without a label.
    if (bytes.includes('\u001b$'))
      return {
        text: decodeAs(bytes, 'iso-2022-jp') ?? bytes.toString('latin1'),
        charset: 'iso-2022-jp',
        guessed: true,
      };
    return { text: bytes.toString('latin1'), charset: 'us-ascii', guessed: false };
  }
  const utf8 = tryUtf8(bytes);
  if (utf8 !== null) return { text: utf8, charset: 'utf-8', guessed: !/^utf-?8$/i.test(label) };
  return decodeSingleByte(bytes, label);
}

function decodeByteOrderMark(bytes: Buffer): DecodedText | null {
  if (bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { text: bytes.toString('utf8', 3), charset: 'utf-8', guessed: false };
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: iconv.decode(bytes, 'utf-16le'), charset: 'utf-16le', guessed: false };
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: iconv.decode(bytes, 'utf-16be'), charset: 'utf-16be', guessed: false };
  return null;
}

/** Four characters in a row that happen to be whole UTF-8 do not occur in the two-byte tables of the East. */
function isPlainlyUtf8(bytes: Buffer): boolean {
  const text = isAscii(bytes) ? null : tryUtf8(bytes);
  return text !== null && (text.match(/[^\0-\x7f]/g)?.length ?? 0) >= 4;
}

function isAscii(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function tryUtf8(bytes: Buffer): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

function decodeSingleByte(bytes: Buffer, label: string): DecodedText {
  const claimed = NO_CLAIM.test(label) || WIDE.test(label) ? null : decodeAs(bytes, label);
  if (claimed !== null && wrongSigns(claimed) === 0)
    return { text: claimed, charset: label.toLowerCase(), guessed: false };
  if (/^utf-?8$/i.test(label) && mostlyUtf8(bytes))
    return { text: bytes.toString('utf8'), charset: 'utf-8', guessed: false };
  const candidates = ['windows-1250', 'iso-8859-2', 'windows-1252', 'cp852', 'maccenteuro'].map((charset) => {
    const text = iconv.decode(bytes, charset);
    return {
      text,
      charset,
      score: score(text, charset === 'windows-1252' ? WESTERN_LETTERS : POLISH_LETTERS) - (RARE.has(charset) ? 2 : 0),
    };
  });
  const best = candidates.reduce((a, b) => (b.score > a.score ? b : a));
  // A claimed table keeps its say unless another one reads clearly better.
  if (claimed !== null && score(claimed, isWestern(label) ? WESTERN_LETTERS : POLISH_LETTERS) >= best.score)
    return { text: claimed, charset: label.toLowerCase(), guessed: false };
  return { text: best.text, charset: best.charset, guessed: true };
}

/** Tables of DOS and old Macintosh need stronger evidence. */
const RARE = new Set(['cp852', 'maccenteuro']);

function isWestern(label: string): boolean {
  return /1252|8859-?1(?:$|5)|latin-?1|roman/i.test(label);
}

/** True when the damage is a few broken sequences in UTF-8 (a cut character), not another character set. */
function mostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  let broken = 0;
  let whole = 0;
  for (const char of text) {
    if (char === '\ufffd') broken += 1;
    else if (char > '\u007f') whole += 1;
  }
  return whole > broken;
}

/** Letters of the expected language for, other letters slightly against, impossible signs strongly against. */
function score(text: string, expected: ReadonlySet<string>): number {
  let points = -3 * wrongSigns(text);
  for (const char of text) {
    if (char < '\u0080') continue;
    if (expected.has(char)) points += 1;
    else if (isLetter.test(char)) points -= 0.5;
  }
  return points;
}

/**
 * Counts signs that no writer puts there: control characters of C1, unassigned bytes, box drawing, and signs glued to
 * letters. Seeing them means that a letter was decoded with the wrong table.
 */
function wrongSigns(text: string): number {
  let wrong = 0;
  const sample = text.length > 20_000 ? text.slice(0, 20_000) : text;
  for (let index = 0; index < sample.length; index += 1) {
    const char = sample[index] as string;
    if (char < '\u0080') continue;
    if (char <= '\u009f' || char === '\ufffd' || (char >= '\u2500' && char <= '\u25ff')) wrong += 1;
    else if (!isLetter.test(char)) {
      const before = sample[index - 1] ?? ' ';
      const after = sample[index + 1] ?? ' ';
      // Spanish opens a sentence with them; in Polish they would be a mistaken `Ą` or `ż` before a small letter.
      if ((char === '¿' || char === '¡') && !isLetter.test(before) && /\p{Lu}/u.test(after)) continue;
      const inWord = isLetter.test(before) && isLetter.test(after);
      if (inWord && !'’‘–—\u00ad\u00a0…'.includes(char)) wrong += 1;
      else if (!TYPOGRAPHY.has(char) && (isLetter.test(before) || isLetter.test(after))) wrong += 1;
    }
  }
  return wrong;
}
