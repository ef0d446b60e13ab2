import type { MailTokens } from '../../mail/mail-tokens.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { findTicketNumber } from '../../mail/reply-prefix.js';

/** What in a message points to a ticket. */
export interface ThreadSigns {
  /** rows of notifications and tickets that our own signed ids name */
  signedNotificationIds: number[];
  signedTicketIds: number[];
  /** Message-IDs that anyone could have written, newest first */
  references: string[];
  /** `ZG/2026/000123` in the subject */
  number: string | null;
}

/** @param recipients envelope and header addresses, where a signed reply address may stand */
export function threadSigns(
  mail: Pick<ReadEmail, 'inReplyTo' | 'references' | 'subject'>,
  recipients: readonly string[],
  tokens: MailTokens,
): ThreadSigns {
  const references = [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])].slice(0, 100);
  const signed = [...references, ...recipients].map((id) => tokens.verify(id)).filter((token) => token !== null);
  return {
    signedNotificationIds: signed.filter(({ kind }) => kind === 'n').map(({ id }) => id),
    signedTicketIds: signed.filter(({ kind }) => kind === 't').map(({ id }) => id),
    references,
    number: findTicketNumber(mail.subject),
  };
}
