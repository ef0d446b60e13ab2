import { decodeHeader, parseStructured, stripControls, type StructuredValue, unfold } from './header-value.js';
import { decodeTransferEncoding } from './transfer-encoding.js';

/** One header line: lower-case name and its bytes as latin1, still folded and encoded. */
export interface HeaderLine {
  name: string;
  raw: string;
}

/** One part of a message. `body` is still transfer-encoded; a multipart has children instead. */
export interface MimePart {
  headers: HeaderLine[];
  contentType: StructuredValue;
  disposition: StructuredValue;
  body: Buffer;
  /** the whole part as it came, header included: what a detached signature is over */
  source: Buffer;
  children: MimePart[];
}

/** What bounds one message: beyond it the rest is kept as one unread part, never looked at for ever. */
export const MIME_LIMITS = { headerLines: 2_000, headerBytes: 512 * 1024, parts: 2_000, depth: 60 };

const GUESSED_BOUNDARY = /(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\ncontent-/i;
/** Headers that nearly every message has: when one follows a line that is none, that line was a mistake. */
const COMMON_HEADER =
  /^(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|content-[a-z-]{2,30}|x-[a-z-]{1,40}|sender|reply-to|references|in-reply-to|delivered-to)[ \t]*:/i;

interface Budget {
  parts: number;
  exceeded: boolean;
}

/**
 * Splits a message into its parts without decoding bodies. Never throws: every sequence of bytes is some message.
 * Tolerates bare CR or LF line ends, missing closing boundaries, a wrong or missing boundary parameter, a blank line before
 * the headers and the `From ` line of mbox files. Time is linear in the size.
 * @returns the root part, and whether a limit cut the structure short
 * Source: RFC 2046 section 5.1.
 */
export function parseMimeTree(raw: Buffer): { root: MimePart; exceeded: boolean } {
  const budget: Budget = { parts: 0, exceeded: false };
  const root = parsePart(skipEnvelopeLines(withLineFeeds(raw)), 'text/plain', 0, budget);
  return { root, exceeded: budget.exceeded };
}

/** First value of a header as sent (folding removed), or null. */
export function headerRaw(part: MimePart, name: string): string | null {
  const line = part.headers.find((header) => header.name === name);
  return line ? unfold(line.raw) : null;
}

/** First value of a header, decoded for people, or null. */
export function headerText(part: MimePart, name: string): string | null {
  const line = part.headers.find((header) => header.name === name);
  return line ? decodeHeader(line.raw) : null;
}

/** The body without its transfer encoding. */
export function partContent(part: MimePart): Buffer {
  return decodeTransferEncoding(part.body, headerRaw(part, 'content-transfer-encoding') ?? '');
}

/** Some old gateways end lines with CR alone. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(0x0a) || !raw.includes(0x0d)) return raw;
  return Buffer.from(raw.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}

function skipEnvelopeLines(raw: Buffer): Buffer {
  let start = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  while (raw[start] === 0x0a || raw[start] === 0x0d) start += 1;
  if (
    raw
      .subarray(start, start + 6)
      .toString('latin1')
      .match(/^>?From /) &&
    // "From :" is a header that some program wrote with a blank.
    !/^>?From\s*:/.test(raw.toString('latin1', start, start + 40))
  ) {
    const end = raw.indexOf(0x0a, start);
    if (end > 0) start = end + 1;
  }
  return raw.subarray(start);
}

function parsePart(bytes: Buffer, defaultType: string, depth: number, budget: Budget): MimePart {
  budget.parts += 1;
  const { headers, bodyStart } = parseHeaders(bytes);
  const part: MimePart = {
    headers,
    contentType: { value: defaultType, params: {} },
    disposition: { value: '', params: {} },
    body: bytes.subarray(bodyStart),
    source: bytes,
    children: [],
  };
  const type = headers.find((header) => header.name === 'content-type');
  if (type) {
    part.contentType = parseStructured(type.raw);
    part.contentType.value = cleanType(part.contentType.value, defaultType);
  }
  const disposition = headers.find((header) => header.name === 'content-disposition');
  if (disposition) part.disposition = parseStructured(disposition.raw);
  if (!type && depth === 0 && hasUndeclaredParts(part.body)) part.contentType.value = 'multipart/mixed';
  if (!part.contentType.value.startsWith('multipart/')) return part;
  let boundary = findBoundary(part);
  if (boundary === null) {
    // Against RFC 2045 section 6.4, some programs encode the whole of it.
    part.body = partContent(part);
    boundary = findBoundary(part);
  }
  if (boundary === null) return asText(part);
  if (depth >= MIME_LIMITS.depth) {
    budget.exceeded = true;
    return part;
  }
  const childDefault = part.contentType.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const piece of splitByBoundary(part.body, boundary)) {
    if (budget.parts >= MIME_LIMITS.parts) {
      budget.exceeded = true;
      break;
    }
    part.children.push(parsePart(piece, childDefault, depth + 1, budget));
  }
  return part.children.length > 0 ? part : asText(part);
}

/** A relay lost the header that announces the parts, but the parts are there, closed by their boundary. */
function hasUndeclaredParts(body: Buffer): boolean {
  const guess = GUESSED_BOUNDARY.exec(body.toString('latin1', 0, 4_096))?.[1];
  return guess !== undefined && body.includes(`--${guess}--`, 0, 'latin1');
}

/** A "multipart" without parts is shown as the text it is. */
function asText(part: MimePart): MimePart {
  part.contentType = { value: 'text/plain', params: {} };
  return part;
}

function cleanType(value: string, defaultType: string): string {
  const type = value.replace(/[\s"']+/g, '');
  if (/^[a-z0-9.+_-]+\/[a-z0-9.+_-]+$/.test(type)) return type;
  if (type === 'text' || type === 'plain') return 'text/plain';
  if (type === 'html') return 'text/html';
  // RFC 2045 section 5.2: what cannot be read as a type is plain text.
  if (!type.includes('/')) return defaultType;
  if (type.startsWith('text/')) return 'text/plain';
  return type.startsWith('multipart/') ? 'multipart/mixed' : 'application/octet-stream';
}

function parseHeaders(bytes: Buffer): { headers: HeaderLine[]; bodyStart: number } {
  const headers: HeaderLine[] = [];
  let position = 0;
  const limit = Math.min(bytes.length, MIME_LIMITS.headerBytes);
  while (position < limit) {
    const newline = bytes.indexOf(0x0a, position);
    const next = newline < 0 ? bytes.length : newline + 1;
    const line = bytes.toString('latin1', position, newline < 0 ? bytes.length : newline).replace(/\r+$/, '');
    if (line === '') return { headers, bodyStart: next };
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) last.raw += `\n${line}`;
    else {
      const colon = line.indexOf(':');
      const name = colon < 0 ? '' : line.slice(0, colon).trim();
      // A line that is no header ends the block: the blank line before the body was lost.
      if (!/^[!-9;-~]{1,200}$/.test(name)) {
        const follows = bytes.toString('latin1', next, Math.min(bytes.length, next + 60));
        if (!/^[ \t]/.test(line) && !COMMON_HEADER.test(follows)) return { headers, bodyStart: position };
      } else if (headers.length < MIME_LIMITS.headerLines)
        headers.push({ name: name.toLowerCase(), raw: line.slice(colon + 1) });
    }
    position = next;
  }
  return { headers, bodyStart: position };
}

/** The boundary that the body really uses: the parameter, else the first line that looks like one. */
function findBoundary(part: MimePart): string | null {
  const declared = part.contentType.params['boundary'];
  const head = part.body.subarray(0, 64 * 1024);
  if (declared && (part.body.indexOf(`--${declared}`, 0, 'latin1') >= 0 || part.body.length === 0)) return declared;
  const guess = GUESSED_BOUNDARY.exec(head.toString('latin1'));
  return guess ? (guess[1] as string) : null;
}

/** The pieces between the boundary lines; preamble and epilogue are not parts. A missing closing line is forgiven. */
function splitByBoundary(body: Buffer, boundary: string): Buffer[] {
  const marker = Buffer.from(`--${boundary}`, 'latin1');
  const pieces: Buffer[] = [];
  let start = -1;
  let from = 0;
  for (;;) {
    const at = body.indexOf(marker, from);
    if (at < 0) break;
    from = at + marker.length;
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const lineEnd = body.indexOf(0x0a, from);
    const tail = body.toString('latin1', from, Math.min(lineEnd < 0 ? body.length : lineEnd, from + 200));
    const isClosing = /^--[ \t\r]*$/.test(tail) || /^--\S/.test(tail);
    // `--abc` must not be taken for the boundary `--ab`.
    if (!isClosing && !/^[ \t\r]*$/.test(tail)) continue;
    if (start >= 0) pieces.push(withoutLastLineEnd(body, start, at));
    start = isClosing ? -1 : lineEnd < 0 ? body.length : lineEnd + 1;
    if (isClosing) break;
    from = Math.max(from, start);
  }
  if (start >= 0 && start < body.length) pieces.push(body.subarray(start));
  return pieces;
}

/** The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1). */
function withoutLastLineEnd(body: Buffer, start: number, end: number): Buffer {
  let last = end;
  if (last > start && body[last - 1] === 0x0a) last -= 1;
  if (last > start && body[last - 1] === 0x0d) last -= 1;
  return body.subarray(start, Math.max(start, last));
}

/** A file name or null, as sent but decoded; `name` of Content-Type serves old senders. */
export function partFileName(part: MimePart): string | null {
  const name = part.disposition.params['filename'] || part.contentType.params['name'];
  return name ? stripControls(name) : null;
}
