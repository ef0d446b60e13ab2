import { domainOf, type MailAddress } from '../mail/mime/addresses.js';
import type { ReadEmail } from '../mail/read-email.js';

/**
 * Who wrote a message, as far as its headers tell: From, else Sender, else Reply-To, else the envelope. The name is only what
 * the sender claims.
 * @returns null when nothing names an address
 */
export function senderOf(
  mail: Pick<ReadEmail, 'from' | 'sender' | 'replyTo'>,
  envelopeFrom: string | null,
): MailAddress | null {
  return mail.from[0] ?? mail.sender ?? mail.replyTo[0] ?? (envelopeFrom ? { address: envelopeFrom, name: '' } : null);
}

export function isInternal(address: string, internalDomains: readonly string[]): boolean {
  return internalDomains.includes(domainOf(address));
}

/** `helpdesk+zg-t12.…@x` is mail for `helpdesk@x`. */
export function withoutDetail(address: string): string {
  return address.replace(/\+[^@]*(?=@)/, '');
}

/** Colleagues addressed together with the helpdesk: they follow the ticket. Outsiders stay on the message only. */
export function followersOf(
  mail: Pick<ReadEmail, 'to' | 'cc'>,
  {
    sender,
    helpdeskAddresses,
    internalDomains,
  }: { sender: string; helpdeskAddresses: readonly string[]; internalDomains: readonly string[] },
): MailAddress[] {
  const followers = new Map<string, MailAddress>();
  for (const person of [...mail.to, ...mail.cc]) {
    const isOurs = helpdeskAddresses.includes(withoutDetail(person.address));
    if (isOurs || person.address === sender || !isInternal(person.address, internalDomains)) continue;
    followers.set(person.address, person);
  }
  return [...followers.values()].slice(0, MAX_FOLLOWERS);
}

/** A message to the whole office makes nobody but its sender follow the ticket. */
const MAX_FOLLOWERS = 20;
