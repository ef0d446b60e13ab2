import type { ReadEmail } from '../../mail/read-email.js';

type Identity = Pick<ReadEmail, 'fingerprint' | 'messageId' | 'inReplyTo' | 'references'>;

/**
 * Those of a group that can be decided at the same time: what becomes of one must not depend on what becomes of an earlier one,
 * because it has the same content or answers it.
 */
export function independentEmails<T extends { mail: Identity }>(emails: readonly T[]): T[] {
  const earlier = new Set<string>();
  return emails.filter(({ mail: { fingerprint, messageId, inReplyTo, references } }) => {
    const isIndependent = ![fingerprint, messageId ?? '', ...inReplyTo, ...references].some((id) => earlier.has(id));
    earlier.add(fingerprint);
    if (messageId) earlier.add(messageId);
    return isIndependent;
  });
}
