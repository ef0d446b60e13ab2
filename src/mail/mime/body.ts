import { MAX_RTF_BYTES } from '../tnef/compressed-rtf.js';
import { readRtf } from '../tnef/read-rtf.js';
import type { ParsedAttachment } from '../parsed-email.js';
import type { TrustFacts } from '../smime/verify-signature.js';
import type { UnpackBudget } from '../unpack-budget.js';
import { decodeText } from './charset.js';
import { decodedCid } from './content-id.js';
import { safeFileName, typeOfName } from './file-name.js';
import { stripControls } from './header-value.js';
import { headerRaw, type MimePart, partContent, partFileName } from './mime-tree.js';
import { looksLikeCms, type MailSignature, openCms, readSecured, type Secured } from './secured-part.js';
import { takeUuencoded } from './uuencoded.js';
import { isWinmail, unpackWinmail } from './unpack-winmail.js';
import { textOfEnriched, unflow } from './plain-text.js';

/** A stretch of the body: alternatives of the same words. */
export interface BodySegment {
  text: string | null;
  html: string | null;
}

export interface CollectedBody {
  segments: BodySegment[];
  attachments: ParsedAttachment[];
  reports: { contentType: string; text: string }[];
  /** raw bytes of messages and returned headers inside this one */
  embedded: Buffer[];
  /** of the outermost signature */
  signature: MailSignature | null;
  /** a part that only its addressee's key opens */
  encrypted: 'smime' | 'pgp' | null;
  problems: Set<string>;
}

/** What the walk through the parts carries along. */
interface Walk extends CollectedBody {
  trust: TrustFacts;
  /** the table that a person chose */
  charset: string | null;
  budget: UnpackBudget;
  /** wrappers looked into so far: a hostile message puts one into the other */
  opened: number;
  /** what the signature that counts is over: stretches of the body and files */
  signed: Set<BodySegment | ParsedAttachment>;
}

const REPORTS = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
]);
const EMBEDDED = new Set([
  'message/rfc822',
  'message/global',
  'message/news',
  'text/rfc822-headers',
  'message/rfc822-headers',
]);
const BODY_TEXT = new Set(['text/plain', 'text/html', 'text/enriched', 'text/richtext', 'text/rtf']);
/** The same words once more, for readers of a kind that this is not. */
const OTHER_FORMS = new Set(['text/x-amp-html', 'text/watch-html']);
const MAX_EMBEDDED = 20;
const MAX_OPENED = 8;

/**
 * Sorts the leaves of a message into the words of its sender and everything else. A text part with a file name is an
 * attachment even when it is shown inline; messages inside this one never mix with the body.
 * Wrappers of S/MIME are opened as far as the budget goes; `unpacked-too-large` says that one stayed a file.
 * @param charset see `decodeText`
 * @throws NeedsWorker
 * Source: RFC 2046 section 5.1 (alternative, mixed, related, digest), RFC 1847 (signed), RFC 3462 (report).
 */
export function collectBody(
  root: MimePart,
  trust: TrustFacts,
  budget: UnpackBudget,
  charset: string | null = null,
): CollectedBody {
  const out: Walk = {
    ...{ segments: [], attachments: [], reports: [], embedded: [], problems: new Set<string>() },
    ...{ signature: null, encrypted: null, trust, charset, budget, opened: 0, signed: new Set() },
  };
  out.segments = collect(root, out, true);
  markShown(out);
  if (out.signature?.state === 'valid' && showsUnsigned(out))
    out.signature = { ...out.signature, state: 'unverified', reason: 'partly-signed' };
  unpackWinmail(out, budget);
  takeWordsFromFile(out, root);
  markShown(out);
  return out;
}

/** Files that the HTML shows belong into it. */
function markShown({ segments, attachments }: CollectedBody): void {
  const shown = contentIdsIn(segments.map((segment) => segment.html ?? '').join(''));
  for (const file of attachments) file.inline ||= file.contentId !== null && shown.has(file.contentId);
}

/**
 * Whether a reader sees something that the signer did not sign: words beside the signed part, a picture in it, or a file whose
 * words are put among those of the body. Files to open do not count: they say nothing by themselves.
 */
