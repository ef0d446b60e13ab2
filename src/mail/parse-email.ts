import { X509Certificate } from 'node:crypto';
import { describeInvitation } from './calendar/describe-invitation.js';
import { htmlToText, MAX_HTML_CHARS, QUOTE_MARK } from './html-to-text.js';
import { type BodySegment, collectBody, type CollectedBody } from './mime/body.js';
import { openInlinePgp } from './inline-pgp.js';
import { type MailAddress, parseAddresses } from './mime/addresses.js';
import { decodeText } from './mime/charset.js';
import { decodeHeader, stripControls, unfold } from './mime/header-value.js';
import { parseMailDate } from './mime/mail-date.js';
import { type MimePart, parseMimeTree } from './mime/mime-tree.js';
import { cleanText, MAX_TEXT_CHARS } from './mime/plain-text.js';
import type { EmbeddedMessage, ParsedEmail } from './parsed-email.js';
import { INLINE_MAX_BYTES, UnpackBudget } from './unpack-budget.js';

const MAX_SUBJECT_CHARS = 1_000;
const MAX_HEADER_CHARS = 8_000;
const MAX_HEADERS = 500;
const MAX_REFERENCES = 200;
const MAX_INVITATIONS = 5;
/** What may come out of wrappers and compression in a worker. */
const MAX_UNPACKED_BYTES = 40 * 1024 * 1024;

/** What the office decides about reading. */
export interface ReadOptions {
  /** PEM texts of the certificates that vouch for signatures */
  trustedCertificates?: readonly string[];
  /** the character set that a person chose for this message, against its labels; null: by evidence */
  charset?: string | null;
  /** of the office, for the times of invitations */
  timeZone?: string;
  /** when the message came, for the validity of certificates; now when nobody knows */
  receivedAt?: Date;
  /** the thread serves people meanwhile: a message that unpacks to more than a small one throws NeedsWorker */
  isInline?: boolean;
}

/**
 * Reads any sequence of bytes as an e-mail. Never throws for bad input; what was odd is listed in `problems`.
 * Synchronous and bounded: what comes from outside is read by `EmailReader`, in a worker with a time limit where it is large.
 * @throws NeedsWorker with `isInline` only
 *
 * A parser of our own over iconv-lite, nodemailer's addressparser and htmlparser2: mailparser hides the bytes that the
 * evidence for the character set needs, mixes named text parts and delivery reports into the body, and cannot be bounded.
 * Source: RFC 5322, 2045–2047, 2231, 3462; domain guide section 9.
 */
export function parseEmail(
  raw: Buffer,
  {
    trustedCertificates = [],
    charset = null,
    timeZone = 'Europe/Warsaw',
    receivedAt = new Date(),
    isInline = false,
  }: ReadOptions = {},
): ParsedEmail {
  const { root, exceeded } = parseMimeTree(raw);
  const head = readHead(root, charset);
  const addresses = [...head.from, ...(head.sender ? [head.sender] : [])].map(({ address }) => address);
  const anchors = trustedCertificates.map((pem) => new X509Certificate(pem));
  const trust = { anchors, addresses, writtenAt: head.date, receivedAt };
  const budget = new UnpackBudget(isInline ? INLINE_MAX_BYTES : MAX_UNPACKED_BYTES, isInline);
  const body = collectBody(root, trust, budget, charset);
  const problems = new Set(body.problems);
  if (exceeded) problems.add('structure-cut');

  const invitations = invitationSegment(body, timeZone);
  const readable = readText([...body.segments, ...invitations], problems);
  const pgp = openInlinePgp(readable.text);
  const encrypted = body.encrypted ?? pgp.encrypted;
  if (head.from.length === 0) problems.add('no-from');
  if (!head.date) problems.add('no-date');
  if (!head.messageId) problems.add('no-message-id');
  return {
    ...head,
    ...readable,
    text: pgp.text || (encrypted ? ENCRYPTED[encrypted] : ''),
    signature: body.signature ?? pgp.signature,
    encrypted,
    attachments: body.attachments,
    reports: body.reports,
    embedded: body.embedded.map((content) => readEmbedded(content)),
    problems: [...problems],
  };
}

/** Shown in place of words that only the addressee's key opens. */
const ENCRYPTED = {
  smime: '[Wiadomość zaszyfrowana (S/MIME): jej treści nie można tu odczytać.]',
  pgp: '[Wiadomość zaszyfrowana (PGP): jej treści nie można tu odczytać.]',
};

/** What, when and where of the calendar files, below the sender's own words. */
function invitationSegment({ attachments, segments }: CollectedBody, timeZone: string): BodySegment[] {
  const words = attachments
    .filter(({ contentType }) => contentType === 'text/calendar')
    .slice(0, MAX_INVITATIONS)
    .map(({ content }) => describeInvitation(decodeText(content, null).text, timeZone, segments.length === 0))
    .filter((description) => description !== null);
  if (words.length === 0) return [];
  const above = segments.at(-1)?.text ?? '';
  // The same invitation often comes twice, once beside the words and once as a file.
  const text = [...new Set(words)].join('\n\n');
  return [{ text: segments.length === 0 || /\n\s*$/.test(above) ? text : `\n${text}`, html: null }];
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

function readHead(root: MimePart, charset: string | null = null): Head {
  return {
    messageId: messageIds(root, 'message-id')[0] ?? null,
    inReplyTo: messageIds(root, 'in-reply-to'),
    references: messageIds(root, 'references'),
    from: firstAddresses(root, 'from', charset),
    sender: firstAddresses(root, 'sender', charset)[0] ?? null,
    replyTo: firstAddresses(root, 'reply-to', charset),
    to: allAddresses(root, 'to', charset),
    cc: allAddresses(root, 'cc', charset),
    subject: cutAtCharacter(firstHeader(root, 'subject', charset) ?? '', MAX_SUBJECT_CHARS),
    date: parseMailDate(firstHeader(root, 'date') ?? ''),
    headers: root.headers
      .slice(0, MAX_HEADERS)
      .map(({ name, raw }) => ({ name, value: decodeHeader(raw.slice(0, MAX_HEADER_CHARS), charset) })),
  };
}

function firstHeader(part: MimePart, name: string, charset: string | null = null): string | null {
  const line = part.headers.find((header) => header.name === name && header.raw.trim() !== '');
  return line ? decodeHeader(line.raw, charset) : null;
}

/** Of several headers the first with an address counts. */
function firstAddresses(part: MimePart, name: string, charset: string | null): MailAddress[] {
  for (const header of part.headers) {
    if (header.name !== name) continue;
    const found = parseAddresses(header.raw, charset);
    if (found.length > 0) return found;
  }
  return [];
}

function allAddresses(part: MimePart, name: string, charset: string | null): MailAddress[] {
  const seen = new Map<string, MailAddress>();
  for (const header of part.headers) {
    if (header.name === name)
      for (const found of parseAddresses(header.raw, charset))
        if (!seen.has(found.address)) seen.set(found.address, found);
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
