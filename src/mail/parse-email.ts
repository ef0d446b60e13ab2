import { htmlToText, MAX_HTML_CHARS, QUOTE_MARK } from './html-to-text.js';
import { type BodySegment, collectBody } from './mime/body.js';
import { type MailAddress, parseAddresses } from './mime/addresses.js';
import { decodeHeader, stripControls, unfold } from './mime/header-value.js';
import { parseMailDate } from './mime/mail-date.js';
import { type MimePart, parseMimeTree } from './mime/mime-tree.js';
import { cleanText, MAX_TEXT_CHARS } from './mime/plain-text.js';
import type { EmbeddedMessage, ParsedEmail } from './parsed-email.js';

const MAX_SUBJECT_CHARS = 1_000;
const MAX_HEADER_CHARS = 8_000;
const MAX_HEADERS = 500;
const MAX_REFERENCES = 200;

/**
 * Reads any sequence of bytes as an e-mail. Never throws for bad input; what was odd is listed in `problems`.
 * Synchronous and bounded: for large messages use ParserPool, which runs this in a worker with a time limit.
 *
 * A parser of our own over iconv-lite, nodemailer's addressparser and htmlparser2: mailparser hides the bytes that the
 * evidence for the character set needs, mixes named text parts and delivery reports into the body, and cannot be bounded.
 * Source: RFC 5322, 2045–2047, 2231, 3462; domain guide section 9.
 */
export function parseEmail(raw: Buffer): ParsedEmail {
  const { root, exceeded } = parseMimeTree(raw);
  const body = collectBody(root);
  const problems = new Set(body.problems);
  if (exceeded) problems.add('structure-cut');

  const readable = readText(body.segments, problems);
  const head = readHead(root);
  if (head.from.length === 0) problems.add('no-from');
  if (!head.date) problems.add('no-date');
  if (!head.messageId) problems.add('no-message-id');
  return {
    ...head,
    ...readable,
    attachments: body.attachments,
    reports: body.reports,
    embedded: body.embedded.map((content) => readEmbedded(content)),
    problems: [...problems],
  };
}

type Head = Pick<
  ParsedEmail,
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'subject'
  | 'date'
  | 'headers'
>;

function readHead(root: MimePart): Head {
  return {
    messageId: messageIds(root, 'message-id')[0] ?? null,
    inReplyTo: messageIds(root, 'in-reply-to'),
    references: messageIds(root, 'references'),
    from: firstAddresses(root, 'from'),
    sender: firstAddresses(root, 'sender')[0] ?? null,
    replyTo: firstAddresses(root, 'reply-to'),
    to: allAddresses(root, 'to'),
    cc: allAddresses(root, 'cc'),
    subject: cutAtCharacter(firstHeader(root, 'subject') ?? '', MAX_SUBJECT_CHARS),
    date: parseMailDate(firstHeader(root, 'date') ?? ''),
    headers: root.headers
      .slice(0, MAX_HEADERS)
      .map(({ name, raw }) => ({ name, value: decodeHeader(raw.slice(0, MAX_HEADER_CHARS)) })),
  };
}

function firstHeader(part: MimePart, name: string): string | null {
  const line = part.headers.find((header) => header.name === name && header.raw.trim() !== '');
  return line ? decodeHeader(line.raw) : null;
}

/** Of several headers the first with an address counts. */
function firstAddresses(part: MimePart, name: string): MailAddress[] {
  for (const header of part.headers) {
    if (header.name !== name) continue;
    const found = parseAddresses(header.raw);
    if (found.length > 0) return found;
  }
  return [];
}

function allAddresses(part: MimePart, name: string): MailAddress[] {
  const seen = new Map<string, MailAddress>();
  for (const header of part.headers) {
    if (header.name === name)
      for (const found of parseAddresses(header.raw)) if (!seen.has(found.address)) seen.set(found.address, found);
  }
  return [...seen.values()];
}

/** Ids in angle brackets; an id without them is given some, as programs differ in it. */
function messageIds(part: MimePart, name: string): string[] {
  const value = part.headers
    .filter((header) => header.name === name)
    .map((header) => stripControls(unfold(header.raw)))
    .join(' ')
    .slice(0, 50_000);
  const bracketed = value.match(/<[^<>\s]{1,900}>/g);
  if (bracketed) return [...new Set(bracketed)].slice(-MAX_REFERENCES);
  return value
    .split(/[\s,]+/)
    .filter((word) => /^[^\s<>]{1,400}@[^\s<>]{1,400}$/.test(word))
    .slice(-MAX_REFERENCES)
    .map((word) => `<${word}>`);
}

type Readable = Pick<ParsedEmail, 'text' | 'html' | 'quoteStart' | 'htmlText'>;

/** Joins the segments to one text and one HTML; each is derived from the other where a segment lacks it. */
function readText(segments: BodySegment[], problems: Set<string>): Readable {
  const texts: string[] = [];
  const textsOfHtml: string[] = [];
  const htmls: string[] = [];
  let hasHtml = false;
  let hasBoth = false;
  for (const segment of segments) {
    let html = segment.html?.trim() ? segment.html : null;
    const plain = segment.text?.trim() ? segment.text : null;
    let converted: string | null = null;
    if (html !== null) {
      const result = htmlToText(html);
      if (result.tooDeep) problems.add('html-too-deep');
      if (html.length > MAX_HTML_CHARS) problems.add('text-cut');
      html = result.tooDeep ? null : html.slice(0, MAX_HTML_CHARS);
      converted = result.text;
    }
    hasHtml ||= html !== null;
    hasBoth ||= html !== null && plain !== null;
    const text = plain ?? converted;
    if (text !== null) {
      texts.push(text);
      textsOfHtml.push(converted ?? text);
    }
    htmls.push(html ?? textAsHtml(text ?? ''));
  }
  const { text, quoteStart, isCut } = withoutMarks(texts);
  if (isCut) problems.add('text-cut');
  return {
    text,
    quoteStart,
    html: hasHtml ? htmls.join('\n') : null,
    htmlText: hasBoth ? withoutMarks(textsOfHtml) : null,
  };
}

function withoutMarks(texts: string[]): { text: string; quoteStart: number | null; isCut: boolean } {
  const marked = cleanText(texts.join('\n'));
  const mark = marked.indexOf(QUOTE_MARK);
  return {
    text: cutAtCharacter(marked.replace(QUOTE_MARKS, ''), MAX_TEXT_CHARS),
    quoteStart: mark >= 0 && mark < MAX_TEXT_CHARS ? mark : null,
    isCut: marked.length > MAX_TEXT_CHARS,
  };
}

const QUOTE_MARKS = new RegExp(`${QUOTE_MARK}\\n?`, 'g');

function textAsHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped ? `<div>${escaped.replace(/\r?\n/g, '<br>')}</div>` : '';
}

function readEmbedded(content: Buffer): EmbeddedMessage {
  const { messageId, from, to, subject, headers } = readHead(parseMimeTree(content).root);
  return { messageId, from, to, subject, headers };
}

/** Never cuts between the two halves of a surrogate pair. */
function cutAtCharacter(text: string, length: number): string {
  return text.length > length ? text.slice(0, length).replace(/[\ud800-\udbff]$/, '') : text;
}
