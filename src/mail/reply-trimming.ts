import { isAppSignature } from './app-signature.js';
import { headerBlockSender, tidySender, underlinedSender } from './header-block.js';
import { attributionLength, quotesFollow, withOwnAttributionLines } from './quote-attribution.js';
import { isForwardLine, isOriginalSeparator } from './quote-separators.js';

/** The new words of a reply, and the rest that a reader may unfold; together nothing is lost but their order. */
export interface TrimmedReply {
  reply: string;
  quoted: string;
}

const MAX_CHARS = 64 * 1024;
const MAX_LINES = 2_000;

type LineKind = 'new' | 'quoted' | 'signature';

/**
 * Takes quoted text, attribution lines and signatures out of a reply. Answers between or below quoted lines stay, in order.
 * Looks at the first 64 k characters and 2,000 lines only; what follows counts as quoted. When nothing new would be left, the
 * whole text is the reply: a reader must never see an empty message.
 * Do not use it on the first message of a ticket or on a forward.
 * @param quoteStart where the sender's program marked the older message in its HTML, if it did
 * Source: domain guide section 9 (Polish headers of Outlook, Thunderbird, Gmail).
 */
export function trimReply(text: string, quoteStart: number | null = null): TrimmedReply {
  const marked = quoteStart !== null && text.slice(0, quoteStart).trim() !== '' ? quoteStart : text.length;
  const sent = text.slice(0, Math.min(marked, MAX_CHARS)).split('\n', MAX_LINES);
  const rest = text.slice(sent.join('\n').length);
  const head = withOwnAttributionLines(sent);
  const kinds = markLines(head);

  const reply = pick(head, kinds, ['new']);
  if (reply === '') return { reply: text.trim(), quoted: '' };
  return { reply, quoted: [pick(head, kinds, ['signature', 'quoted']), rest.trim()].filter(Boolean).join('\n') };
}

/**
 * The sender of the message that a person forwards to us, as their program wrote it: `Jan <jan@x>`. A proposal for a technician,
 * never an identity. Programs open a forward with a line of their own or, like Outlook, with nothing but its header.
 * @param text of a message that is a forward
 * @returns null when it names nobody
 */
export function forwardedSender(text: string): string | null {
  const lines = text.slice(0, MAX_CHARS).split('\n', MAX_LINES);
  const opening = lines.findIndex(isForwardLine);
  for (let index = Math.max(0, opening); index < lines.length; index += 1) {
    const sender = headerBlockSender(lines, index);
    if (sender) return tidySender(sender);
    if (opening >= 0 && index > opening + 8) break;
  }
  return null;
}

/** Whether the text contains a forwarded message, which must be shown whole. */
export function containsForward(text: string): boolean {
  return text.slice(0, MAX_CHARS).split('\n', MAX_LINES).some(isForwardLine);
}

/** GroupWise opens the older message, which it does not mark, with ">>> X <a@b> 12.03.2026 10:15 >>>". */
const GROUPWISE = /^>>> .{2,200}\d{1,2}[:.]\d{2}.{0,12}>>>\s?$/u;

function markLines(lines: readonly string[]): LineKind[] {
  const kinds: LineKind[] = lines.map(() => 'new');
  const nextQuote = quoteFinder(lines);
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] as string;
    if (startsOlderMessage(lines, index)) {
      kinds.fill('quoted', underlineAbove(lines, index));
      return kinds;
    }
    if (isQuoted(line) || isBrokenQuote(lines, index)) {
      kinds[index] = 'quoted';
      index += 1;
      continue;
    }
    const attribution = attributionLength(lines, index);
    if (attribution > 0) {
      kinds.fill('quoted', index, index + attribution);
      index += attribution;
      // Without `>` below it the rest is the old message, unless the attribution stands on top and the answer is below.
      if (!quotesFollow(lines, index)) {
        if (hasNew(lines, kinds, index - attribution)) kinds.fill('quoted', index);
        return kinds;
      }
      continue;
    }
    const signature = signatureLength(lines, index, nextQuote);
    kinds.fill('signature', index, index + signature);
    index += Math.max(1, signature);
  }
  return kinds;
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

/** A link that a program broke in the middle of a quote. */
function isBrokenQuote(lines: readonly string[], index: number): boolean {
  const line = (lines[index] as string).trim();
  if (!isQuoted(lines[index - 1] ?? '') || !isQuoted(lines[index + 1] ?? '')) return false;
  return line !== '' && (!/\s/.test(line) ? /[=/_)&]/.test(line) : /^\(?https?:\S+\)?\s*>/.test(line));
}

/** Inside quoted lines nothing starts: answers may still follow below them. */
function startsOlderMessage(lines: readonly string[], index: number): boolean {
  const line = lines[index] as string;
  if (isQuoted(line)) return GROUPWISE.test(line);
  if (underlinedSender(lines, index)) return true;
  return isOriginalSeparator(line) || (line.includes(':') && headerBlockSender(lines, index) !== null);
}

/** Outlook draws a line of underscores above its header block. */
function underlineAbove(lines: readonly string[], index: number): number {
  let start = index;
  while (start > 0 && /^[\s_>-]*$/.test(lines[start - 1] as string)) start -= 1;
  return start;
}

function hasNew(lines: readonly string[], kinds: readonly LineKind[], before: number): boolean {
  return lines.slice(0, before).some((line, index) => kinds[index] === 'new' && line.trim() !== '');
}

const SIGNATURE_MAX_LINES = 12;

/**
 * Lines of a signature that starts at `index`; 0 when none does. It ends where a quote begins, else with the text.
 * @param nextQuote see `quoteFinder`
 */
function signatureLength(lines: readonly string[], index: number, nextQuote: (from: number) => number): number {
  const line = lines[index] as string;
  if (/^-- ?$/.test(line)) return nextQuote(index + 1) - index;
  // A sentence of a phone in the middle of a text takes nothing else with it.
  if (isAppSignature(line)) {
    const end = nextQuote(index + 1);
    return wordsBelow(lines, index, end) <= 4 ? end - index : 0;
  }
  const isRule = /^(?:_{2,}|-{2,})\s*$/.test(line) && index > 0 && (lines[index - 1] as string).trim() === '';
  if (!isRule || nextQuote(index + 1) < lines.length) return 0;
  const words = wordsBelow(lines, index, lines.length);
  return words > 0 && words <= SIGNATURE_MAX_LINES ? lines.length - index : 0;
}

/** Lines with words after `index` and before `end`, counted no further than a signature may go. */
function wordsBelow(lines: readonly string[], index: number, end: number): number {
  let words = 0;
  for (let below = index + 1; below < end && words <= SIGNATURE_MAX_LINES; below += 1) {
    if ((lines[below] as string).trim() !== '') words += 1;
  }
  return words;
}

/** Where a quote begins at or after a line, else the number of lines. Looks at each line once, however often it is asked in order. */
function quoteFinder(lines: readonly string[]): (from: number) => number {
  let searchedFrom = 0;
  let found = -1;
  return (from) => {
    if (from >= searchedFrom && from <= found) return found;
    searchedFrom = from;
    found = from;
    while (found < lines.length && !startsQuote(lines, found)) found += 1;
    return found;
  };
}

function startsQuote(lines: readonly string[], index: number): boolean {
  return isQuoted(lines[index] as string) || startsOlderMessage(lines, index) || attributionLength(lines, index) > 0;
}

function pick(lines: readonly string[], kinds: readonly LineKind[], wanted: readonly LineKind[]): string {
  return lines
    .filter((_, index) => wanted.includes(kinds[index] as LineKind))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
