import type { MailAddress } from './mime/addresses.js';
import type { MailSignature } from './mime/secured-part.js';

/** A message read once: decoded, cleaned of control characters, NFC, bounded in size. Nothing in it is trusted. */
export interface ParsedEmail {
  /** with angle brackets, as sent; no identity by itself: anyone can claim one */
  messageId: string | null;
  /** with angle brackets, oldest first */
  inReplyTo: string[];
  references: string[];
  from: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** empty when there is none */
  subject: string;
  date: Date | null;
  /** every header in order, names lower-case, values unfolded and decoded */
  headers: { name: string; value: string }[];
  /** derived from the HTML when the sender gave no plain text */
  text: string;
  /** where in `text` the sender's program put the message it answers, when its HTML says so */
  quoteStart: number | null;
  /** text and quote of the HTML version, when the sender gave a plain one too: its structure may tell what the words do not */
  htmlText: { text: string; quoteStart: number | null } | null;
  /** as sent: dangerous until `sanitizeHtml` */
  html: string | null;
  attachments: ParsedAttachment[];
  /** machine-readable parts of reports (delivery status, receipts, complaints) */
  reports: { contentType: string; text: string }[];
  /** headers of messages inside this one: returned originals, forwards as attachment */
  embedded: EmbeddedMessage[];
  /** null: it bears none */
  signature: MailSignature | null;
  /** words that only the addressee's key opens; `text` then says so */
  encrypted: 'smime' | 'pgp' | null;
  /** codes of what was odd, for the trace: `no-from`, `charset-guessed`, `structure-cut`, `text-cut` … */
  problems: string[];
}

export interface ParsedAttachment {
  filename: string;
  contentType: string;
  /** without angle brackets */
  contentId: string | null;
  /** belongs into the HTML body (a picture) rather than into the list of files */
  inline: boolean;
  content: Buffer;
}

export interface EmbeddedMessage {
  messageId: string | null;
  from: MailAddress[];
  to: MailAddress[];
  subject: string;
  headers: { name: string; value: string }[];
}

/** First value of a header, or null. @param name lower-case */
export function headerOf(mail: Pick<ParsedEmail, 'headers'>, name: string): string | null {
  return mail.headers.find((header) => header.name === name)?.value ?? null;
}

/** Whether the header is there, whatever its value. @param name lower-case */
export function hasHeader(mail: Pick<ParsedEmail, 'headers'>, name: string): boolean {
  return mail.headers.some((header) => header.name === name);
}
