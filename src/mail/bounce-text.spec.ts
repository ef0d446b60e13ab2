import { detectBounce } from './bounce.js';
import { parseEmail } from './parse-email.js';

const DAEMON = 'Mail Delivery System <MAILER-DAEMON@mx.example>';

function notice({ from = DAEMON, subject = 'Undelivered Mail', headers = [] as string[] }, ...lines: string[]) {
  return parseEmail(
    Buffer.from(
      [
        `From: ${from}`,
        'To: helpdesk@urzad.example',
        `Subject: ${subject}`,
        ...headers,
        'Content-Type: text/plain; charset=utf-8',
        '',
        ...lines,
      ].join('\r\n'),
    ),
  );
}

const failed = (status: string | null, ...emails: string[]) =>
  emails.map((email) => ({ email, action: 'failed', status }));
const delayed = (email: string, status: string | null = null) => [{ email, action: 'delayed', status }];

describe('notices in free text', () => {
  it.each([
    [
      'sendmail, transcript',
      notice(
        { subject: 'Returned mail: User unknown' },
        '   ----- Transcript of session follows -----',
        '... while talking to mx.b.example.:',
        '>>> RCPT To:<a@b.example>',
        '<<< 550 5.1.1 <a@b.example>... User unknown',
        '',
        '   ----- Unsent message follows -----',
        'From: x@y.example',
      ),
      failed('5.1.1', 'a@b.example'),
    ],
    [
      'sendmail, two addresses and an alias',
      notice(
        { subject: 'Returned mail: see transcript for details' },
        'The original message was received at Thu, 12 Mar 2026 10:15:00 +0100',
        'from mail.urzad.example [192.0.2.1]',
        '',
        '   ----- The following addresses had permanent fatal errors -----',
        '<a@b.example>',
        '    (reason: 550 5.1.1 User unknown)',
        '    (expanded from: <c@d.example>)',
        '<e@f.example>',
        '    (reason: 552 5.2.2 Over quota)',
      ),
      [
        { email: 'a@b.example', action: 'failed', status: '5.1.1' },
        { email: 'e@f.example', action: 'failed', status: '5.2.2' },
      ],
    ],
    [
      'sendmail, a warning',
      notice(
        { subject: 'Warning: could not send message for past 4 hours' },
        '    **********************************************',
        '    **      THIS IS A WARNING MESSAGE ONLY      **',
        '    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **',
        '',
        '   ----- The following addresses had transient non-fatal errors -----',
        '<a@b.example>',
      ),
      delayed('a@b.example'),
    ],
    [
      'Postfix, a rewritten recipient',
      notice(
        {},
        'This is the mail system at host mx.example.',
        '',
        "I'm sorry to have to inform you that your message could not",
        'be delivered to one or more recipients. It is attached below.',
        'For further assistance, please send mail to postmaster.',
        '',
        '<x@y.example> (expanded from <a@b.example>): host mx.y.example[192.0.2.7] said:',
        '    550 5.1.1 <x@y.example>: Recipient address rejected (in reply to RCPT TO command)',
      ),
      failed('5.1.1', 'a@b.example'),
    ],
    [
      'Exim, still waiting',
      notice(
        { subject: 'Warning: message 1abcDE-0001 delayed 24 hours' },
        'This message was created automatically by mail delivery software.',
        '',
        'A message that you sent has not yet been delivered to one or more of its',
        'recipients after more than 24 hours on the queue on mx.example.',
        '',
        'The address to which the message has not yet been delivered is:',
        '',
        '  a@b.example',
        '',
        'Eventually the mail delivery software will give up, and when that happens, the message will be returned to you.',
      ),
      delayed('a@b.example'),
    ],
    [
      '1&1 and GMX',
      notice(
        { subject: 'Mail delivery failed: returning message to sender' },
        'This message was created automatically by mail delivery software.',
        '',
        'A message that you sent could not be delivered to one or more of its recipients.',
        'This is a permanent error. The following address(es) failed:',
        '',
        '"a@b.example":',
        'SMTP error from remote server after RCPT command: 550 Requested action not taken: mailbox unavailable',
        '',
        '--- The header of the original message is following. ---',
        '',
        'Received: from mail by x',
        'To: inny@b.example',
      ),
      failed('5.0.0', 'a@b.example'),
    ],
    [
      'Gmail',
      notice(
        { subject: 'Delivery Status Notification (Failure)', headers: ['X-Failed-Recipients: a@b.example'] },
        'Delivery to the following recipient failed permanently:',
        '',
        '     a@b.example',
        '',
        'Technical details of permanent failure: ',
        'The error that the other server returned was: 550 550 5.1.1 User unknown (state 14).',
        '',
        '----- Original message -----',
      ),
      failed('5.1.1', 'a@b.example'),
    ],
    [
      'Yahoo',
      notice(
        { subject: 'Failure Notice' },
        'Sorry, we were unable to deliver your message to the following address.',
        '',
        '<a@b.example>:',
        '554: delivery error: dd This user doesn’t have an account here [0] - mta1.example',
        '',
        '--- Below this line is a copy of the message.',
      ),
      failed('5.0.0', 'a@b.example'),
    ],
    [
      'Hotmail and IIS',
      notice(
        { from: 'postmaster@mail.example', subject: 'Delivery Status Notification (Failure)' },
        'This is an automatically generated Delivery Status Notification.',
        '',
        'Delivery to the following recipients failed.',
        '',
        '       a@b.example',
        '       c@d.example',
        '',
      ),
      failed(null, 'a@b.example', 'c@d.example'),
    ],
    [
      'Exchange 5.5',
      notice(
        { from: 'System Administrator <postmaster@b.example>', subject: 'Undeliverable: Zgłoszenie' },
        'Your message',
        '',
        '  To:      Jan Testowy',
        '  Subject: Zgłoszenie',
        '  Sent:    Thu, 12 Mar 2026 10:15:00 +0100',
        '',
        'did not reach the following recipient(s):',
        '',
        'a@b.example on Thu, 12 Mar 2026 10:16:00 +0100',
        '    The recipient name is not recognized',
      ),
      failed(null, 'a@b.example'),
    ],
    [
      'Exchange Online in Polish',
      notice(
        {
          from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@b.example>',
          subject: 'Niedostarczalne: Zgłoszenie',
        },
        'Dostarczenie wiadomości do tych adresatów lub grup nie powiodło się:',
        '',
        'Jan Testowy (a@b.example)<mailto:a@b.example>',
        'Nie można odnaleźć wprowadzonego adresu e-mail.',
        '',
        'Remote Server returned 550 5.1.10 RESOLVER.ADR.RecipientNotFound',
      ),
      failed('5.1.10', 'a@b.example'),
    ],
    [
      'Domino',
      notice(
        {
          from: 'a@b.example',
          subject: 'DELIVERY FAILURE: User x not listed in Domino Directory',
          headers: ['Return-Path: <>'],
        },
        'Your message',
        '',
        '  Subject: Zgłoszenie',
        '',
        'was not delivered to:',
        '',
        '  a.b@b.example',
        '',
        'because:',
        '',
        '  User x (a.b@b.example) not listed in Domino Directory',
      ),
      failed(null, 'a.b@b.example'),
    ],
    [
      'Courier',
      notice(
        { subject: 'NOTICE: mail delivery status.' },
        'This is a delivery status notification from mx.example,',
        'running the Courier mail server, version 0.65.2.',
        '',
        'The original message was received on Thu, 12 Mar 2026 10:15:00 +0100',
        'from helpdesk@urzad.example',
        '',
        '---------------------------------------------------------------------------',
        '',
        '                           UNDELIVERABLE MAIL',
        '',
        'Your message to the following recipients cannot be delivered:',
        '',
        '<a@b.example>:',
        '    mx.b.example [192.0.2.9]:',
        '<<< 550 5.1.1 No such user',
      ),
      failed('5.1.1', 'a@b.example'),
    ],
    [
      'Oracle Messaging Server',
      notice(
        {
          from: 'Internet Mail Delivery <postmaster@mx.example>',
          subject: 'Delivery Notification: Delivery has failed',
        },
        'Your message cannot be delivered to the following recipients:',
        '',
        '  Recipient address: a@b.example',
        '  Reason: Remote SMTP server has rejected address',
        '  Diagnostic code: smtp;550 5.1.1 unknown user',
      ),
      failed('5.1.1', 'a@b.example'),
    ],
    [
      'IMail',
      notice(
        {
          from: 'Postmaster <postmaster@mx.example>',
          subject: 'Undeliverable Mail',
          headers: ['X-Mailer: <SMTP32 v8>'],
        },
        'Unknown user: a@b.example',
        '',
        'User mailbox exceeds allowed size: c@d.example',
        '',
        'Original message follows.',
        '',
        'Received: from e@f.example',
      ),
      failed(null, 'a@b.example', 'c@d.example'),
    ],
    [
      'OpenSMTPD',
      notice(
        { subject: 'Delivery status notification: error' },
        '    Hi!',
        '',
        '    This is the MAILER-DAEMON, please DO NOT REPLY to this email.',
        '',
        '    An error has occurred while attempting to deliver a message for',
        '    the following list of recipients:',
        '',
        'a@b.example: 550 5.2.2 <a@b.example>: Mailbox full',
        '',
        '    Below is a copy of the original message:',
      ),
      failed('5.2.2', 'a@b.example'),
    ],
    [
      'Apache James',
      notice(
        { from: 'postmaster@mx.example', subject: '[BOUNCE]' },
        'This message is generated by the James mail server; it could not be delivered.',
        'Message details:',
        '  Subject: Zgłoszenie',
        '  MAIL FROM: helpdesk@urzad.example',
        '  RCPT TO: a@b.example',
        '550 - Requested action not taken: no such user here',
      ),
      failed('5.0.0', 'a@b.example'),
    ],
    [
      'MailMarshal',
      notice(
        { from: 'postmaster@mx.example', subject: 'Undeliverable Mail: "Zgłoszenie"' },
        'Your message:',
        '   From:    helpdesk@urzad.example',
        '   Subject: Zgłoszenie',
        'Could not be delivered because of',
        '',
        '550 5.1.1 User unknown',
        '',
        'The following recipients were affected: ',
        '    a@b.example',
      ),
      failed('5.1.1', 'a@b.example'),
    ],
    [
      'a robot under a person’s address',
      notice(
        { from: 'bramka.poczty@b.example', subject: 'RE: Zgłoszenie : non remis (delivery failed)' },
        '***********************************************',
        'Your message could not be delivered to',
        'a@b.example',
      ),
      failed(null, 'a@b.example'),
    ],
    [
      'DragonFly, no address at all',
      notice(
        { from: 'MAILER-DAEMON <>', subject: 'Mail delivery failed' },
        'This is the DragonFly Mail Agent v0.13 at mx.example.',
        '',
        'There was an error delivering your mail to <a@b.example>.',
        '',
        'mx.b.example [192.0.2.5] did not like our final DATA:',
        '550 5.7.26 Please contact the administrator of urzad.example',
        '',
        'Message headers follow.',
        '',
        'To: <c@d.example>',
      ),
      failed('5.7.26', 'a@b.example'),
    ],
    [
      'a gateway that still tries',
      notice(
        { from: 'antivirus_gateway@b.example', subject: 'Delivery failure notification' },
        'Your message with Subject: Toner',
        'could not be delivered to the following recipients:',
        '',
        'a@b.example',
        '',
        'Delivery attempts will continue to be made for 5 day(s).',
      ),
      delayed('a@b.example'),
    ],
    [
      'a mail server that explains itself',
      notice(
        { subject: 'Your message to a@b.example could not be delivered.' },
        'this is the email server of the institute.',
        '',
        'Your message to a@b.example has reached our local address',
        'a@b.example, but this email address is wrong or no longer valid.',
        'You can find all addresses under "Contacts": info@b.example',
      ),
      failed(null, 'a@b.example'),
    ],
    [
      'a language that we do not read',
      notice(
        { subject: '邮件传输失败！' },
        'b.example.',
        '邮件无法发送到您指定的地址中。',
        '',
        '<a@b.example>:',
        '',
        '<c@b.example>:',
      ),
      failed(null, 'a@b.example', 'c@b.example'),
    ],
    [
      'a quota answer of Dovecot',
      notice(
        { subject: 'Automatically rejected mail', headers: ['Auto-Submitted: auto-replied (rejected)'] },
        'Your message to <a@b.example> was automatically rejected:',
        'Quota exceeded',
      ),
      failed(null, 'a@b.example'),
    ],
    [
      'fields of a report pasted into the text',
      notice(
        { subject: 'failure' },
        'Not delivered.',
        '',
        'Final-Recipient: rfc822; a@b.example',
        'Action: failed',
        'Status: 5.4.4',
      ),
      failed('5.4.4', 'a@b.example'),
    ],
    [
      'German',
      notice(
        { subject: 'Unzustellbar: Zgłoszenie' },
        'Ihre Nachricht konnte nicht zugestellt werden:',
        '',
        'a@b.example',
        '550 5.7.1 abgelehnt',
      ),
      failed('5.7.1', 'a@b.example'),
    ],
  ])('%s', (_, mail, recipients) => {
    expect(detectBounce(mail, null)?.recipients).toEqual(recipients);
  });

  it('takes the only recipient of the returned message when the notice names nobody', () => {
    const mail = parseEmail(
      Buffer.from(
        [
          `From: ${DAEMON}`,
          'Subject: Mail could not be delivered',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          '',
          'The following mail could not be delivered.',
          '--b',
          'Content-Type: message/rfc822',
          '',
          'To: a@b.example',
          'Message-ID: <sent@urzad.example>',
          '',
          'x',
          '--b--',
        ].join('\r\n'),
      ),
    );
    expect(detectBounce(mail, null)).toEqual({
      permanent: true,
      originalMessageId: '<sent@urzad.example>',
      recipients: failed(null, 'a@b.example'),
    });
  });

  it.each([
    [
      'a colleague who asks about a notice',
      notice(
        { from: 'Anna <anna@urzad.example>', subject: 'Undelivered mail' },
        'Dzień dobry, dostałam „Your message could not be delivered to” a@b.example. Co robić?',
      ),
    ],
    [
      'a reply under a subject about failure',
      notice(
        { from: 'Anna <anna@urzad.example>', subject: 'Re: Delivery failed', headers: ['In-Reply-To: <x@y.example>'] },
        'A message could not be delivered?',
        'a@b.example',
      ),
    ],
    [
      'an announcement of the postmaster',
      notice(
        { from: 'postmaster@urzad.example', subject: 'Przerwa w pracy poczty' },
        'W sobotę poczta nie działa. Pytania: jan@urzad.example',
      ),
    ],
    [
      'a vacation answer with the null path',
      notice(
        { from: 'anna@urzad.example', subject: 'Out of Office: message delivery', headers: ['Return-Path: <>'] },
        'I am away. Write to jan@urzad.example.',
      ),
    ],
  ])('is not fooled by %s', (_, mail) => {
    expect(detectBounce(mail, null)).toBeNull();
  });

  it('is bounded in time', () => {
    const text = 'a@b.example (expanded from '.repeat(2_000) + '-'.repeat(20_000) + ' \n'.repeat(3_000);
    expect(() => detectBounce(notice({}, text), '')).not.toThrow();
  }, 4_000);
});