function showsUnsigned({ segments, attachments, signed }: Walk): boolean {
  if (segments.some((segment) => !signed.has(segment) && hasWords(segment))) return true;
  const lacksWords = !segments.some(hasWords);
  return attachments.some(
    (file) =>
      !signed.has(file) &&
      (file.inline ||
        isWinmail(file) ||
        file.contentType === 'text/calendar' ||
        (lacksWords && /^text\/(?:plain|html)$/.test(file.contentType))),
  );
}

function hasWords({ text, html }: BodySegment): boolean {
  return Boolean(text?.trim() || html?.trim());
}

/** Names that nobody gave: the words themselves were sent as a file. */
const NAMELESS =
  /^(?:zalacznik-\d+|att\d{1,8}|noname|unnamed|untitled(?: attachment)?|message|body|text_\d|part[ _-]?\d*)\.(?:txt|html?)$/i;
const MAX_WORDS_BYTES = 256 * 1024;

/** Some gateways and phones send the whole body as an attachment. It is shown, and stays a file too. */
function takeWordsFromFile(out: Walk, root: MimePart): void {
  if (out.segments.some(hasWords)) return;
  const file = out.attachments.find(
    ({ contentType, filename, content }) =>
      /^text\/(?:plain|html)$/.test(contentType) &&
      content.length <= MAX_WORDS_BYTES &&
      (root.children.length === 0 || NAMELESS.test(filename)),
  );
  if (!file) return;
  const { text } = decodeText(file.content, null, out.charset);
  out.segments.push(file.contentType === 'text/html' ? { text: null, html: text } : { text, html: null });
}

