import { type BounceRecipient, statusOfDiagnostic } from './bounce.js';
import { cleanAddress } from './mime/addresses.js';
import { headerOf, type ParsedEmail } from './parsed-email.js';

const DAEMON =
  /^(?:mailer-?daemon|postmaster|mail-?delivery|mmdf|amavis|bounces?)(?:[+._=-][^@]*)?@|^(?:mailer-daemon|postmaster)$/;
const SUBJECT =
  /undeliver|returned mail|delivery (?:status|fail|has failed|report|problem|unsuccessful)|mail delivery|failure notice|failed delivery|message (?:not delivered|delayed|you sent blocked)|delayed mail|could not send message|warning: could not send|non remis|unzustellbar|niedostarcz|nie (?:można|udało się) dostarczyć|nie dostarczono|zwrot/i;

/** Sentences with which servers open their notice. */
const FAILURE =
  /qmail-send program|created automatically by mail delivery|mail system at host|could not be delivered|couldn.t be delivered|was not delivered|wasn.t delivered|not able to deliver|unable to deliver|did not reach the following|delivery (?:has failed|to the following recipients?) (?:failed)?|delivery failed|permanent fatal errors|undeliverable|returned to sender|returning (?:your|the) message|address not found|user unknown|no such (?:user|mailbox|recipient)|mailbox (?:is full|unavailable|not found)|permanent(?:ly)? (?:error|fail|reject)|rejected your message|message blocked|nie powiod[łl]o si[ęe]|nie mo[żz]na dostarczy[ćc]|nie zosta[łl]a (?:dostarczona|dor[ęe]czona)|niedostarczalna|konnte nicht zugestellt|n.a pas pu [êe]tre remis/i;
const DELAY =
  /\bdelay|has not (?:yet )?been delivered|still (?:being )?(?:retried|trying)|warning message only|will (?:continue to|be) (?:try|retr)|do not need to (?:resend|re-?send)|opóźni/i;

const MAX_CHARS = 32 * 1024;

/**
 * Delivery reports in free text. Asks for three signs (written by a mail system, a sentence of failure or delay, an address)
 * because a person may well write the word "undeliverable".
 * @returns null when the message is none
 */
export function bounceByText(mail: ParsedEmail, envelopeFrom: string | null): BounceRecipient[] | null {
  const from = mail.from[0]?.address ?? '';
  const failedHeader = headerOf(mail, 'x-failed-recipients');
  const isDaemon = DAEMON.test(from) || DAEMON.test((headerOf(mail, 'from') ?? '').trim().toLowerCase());
  const isNull = envelopeFrom === '' || /^<\s*>$/.test(headerOf(mail, 'return-path') ?? '');
  if (!failedHeader && !isDaemon && !(isNull && SUBJECT.test(mail.subject))) return null;
  if (/vacation|out of (?:the )?office|poza biurem|odpowiedź automatyczna/i.test(mail.subject)) return null;

  const notice = noticeOf(mail.text.slice(0, MAX_CHARS));
  const isDelay = DELAY.test(notice) || /\bdelay/i.test(mail.subject);
  if (!failedHeader && !isDelay && !FAILURE.test(notice) && !SUBJECT.test(mail.subject)) return null;
  const emails = failedHeader ? failedHeader.split(',').map(cleanAddress).filter(Boolean) : addressesIn(notice, mail);
  const action = isDelay && !/giving up|gave up|permanent/i.test(notice) ? ('delayed' as const) : ('failed' as const);
  return emails.map((email) => ({ email, action, status: statusNear(notice, email) }));
}

/** The notice ends where the returned message begins. */
function noticeOf(text: string): string {
  const end = text.search(
    /^(?:-{2,}.{0,80}(?:copy of (?:the|your) message|original message|returned message|message header|unsent message|kopia wiadomo|oryginaln).{0,80}|Received: from .{1,200}|Return-Path: .{1,200})$/im,
  );
  return end > 0 ? text.slice(0, end) : text;
}

/** Addresses named in the notice, except those of the sender of the notice and of the message's own recipient. */
function addressesIn(notice: string, mail: ParsedEmail): string[] {
  const own = new Set([...mail.from, ...mail.to].map(({ address }) => address));
  const found = notice.match(/[^\s<>"'(),:;[\]]{1,64}@[^\s<>"'(),:;[\]]{3,200}/g) ?? [];
  const addresses = [
    ...new Set(
      found.map(cleanAddress).filter((address) => address !== '' && !own.has(address) && !DAEMON.test(address)),
    ),
  ];
  // Notices name the failed recipients first; later ones are contacts and relays.
  const lines = notice.split('\n');
  const leading = addresses.filter((address) => lines.some((line) => startsWithAddress(line, address)));
  return (leading.length > 0 ? leading : addresses.slice(0, 1)).slice(0, 50);
}

function startsWithAddress(line: string, address: string): boolean {
  return line
    .toLowerCase()
    .replace(/^[\s<"'*•-]+/, '')
    .startsWith(address);
}

/** The code in the lines that follow the address, else anywhere in the notice. */
function statusNear(notice: string, email: string): string | null {
  const at = notice.toLowerCase().indexOf(email);
  return (
    (at >= 0 ? statusOfDiagnostic(notice.slice(at + email.length, at + email.length + 600)) : null) ??
    statusOfDiagnostic(notice)
  );
}
