import { decodeText } from './charset.js';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.js';

/** `text/plain; charset=utf-8` taken apart; names lower-case, values decoded. */
export interface StructuredValue {
  value: string;
  params: Record<string, string>;
}

/** Longest header value that is looked at; longer ones are cut (real ones stay below 4 kB, lists of recipients aside). */
const MAX_VALUE_CHARS = 100_000;

/**
 * A header value for people: unfolded, raw 8-bit characters and encoded words decoded, control characters (a CR LF may
 * hide inside an encoded word) replaced by blanks, NFC.
 * @param raw bytes as latin1, one character per byte
 * @param chosenCharset see `decodeText`
 * Source: RFC 2047; a letter may be split over two words, so neighbours of one charset are joined before decoding.
 */
export function decodeHeader(raw: string, chosenCharset: string | null = null): string {
  return stripControls(decodeWords(unfold(raw), chosenCharset));
}

/** Line ends and the blanks after them become one blank. */
export function unfold(raw: string): string {
  return raw
    .slice(0, MAX_VALUE_CHARS)
    .replace(/\r?\n[ \t]*|\r[ \t]*/g, ' ')
    .trim();
}

export function stripControls(text: string): string {
  // eslint-disable-next-line no-control-regex -- removing them is the purpose
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

// The length is bounded so that a hostile header of thousands of unfinished words costs little.
const WORD = /=\?([^?\s*]{1,75})(?:\*[^?\s]{0,40})?\?([bq])\?((?:[^?\r\n]|\?(?!=)){0,2000})\?=/gi;

/** Decodes encoded words and raw 8-bit text; other characters stay. */
export function decodeWords(raw: string, chosenCharset: string | null = null): string {
  if (!raw.includes('=?')) return decodeRaw8bit(raw, chosenCharset);
  let out = '';
  let end = 0;
  let pending: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (pending) out += decodeText(Buffer.concat(pending.bytes), pending.charset, chosenCharset).text;
    pending = null;
  };
  for (const match of raw.matchAll(WORD)) {
    const between = raw.slice(end, match.index);
    const charset = (match[1] as string).toLowerCase();
    const bytes = decodeWordBytes(match[2] as string, match[3] as string);
    const current: { charset: string; bytes: Buffer[] } | null = pending;
    // Blanks between two encoded words are part of the folding, not of the text (RFC 2047 section 6.2).
    if (current !== null && /^\s*$/.test(between) && (current as { charset: string }).charset === charset) {
      (current as { bytes: Buffer[] }).bytes.push(bytes);
    } else {
      const glued = current !== null && /^\s*$/.test(between);
      flush();
      if (!glued) out += decodeRaw8bit(between, chosenCharset);
      pending = { charset, bytes: [bytes] };
    }
    end = match.index + match[0].length;
  }
  flush();
  return out + decodeRaw8bit(raw.slice(end), chosenCharset);
}

function decodeWordBytes(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return decodeBase64(Buffer.from(text, 'latin1'));
  return decodeQuotedPrintable(Buffer.from(text.replaceAll('_', ' '), 'latin1'));
}

function decodeRaw8bit(raw: string, chosenCharset: string | null): string {
  // eslint-disable-next-line no-control-regex -- ASCII needs no decoding
  return /^[\u0000-\u007f]*$/.test(raw) ? raw : decodeText(Buffer.from(raw, 'latin1'), null, chosenCharset).text;
}

/**
 * Takes a value with parameters apart (Content-Type, Content-Disposition). Tolerates missing quotes, blanks around `=`,
 * missing semicolons, encoded words inside parameters and RFC 2231 pieces in any order.
 * @param raw bytes as latin1
 */
export function parseStructured(raw: string): StructuredValue {
  const pieces = splitParameters(unfold(raw));
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  const continued = new Map<string, { index: number; encoded: boolean; value: string }[]>();
  for (const piece of pieces.slice(1)) {
    const separator = piece.indexOf('=');
    if (separator < 1) continue;
    const name = piece.slice(0, separator).trim().toLowerCase();
    const value = unquote(piece.slice(separator + 1).trim());
    const rfc2231 = /^([^*]{1,60})(?:\*(\d{1,4}))?(\*)?$/.exec(name);
    if (rfc2231 && (rfc2231[2] !== undefined || rfc2231[3])) {
      const list = continued.get(rfc2231[1] as string) ?? [];
      list.push({ index: Number(rfc2231[2] ?? 0), encoded: rfc2231[3] === '*', value });
      continued.set(rfc2231[1] as string, list);
    } else params[name] ??= stripControls(decodeWords(value));
  }
  // RFC 2231 wins over the plain parameter that is kept for old readers.
  for (const [name, list] of continued) params[name] = stripControls(joinContinued(list));
  return { value: stripControls(pieces[0] ?? '').toLowerCase(), params };
}

function splitParameters(text: string): string[] {
  const pieces: string[] = [];
  let current = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] as string;
    if (char === '\\' && quoted) {
      current += char + (text[index + 1] ?? '');
      index += 1;
    } else if (char === '"') {
      quoted = !quoted;
      current += char;
    } else if (char === ';' && !quoted) {
      pieces.push(current);
      current = '';
    } else current += char;
  }
  pieces.push(current);
  return pieces.slice(0, 500);
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value.replace(/\s*\([^()]*\)\s*$/, '');
  const end = value.endsWith('"') && value.length > 1 ? -1 : undefined;
  // A backslash before anything but a quote is a Windows path, not an escape.
  return value.slice(1, end).replace(/\\(["\\])/g, '$1');
}

function joinContinued(list: { index: number; encoded: boolean; value: string }[]): string {
  const ordered = list.toSorted((a, b) => a.index - b.index);
  let charset: string | null = null;
  const bytes: Buffer[] = [];
  for (const [position, piece] of ordered.entries()) {
    let value = piece.value;
    if (piece.encoded && position === 0) {
      const prefix = /^([^']*)'[^']*'/.exec(value);
      if (prefix) {
        charset = prefix[1] || null;
        value = value.slice(prefix[0].length);
      }
    }
    bytes.push(piece.encoded ? decodePercent(value) : Buffer.from(value, 'latin1'));
  }
  const joined = Buffer.concat(bytes);
  const text = decodeText(joined, charset).text;
  return ordered.some((piece) => piece.encoded) ? text : decodeWords(joined.toString('latin1'));
}

function decodePercent(value: string): Buffer {
  const latin1 = value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}
