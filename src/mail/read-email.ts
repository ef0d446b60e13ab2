import { type AutomaticMail, detectAutomatic } from './automatic.js';
import { type Bounce, detectBounce } from './bounce.js';
import { fingerprint } from './fingerprint.js';
import { parseEmail, type ReadOptions } from './parse-email.js';
import type { ParsedEmail } from './parsed-email.js';
import { stripReplyPrefixes } from './reply-prefix.js';
import { containsForward, forwardedSender, trimReply } from './reply-trimming.js';
import { sanitizeHtml } from './sanitize-html.js';

/** Everything that can be known of a message by reading it alone. */
export interface ReadEmail extends Omit<ParsedEmail, 'html' | 'quoteStart' | 'htmlText'> {
  /** sanitised; inline pictures still have `cid:` addresses */
  html: string | null;
  /** pictures on other servers that the sanitiser took out */
  blockedImages: number;
  /** the new words of a reply; the whole text of a first message or a forward */
  replyText: string;
  isForward: boolean;
  /** who wrote the forwarded message, as the sender's program says: `Jan <jan@x>` */
  forwardedFrom: string | null;
  automatic: AutomaticMail | null;
  bounce: Bounce | null;
  fingerprint: string;
}

/** The new words: by the plain text, or by the structure of the HTML where the plain text does not show what is quoted. */
function replyOf({ text, quoteStart, htmlText }: Pick<ParsedEmail, 'text' | 'quoteStart' | 'htmlText'>): string {
  const trimmed = trimReply(text, quoteStart);
  if (trimmed.quoted !== '' || !htmlText) return trimmed.reply;
  const byHtml = trimReply(htmlText.text, htmlText.quoteStart);
  return byHtml.quoted === '' ? trimmed.reply : byHtml.reply;
}

/** A message forwarded as a file, when there is exactly one. */
function attachedSender({ embedded }: Pick<ParsedEmail, 'embedded'>): string | null {
  const [from] = embedded.length === 1 ? (embedded[0]?.from ?? []) : [];
  if (!from) return null;
  return from.name ? `${from.name} <${from.address}>` : from.address;
}

/**
 * Reads a message and everything derived from it. Synchronous; never throws for bad input.
 * @param envelopeFrom empty string for the null return path, null when unknown (IMAP)
 * @param rawSha256 hash of the raw bytes
 */
export function readEmail(
  raw: Buffer,
  envelopeFrom: string | null,
  rawSha256: string,
  options: ReadOptions = {},
): ReadEmail {
  const whole = parseEmail(raw, options);
  const { html, quoteStart: _quoteStart, htmlText: _htmlText, ...mail } = whole;
  const safe = html === null ? null : sanitizeHtml(html);
  const bounce = detectBounce(whole, envelopeFrom);
  const isForward =
    stripReplyPrefixes(mail.subject).isForward || (mail.inReplyTo.length === 0 && containsForward(mail.text));
  return {
    ...mail,
    html: safe?.html || null,
    blockedImages: safe?.blockedImages ?? 0,
    replyText: isForward ? mail.text : replyOf(whole),
    isForward,
    forwardedFrom: isForward ? (forwardedSender(mail.text) ?? attachedSender(mail)) : null,
    automatic:
      detectAutomatic(whole, envelopeFrom) ?? (bounce ? { kind: 'report', evidence: 'delivery report in text' } : null),
    bounce,
    fingerprint: fingerprint(whole, rawSha256),
  };
}
