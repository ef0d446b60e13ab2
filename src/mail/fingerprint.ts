import { createHash } from 'node:crypto';
import type { ParsedEmail } from './parsed-email.js';

/**
 * What makes two deliveries the same e-mail: Message-ID, From, Date, Subject and the content without trace headers. A
 * Message-ID alone is no identity: scanners repeat theirs, and anyone can claim one. A message with neither Message-ID nor
 * Date is only the same as its own bytes, because two "toner" mails of one device are two wishes.
 * @param rawSha256 hash of the raw bytes
 * @returns SHA-256 in hex
 */
export function fingerprint(mail: ParsedEmail, rawSha256: string): string {
  const hash = createHash('sha256');
  const add = (value: string): void => void hash.update(`${value.length}:${value};`);
  add(mail.messageId ?? '');
  add(mail.from.map((from) => from.address).join(','));
  add(mail.date?.toISOString() ?? '');
  add(mail.subject);
  // Relays re-wrap and re-encode bodies, so words are compared, not bytes.
  add(mail.text.replace(/\s+/g, ' ').trim());
  for (const file of mail.attachments) add(sha256Hex(file.content));
  if (!mail.messageId && !mail.date) add(rawSha256);
  return hash.digest('hex');
}

export function sha256Hex(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
