import { cleanAddress } from './mime/addresses.js';
import { headerOf, type ParsedEmail } from './parsed-email.js';
import { bounceByText } from './bounce-text.js';

export interface BounceRecipient {
  email: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463 code such as `5.1.1`, null when the report names none */
  status: string | null;
}

/** What a mail server says about a message that was sent. Only `failed` recipients are failures. */
export interface Bounce {
  /** at least one recipient failed for good (5.x.x, or failed without a code) */
  permanent: boolean;
  /** Message-ID of the returned message, with angle brackets */
  originalMessageId: string | null;
  recipients: BounceRecipient[];
}

const ACTIONS = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);

/**
 * Reads a delivery report: the fields of RFC 3464 first, then the free text of older servers. Receipts, vacation replies and
 * complaints are no delivery reports.
 * @param envelopeFrom empty string for the null return path, null when unknown
 * @returns null when the message is no delivery report
 * Source: RFC 3464 section 2, RFC 3463; free-text forms of qmail, Exim, Postfix, Exchange and webmail providers.
 */
export function detectBounce(mail: ParsedEmail, envelopeFrom: string | null): Bounce | null {
  const recipients = recipientsOfReports(mail) ?? bounceByText(mail, envelopeFrom);
  if (recipients === null || recipients.length === 0) return null;
  return {
    permanent: recipients.some(
      ({ action, status }) => action === 'failed' && (status === null || status.startsWith('5')),
    ),
    originalMessageId: originalMessageId(mail),
    recipients,
  };
}

function recipientsOfReports(mail: ParsedEmail): BounceRecipient[] | null {
  const reports = mail.reports.filter((report) => report.contentType.endsWith('delivery-status'));
  if (reports.length === 0) return null;
  const recipients = reports.flatMap((report) => report.text.split(/\r?\n\s*\r?\n/).flatMap(readRecipient));
  return recipients.length > 0 ? recipients : byFailedRecipientsHeader(mail);
}

/** One block of fields about one recipient; the block about the message has no Final-Recipient. */
function readRecipient(block: string): BounceRecipient[] {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  // The final recipient may be rewritten by a forward; the original one is whom we wrote to.
  const email =
    addressOf(fields.get('original-recipient')) ||
    addressOf(fields.get('final-recipient')) ||
    addressOf(fields.get('x-actual-recipient'));
  if (!email) return [];
  const action = (fields.get('action') ?? '').toLowerCase().split(/[\s;(]/)[0] ?? '';
  const status =
    /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ??
    statusOfDiagnostic(fields.get('diagnostic-code') ?? '');
  const known = ACTIONS.has(action)
    ? (action as BounceRecipient['action'])
    : status?.startsWith('2')
      ? 'delivered'
      : 'failed';
  return [{ email, action: known, status }];
}

function addressOf(field: string | undefined): string {
  return field ? cleanAddress(field.replace(/^[^;]{0,40};/, '').trim()) : '';
}

/** `smtp; 550 5.1.1 <a@b>: no such user` → `5.1.1`; `smtp; 550 no such user` → `5.0.0`. */
export function statusOfDiagnostic(text: string): string | null {
  const enhanced = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text.slice(0, 2_000))?.[1];
  if (enhanced) return enhanced;
  const basic = /(?:^|[\s:;#"'])([45])\d\d(?=[\s\-:;#]|$)/.exec(text.slice(0, 2_000))?.[1];
  return basic ? `${basic}.0.0` : null;
}

function byFailedRecipientsHeader(mail: ParsedEmail): BounceRecipient[] {
  const value = headerOf(mail, 'x-failed-recipients') ?? '';
  return value
    .split(',')
    .map(cleanAddress)
    .filter(Boolean)
    .map((email) => ({ email, action: 'failed' as const, status: statusOfDiagnostic(mail.text) }));
}

/** From the returned message, its returned headers, or headers pasted into the text. */
function originalMessageId(mail: ParsedEmail): string | null {
  const embedded = mail.embedded.find((message) => message.messageId !== null)?.messageId;
  if (embedded) return embedded;
  const pasted = /^[>\s]{0,8}Message-ID:\s{0,40}(<[^<>\s]{1,400}>)/im.exec(mail.text.slice(0, 200_000))?.[1];
  if (pasted) return pasted;
  // Exchange names it only in References or In-Reply-To of its own notice.
  return mail.inReplyTo[0] ?? mail.references.at(-1) ?? null;
}
