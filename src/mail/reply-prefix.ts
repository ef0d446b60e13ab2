import { fold } from '../common/fold.js';

/** Prefixes that mail programs put before a subject when answering or forwarding, folded to ASCII. */
const REPLY_PREFIXES = [
  're',
  'odp',
  'odpowiedz',
  'aw',
  'antw',
  'antwort',
  'sv',
  'rif',
  'r',
  'res',
  'ynt',
  '回复',
  '答复',
];
const FORWARD_PREFIXES = ['fw', 'fwd', 'pd', 'wg', 'tr', 'rv', 'i', 'doorst', 'enc', 'vb', 'vl', 'fs', '转发'];
const PREFIX = new RegExp(
  `^(${[...REPLY_PREFIXES, ...FORWARD_PREFIXES].join('|')})\\s?(?:[[(]\\d{1,3}[\\])]|\\^\\d{1,3})?\\s?:\\s*`,
);
const TICKET_NUMBER = /\bZG[/-](\d{4})[/-](\d{6,9})\b/i;

/** A subject without its prefixes; what they say about the message. */
export interface BareSubject {
  bare: string;
  isReply: boolean;
  isForward: boolean;
}

/**
 * Strips prefixes repeatedly, in any case, each with an optional counter: `ODP: Re[2]: [ZG/2026/000123] PD: Toner` → `Toner`
 * is a reply, because the first prefix is what the sender did last; our own number in brackets is stripped as well.
 * Source: domain guide section 9; `fold` makes `Odpowiedź` and `ODPOWIEDZ` one.
 */
export function stripReplyPrefixes(subject: string): BareSubject {
  let rest = subject.trim();
  let outermost: string | null = null;
  for (;;) {
    const tag = /^\[ZG[/-]\d{4}[/-]\d{6,9}\]\s*/i.exec(rest);
    const prefix = tag ? null : PREFIX.exec(fold(rest.slice(0, 40)));
    if (!tag && !prefix) break;
    outermost ??= prefix?.[1] ?? null;
    rest = rest.slice((tag ?? prefix)?.[0].length).trimStart();
  }
  const isForward = outermost !== null && FORWARD_PREFIXES.includes(outermost);
  return { bare: rest, isReply: outermost !== null && !isForward, isForward };
}

/**
 * Our ticket number in a subject: `[ZG/2026/000123]`, also without brackets or with hyphens.
 * @returns `ZG/2026/000123`, or null
 */
export function findTicketNumber(subject: string): string | null {
  const match = TICKET_NUMBER.exec(subject);
  return match ? `ZG/${match[1]}/${match[2]}` : null;
}
