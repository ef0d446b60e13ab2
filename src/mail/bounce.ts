import { bounceByText } from './bounce-text.js';
import { type BounceRecipient, messageIdOfReport, reportedRecipients } from './delivery-report.js';
import type { ParsedEmail } from './parsed-email.js';

/** What a mail server says about a message that was sent. Only `failed` recipients are failures. */
export interface Bounce {
  /** at least one recipient failed for good (5.x.x, or failed without a code) */
  permanent: boolean;
  /** Message-ID of the returned message, with angle brackets */
  originalMessageId: string | null;
  recipients: BounceRecipient[];
}

/**
 * Reads a delivery report: the fields of RFC 3464 first, then the free text of older servers. Receipts, vacation replies and
 * complaints are no delivery reports.
 * @param envelopeFrom empty string for the null return path, null when unknown
 * @returns null when the message is no delivery report
 * Source: RFC 3464 section 2, RFC 3463, RFC 5965 (complaints); free-text forms: see `bounce-text`.
 */
export function detectBounce(mail: ParsedEmail, envelopeFrom: string | null): Bounce | null {
  if (mail.reports.some(({ contentType }) => contentType === 'message/feedback-report')) return null;
  const recipients = reportedRecipients(mail) ?? bounceByText(mail, envelopeFrom);
  if (recipients === null || recipients.length === 0) return null;
  return {
    permanent: recipients.some(
      ({ action, status }) => action === 'failed' && (status === null || status.startsWith('5')),
    ),
    originalMessageId: originalMessageId(mail),
    recipients,
  };
}

/** From the returned message, its returned headers, the report's fields, or headers pasted into the text. */
function originalMessageId(mail: ParsedEmail): string | null {
  const embedded = mail.embedded.find((message) => message.messageId !== null)?.messageId;
  if (embedded) return embedded;
  const reported = mail.reports.map(({ text }) => messageIdOfReport(text)).find((id) => id !== null);
  if (reported) return reported;
  const pasted = /^[>\s]{0,8}(?:Original[- ])?Message[- ]ID:\s{0,40}(<[^<>\s]{1,400}>)/im.exec(
    mail.text.slice(0, 200_000),
  )?.[1];
  if (pasted) return pasted;
  // Exchange names it only in References or In-Reply-To of its own notice.
  return mail.inReplyTo[0] ?? mail.references.at(-1) ?? null;
}
