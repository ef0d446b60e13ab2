import { cleanAddress } from './mime/addresses.js';

const ADDRESS = /[^\s<>"'(),:;[\]]{1,64}@[^\s<>"'(),:;[\]]{3,200}/g;
const MAX_ADDRESSES = 50;

/** Lines above the copy of the returned message; what follows is the sender's own words. */
const RETURNED_MESSAGE = [
  // "--- Below this line is a copy of the message.", "----- Unsent message follows -----", "------ Original message ------"
  /^[ \t>]{0,8}[-=*_]{2,}(?!.{0,120}(?:warning|resend|address|recipient|session|transcript|deliver|error|diagnos|reason|adres|empfänger)).{0,120}(?:message|mail\b|e-mail|nachricht|wiadomo|courrier|mensaje|messaggio|bericht|copy|copie|kopi|original|原信).{0,120}$/im,
  /^[ \t]{0,8}(?:the |your )?(?:original|old|returned|unsent|failed) (?:message|mail)(?: text| header(?:s| follow)?| as received)?(?: (?:follows|attached|is (?:attached|as follows|included)|below))?.{0,20}[:.]?\s*$/im,
  /^[ \t]{0,8}(?:message (?:text|header)s? follows?|your message reads|text of your message|below is a copy|(?:attached|here|included|following) is (?:a copy of )?your (?:returned )?(?:mail|message)|a copy of (?:the|your) (?:original )?message|begin message|start of returned message|message contents?).{0,60}$/im,
  /^[ \t>]{0,4}(?:Received: (?:from|by) .{1,200}|Return-Path: .{1,200}|X-Original-To: .{1,200})$/im,
];

/** The notice without the copy of the returned message. */
export function noticeOf(text: string): string {
  const ends = RETURNED_MESSAGE.map((pattern) => text.search(pattern)).filter((end) => end > 40);
  return ends.length > 0 ? text.slice(0, Math.min(...ends)) : text;
}

/** Words that stand before the address of a failed recipient. */
const LABEL =
  /(?:rcpt to|recipient(?:s|\(s\))?(?: address)?|intended recipient|undeliverable address|unknown user|user unknown|error-for|failed(?: \d+ attempts)?|undeliverable to|addressed to|allowed size|mailbox is full|delivered to|deliver (?:your |the |this )?(?:message|mail|e-mail)? ?to|delivering (?:your message|it) to|(?:message|mail) to|reach|message for|address|users?\(?s?\)?|adresat\S{0,3}|odbiorc\S{1,3}|destinataire|empf[äa]nger|destinatari[oa]|ontvanger|adres\S{0,3})\s{0,3}[:=]?\s{0,20}[<"'(]{0,3}$/i;
const NO_RECIPIENT =
  /^\s{0,12}(?:from|to|cc|bcc|reply-to|sender|return-path|mail from|envelope-from|message-id|subject|od|do|von|an)\s{0,12}:|mail from\s*:|contact|assist|report this|complain|for (?:help|more information|further)|reply to|please (?:write|send|direct|forward)|questions|sent by|message from|from\s{0,3}<?\S{1,64}@\S{1,200}>? to\b|can ?not (?:answer|reply)/i;
/** A rewritten recipient: whom the sender named stands in brackets behind it, or in the next line. */
const REWRITTEN =
  /\((?:ultimately )?(?:expanded|generated|originally|forwarded) (?:from|to):?\s*<?([^\s<>()]{1,64}@[^\s<>()]{1,200})>?\)/i;

/**
 * The recipients that a notice says it is about. Lines that begin with an address count most, then addresses behind a label,
 * then the first address of all; contacts, senders and relays do not count.
 * @param own addresses of the notice's sender and reader
 */
export function failedAddresses(notice: string, own: ReadonlySet<string>): string[] {
  const leading = new Set<string>();
  const labelled = new Set<string>();
  const other = new Set<string>();
  const rewritten = new Set<string>();
  const lines = notice.split('\n', 2_000);
  for (const [index, line] of lines.entries()) {
    const first = firstAddress(line, own);
    if (!first) continue;
    const before = line.slice(0, first.at);
    const original = cleanAddress(REWRITTEN.exec(`${line} ${lines[index + 1] ?? ''}`.slice(0, 600))?.[1] ?? '');
    if (original) rewritten.add(first.email);
    const email = original || first.email;
    if (
      /^(?:>>> |<<< )?\s*(?:\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3} )?)?(?:smtp;\s?|\d{1,3}[.)] )?[\s<"'*•·|>-]*$/.test(
        before,
      )
    )
      leading.add(email);
    else if (LABEL.test(before) && !/mail from/i.test(before)) labelled.add(email);
    else if (!NO_RECIPIENT.test(line)) other.add(email);
  }
  const found = leading.size > 0 ? leading : labelled.size > 0 ? labelled : new Set([...other].slice(0, 1));
  return [...found].filter((email) => !rewritten.has(email)).slice(0, MAX_ADDRESSES);
}

function firstAddress(line: string, own: ReadonlySet<string>): { email: string; at: number } | null {
  for (const match of line.slice(0, 2_000).matchAll(ADDRESS)) {
    const email = cleanAddress(match[0].replace(/[.]+$/, ''));
    if (email && !own.has(email) && !/^(?:mailer-daemon|postmaster)@/.test(email)) return { email, at: match.index };
  }
  return null;
}