/** Content-IDs of pictures in the HTML; some programs write them as in an address. */
function contentIdsIn(html: string): Set<string> {
  const ids = new Set<string>();
  for (const [, id] of html.matchAll(/\bcid:([^"'\s<>)]{1,500})/gi)) {
    ids.add(id as string);
    ids.add(decodedCid(id as string));
  }
  return ids;
}

function collect(part: MimePart, out: Walk, isRoot: boolean): BodySegment[] {
  const type = part.contentType.value;
  if (part.children.length === 0) return collectLeaf(part, out, isRoot);
  switch (type) {
    case 'multipart/alternative':
      return collectAlternative(part, out);
    case 'multipart/related':
      return part.children.flatMap((child, index) => collectRelated(child, index, out));
    case 'multipart/signed':
    case 'multipart/encrypted':
      // The first part is the content; what follows (signature, key material) is never the sender's words.
      return part.children.flatMap((child, index) =>
        index === 0 ? collectSecured(child, secureOnce(part, out), out, isRoot) : attach(child, out),
      );
    default:
      return part.children.flatMap((child) => collect(child, out, false));
  }
}

function collectAlternative(part: MimePart, out: Walk): BodySegment[] {
  let text: string | null = null;
  let html: string | null = null;
  for (const segments of part.children.map((child) => collect(child, out, false))) {
    const plain = joined(segments.map((segment) => segment.text));
    const rich = joined(segments.map((segment) => segment.html));
    text ??= plain;
    // The last alternative is the richest (RFC 2046 section 5.1.4).
    html = rich ?? html;
  }
  return text === null && html === null ? [] : [{ text, html }];
}

function joined(pieces: (string | null)[]): string | null {
  const present = pieces.filter((piece): piece is string => piece !== null && piece.trim() !== '');
  return present.length > 0 ? present.join('\n') : null;
}

function collectRelated(child: MimePart, index: number, out: Walk): BodySegment[] {
  const isFile =
    index > 0 &&
    child.children.length === 0 &&
    (headerRaw(child, 'content-id') !== null || !BODY_TEXT.has(child.contentType.value));
  return isFile ? attach(child, out) : collect(child, out, false);
}

function collectLeaf(part: MimePart, out: Walk, isRoot: boolean): BodySegment[] {
  const type = part.contentType.value;
  if (looksLikeCms(part) && mayOpen(out)) {
    const secured = openCms(part, out.trust, out.budget);
    if (secured?.kind === 'signed') return collectSecured(secured.inner, secured, out, isRoot);
    if (secured?.kind === 'encrypted') out.encrypted ??= secured.by;
    if (secured?.kind === 'too-large') out.problems.add('unpacked-too-large');
  }
  if (REPORTS.has(type)) {
    out.reports.push({ contentType: type, text: decodeText(partContent(part), charsetOf(part)).text });
    return attach(part, out);
  }
  if (EMBEDDED.has(type)) {
    if (out.embedded.length < MAX_EMBEDDED) out.embedded.push(partContent(part));
    return attach(part, out);
  }
  if (OTHER_FORMS.has(type) && part.disposition.value !== 'attachment') return [];
  const isFile = part.disposition.value === 'attachment' || (!isRoot && partFileName(part) !== null);
  if (!BODY_TEXT.has(type) || isFile) return attach(part, out);
  return [readSegment(part, out)];
}

function secureOnce(part: MimePart, out: Walk): Secured {
  return part.contentType.value === 'multipart/encrypted' || mayOpen(out) ? readSecured(part, out.trust) : null;
}

/** Every attempt counts: it costs as much when nothing comes of it. */
function mayOpen(out: Walk): boolean {
  out.opened += 1;
  return out.opened <= MAX_OPENED;
}

/** The outermost signature is the one of the sender; what it is over is remembered. */
function collectSecured(inner: MimePart, secured: Secured, out: Walk, isRoot: boolean): BodySegment[] {
  if (secured?.kind === 'encrypted') out.encrypted ??= secured.by;
  const signature = secured?.kind === 'signed' && out.signature === null ? secured.signature : null;
  if (!signature) return collect(inner, out, isRoot);
  out.signature = signature;
  const filesBefore = out.attachments.length;
  const segments = collect(inner, out, isRoot);
  for (const one of [...segments, ...out.attachments.slice(filesBefore)]) out.signed.add(one);
  return segments;
}

function readSegment(part: MimePart, out: Walk): BodySegment {
  const bytes = partContent(part);
  const isHtml = part.contentType.value === 'text/html';
  const decoded = decodeText(bytes, charsetOf(part) ?? (isHtml ? metaCharset(bytes) : null), out.charset);
  if (decoded.guessed) out.problems.add('charset-guessed');
  if (isHtml) return { text: null, html: decoded.text };
  if (part.contentType.value === 'text/rtf') return readRtf(bytes.toString('latin1', 0, MAX_RTF_BYTES));
  if (part.contentType.value !== 'text/plain') return { text: textOfEnriched(decoded.text), html: null };
  const { text, files } = takeUuencoded(decoded.text);
  for (const { name, content } of files) addFile(out, { sentName: name, contentType: typeOfName(name), content });
  const isFlowed = part.contentType.params['format']?.toLowerCase() === 'flowed';
  return {
    text: isFlowed ? unflow(text, part.contentType.params['delsp']?.toLowerCase() === 'yes') : text,
    html: null,
  };
}

function charsetOf(part: MimePart): string | null {
  return part.contentType.params['charset'] ?? null;
}

/** The label inside the document, when the header has none. */
function metaCharset(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 4_096);
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w:-]{2,40})/i.exec(head)?.[1] ?? null;
}

/** Files have no share in the body, hence the empty list. */
function attach(part: MimePart, out: Walk): BodySegment[] {
  if (part.children.length > 0) return part.children.flatMap((child) => attach(child, out));
  const content = partContent(part);
  const contentType = part.contentType.value;
  const contentId =
    stripControls(headerRaw(part, 'content-id') ?? '')
      .replace(/^<|>$/g, '')
      .trim()
      .slice(0, 500) || null;
  const sentName = partFileName(part);
  // An empty nameless part is a gap left by some list server, not a file.
  if (content.length === 0 && sentName === null && part.disposition.value !== 'attachment') return [];
  addFile(out, {
    ...{ sentName, contentType, contentId, content },
    inline: part.disposition.value === 'inline' && contentId !== null && contentType.startsWith('image/'),
  });
  return [];
}

function addFile(
  out: Walk,
  file: { sentName: string | null; contentType: string; contentId?: string | null; inline?: boolean; content: Buffer },
): void {
  const { sentName, contentType, contentId = null, inline = false, content } = file;
  const filename = safeFileName(sentName, contentType, out.attachments.length + 1);
  out.attachments.push({ filename, contentType, contentId, inline, content });
}
