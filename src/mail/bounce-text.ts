import { failedAddresses, noticeOf } from './bounce-notice.js';
import { type BounceRecipient, recipientsOfReport, statusOfDiagnostic } from './delivery-report.js';
import { cleanAddress } from './mime/addresses.js';
import { headerOf, type ParsedEmail } from './parsed-email.js';

/** Local parts under which mail systems write. */
const DAEMON =
  /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|post-?master|mail[-_.]?delivery(?:[-_.]?(?:system|subsystem|service))?|microsoftexchange[0-9a-f]{20,}|mmdf|amavis|virusalert|bounces?|smtp[-_.]?(?:gateway|server|mailer)|\w{2,12}_smtp_mail_service|\w{0,20}antivirus\w{0,40}|mail-?sweeper)(?:[+._=-][^@]*)?(?:@|$)/;
/** … and names under which they do. Names are only claims; what a notice says is checked against what we sent. */
const DAEMON_NAME =
  /^(?:mail(?:er)?[- ](?:delivery|daemon)\b|(?:internet )?mail (?:delivery|administrator|system)|mail ?server|post-?master|system administrator|administrator systemu|delivery subsystem|microsoft (?:outlook|exchange)$)/i;

const SUBJECT =
  /undeliver|non[- ]?deliver|not (?:be )?delivered|undelivered|returned (?:mail|message|to sender)|return(?:ing)? (?:mail|message|to sender)|delivery (?:status|fail|has failed|report|problem|error|unsuccessful|incomplete|notification|delayed)|mail delivery|mail (?:system )?(?:error|failure)|fail(?:ure|ed)(?: (?:notice|delivery|mail)|$)|message (?:not delivered|delayed|you sent blocked|status|delivery|blocked|undeliver)|delayed mail|delay(?:ed)? (?:mail|delivery|notif)|could not (?:send|be|deliver)|unable to deliver|non[- ](?:remis|distribu)|unzustellbar|zustell(?:ung|status)|fehlgeschlagen|niedostarcz|nie ?dor[ęe]cz|nie (?:mo[żz]na|uda[łl]o si[ęe]) (?:dostarczy|dor[ęe]czy)|nie dostarczono|zwrot (?:wiadomo|poczty)|b[łl][ąa]d (?:dostarcz|dor[ęe]cz)|échec|non (?:recapitabile|consegnat)|mancat[oa] (?:consegna|recapito)|no (?:se puede|se pudo) entregar|error (?:de|en la) entrega|onbestelbaar|niet bezorgd|warning: (?:could not|message|unable)|rejected mail|quota exceeded|mailbox (?:full|unavailable)|user unknown/i;

/** Sentences with which servers open their notice. */
const FAILURE =
  /qmail-send program|this is the (?:mailer-daemon|mail system at host|deliver program|email server at|machine generated message)|created automatically by (?:the )?mail delivery|generated delivery status|(?:could|can|was|were|is|has) ?(?:not|n.t)(?: be| been)? (?:successfully )?deliver|couldn.t be delivered|did ?n(?:o|.)t (?:reach|receive)|not able to (?:deliver|be delivered)|(?:unable|impossible|failed|trouble|problems?) (?:to )?deliver|delivery (?:to the following .{0,60})?(?:has )?failed|failed (?:recipients|addresses)|error (?:delivering|occurred while attempting to deliver)|(?:permanent|fatal) (?:fatal )?errors|undeliverable|delivery problems|returned to (?:sender|you)|returning (?:your|the) message|address (?:not found|rejected|error)|user(?:name)? (?:unknown|not|does|doesn)|unknown (?:user|recipient|address|mailbox|local)|no such (?:user|mailbox|recipient|address|person)|(?:mail)?box (?:is full|full|unavailable|not found|disabled|exceeds)|over ?quota|quota exceed|invalid (?:recipient|final delivery|address|mailbox)|permanent(?:ly)? (?:error|fail|reject)|(?:rejected|refused) (?:by|your|recipient|mail)|(?:automatically|been|was) rejected|message (?:was )?blocked|nie powiod[łl]o si[ęe]|nie (?:mo[żz]na|mog[łl][ao]|uda[łl]o si[ęe]) .{0,20}do(?:starczy|r[ęe]czy)|nie zosta[łl]a (?:dostarczona|dor[ęe]czona)|niedostarcz|(?:konnte|kann) .{0,60}nicht (?:zu|aus)ge(?:stellt|liefert)|nicht zugestellt|n.a (?:pas )?pu [êe]tre|n.a pas [ée]t[ée] (?:remis|distribu)|no (?:se )?(?:ha )?pu(?:do|ede|dido) (?:ser )?entrega|non .{0,30}(?:consegnat|recapitat)|niet (?:worden )?(?:bezorgd|afgeleverd)|permanente fouten/i;

const DELAY =
  /has not (?:yet )?been delivered|(?:has been|is|was|been|message|delivery|mail) delayed|delay(?:ed)? (?:delivery|mail|message)|delivery delay|still (?:being )?(?:retried|trying)|warning message only|transient (?:non-fatal )?error|temporary (?:problem|failure|non-fatal)|will (?:keep |continue to |be |re)?(?:try|retr)|attempts will continue|continue to be attempted|do not need to (?:resend|re-?send)|op[óo][źz]ni(?:on|eni)|verz[öo]ger|retard[ée]|vertraagd|in ritardo/i;
/** Said only while the server still tries. */
const STILL_TRYING =
  /attempts will continue|continue to be (?:attempted|made|tried)|warning message only|do not need to (?:resend|re-?send)|will (?:keep|continue) (?:re)?trying|will (?:re)?try again|will retry for/i;
const FINAL =
  /giving up|gave up|given up|permanent(?:ly)? (?:fail|error|fatal|reject)|permanent fatal|delivery (?:has )?failed|(?:could|can) ?not be delivered|undeliverable|did ?n.t reach|failed permanently|has been returned|is being returned/i;

const VACATION =
  /vacation|out of (?:the )?office|poza biurem|odpowied[źz] automatyczna|abwesen|automatic reply|autorepl/i;

const MAX_CHARS = 32 * 1024;

/**
 * Delivery reports in free text: qmail, Exim, Postfix, sendmail, Exchange, Domino, GroupWise and the large providers. Asks for
 * several signs (written by a mail system, a sentence of failure or delay, an address), because a person may well write the
 * word "undeliverable".
 * @returns null when the message is none
 */
export function bounceByText(mail: ParsedEmail, envelopeFrom: string | null): BounceRecipient[] | null {
  const notice = noticeOf(mail.text.slice(0, MAX_CHARS));
  const failedHeader = headerOf(mail, 'x-failed-recipients');
  if (!failedHeader && !isSentByMailSystem(mail, notice, envelopeFrom)) return null;
  if (VACATION.test(mail.subject)) return null;

  const pasted = /^(?:Final|Original)-Recipient:/im.test(mail.text)
    ? recipientsOfReport(mail.text.slice(0, MAX_CHARS))
    : [];
  if (pasted.length > 0) return pasted;
  const isDelay =
    STILL_TRYING.test(notice) ||
    ((DELAY.test(notice) || /delayed|\bdelay\b|warning: could not send/i.test(mail.subject)) && !FINAL.test(notice));
  const own = new Set([...mail.from, ...mail.to].map(({ address }) => address));
  const named = failedHeader ? failedHeader.split(',').map(cleanAddress).filter(Boolean) : failedAddresses(notice, own);
  const emails = named.length > 0 ? named : recipientOfReturned(mail);
  return emails.map((email) => ({
    email,
    action: isDelay ? ('delayed' as const) : ('failed' as const),
    status: statusNear(notice, email),
  }));
}

function isSentByMailSystem(mail: ParsedEmail, notice: string, envelopeFrom: string | null): boolean {
  const from = mail.from[0];
  const rawFrom = (headerOf(mail, 'from') ?? '').trim();
  const nameOnly = rawFrom
    .replace(/[<(].*$/s, '')
    .trim()
    .toLowerCase();
  const isDaemon = DAEMON.test(from?.address ?? '') || (!from && DAEMON.test(nameOnly));
  const saysSo = FAILURE.test(notice) || DELAY.test(notice);
  const isAbout = SUBJECT.test(mail.subject);
  if (isDaemon) return saysSo || isAbout || /^<[^<>\s]+@[^<>\s]+>:?\s*$/m.test(notice);
  if (DAEMON_NAME.test(from?.name || rawFrom)) return saysSo && isAbout;
  const isNull =
    envelopeFrom === '' || /^(?:<\s*>|<?mailer-daemon>?)$/i.test((headerOf(mail, 'return-path') ?? '').trim());
  if (isNull) return isAbout && (saysSo || mail.embedded.length > 0);
  // A robot under a person's address: the notice is the whole message and follows on a subject that says the same.
  return isAbout && mail.inReplyTo.length === 0 && MACHINE_NOTICE.test(notice.slice(0, 1_500));
}

/** Whole lines that no person writes. */
const MACHINE_NOTICE =
  /^\W{0,10}(?:(?:your |the |this )?(?:message|e-?mail|mail) (?:to|could not be delivered to|was not delivered to|has not been delivered to):?\s*$|your message could not be delivered to\s*$|a message (?:that you sent )?could not be delivered|the (?:following|e-?mail below) .{0,60}could not be delivered|delivery to the following|unable to deliver (?:your )?message to|message from interscan|(?:has |was |could )?not (?:be(?:en)? )?delivered to the following|the following (?:address|recipient)\S* (?:had|failed|could|did)|undeliverable address:|intended recipient:|your message has encountered delivery problems|here is your list of failed recipients)/im;

/** When a notice names nobody, the only recipient of the returned message is the one. */
function recipientOfReturned(mail: ParsedEmail): string[] {
  const to = mail.embedded.find((message) => message.to.length > 0)?.to ?? [];
  return to.length === 1 ? to.map(({ address }) => address) : [];
}

/** The code in the lines that follow the address, else anywhere in the notice. */
function statusNear(notice: string, email: string): string | null {
  const at = notice.toLowerCase().indexOf(email);
  return (
    (at >= 0 ? statusOfDiagnostic(notice.slice(at + email.length, at + email.length + 600)) : null) ??
    statusOfDiagnostic(notice)
  );
}
