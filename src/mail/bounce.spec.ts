import { detectBounce } from './bounce.js';
import { parseEmail } from './parse-email.js';

const eml = (...lines: string[]) => parseEmail(Buffer.from(lines.join('\r\n')));

function dsn(...recipientFields: string[]) {
  return eml(
    'From: MAILER-DAEMON@mx.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'This is the mail system at host mx.example.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    ...recipientFields,
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Message-ID: <sent@urzad.example>',
    'Subject: x',
    '',
    'treść',
    '--b--',
  );
}

describe('detectBounce', () => {
  it.each([
    [
      'a permanent failure',
      ['Final-Recipient: rfc822; a@b.example', 'Action: failed', 'Status: 5.1.1'],
      true,
      [{ email: 'a@b.example', action: 'failed', status: '5.1.1' }],
    ],
    [
      'a full mailbox',
      ['Final-Recipient: rfc822; a@b.example', 'Action: failed', 'Status: 4.2.2'],
      false,
      [{ email: 'a@b.example', action: 'failed', status: '4.2.2' }],
    ],
    [
      'a delay',
      ['Final-Recipient: rfc822; a@b.example', 'Action: delayed', 'Status: 4.4.1'],
      false,
      [{ email: 'a@b.example', action: 'delayed', status: '4.4.1' }],
    ],
    [
      'a delivery',
      ['Final-Recipient: rfc822; a@b.example', 'Action: delivered', 'Status: 2.0.0'],
      false,
      [{ email: 'a@b.example', action: 'delivered', status: '2.0.0' }],
    ],
    [
      'a rewritten recipient',
      [
        'Original-Recipient: rfc822;a@b.example',
        'Final-Recipient: rfc822;x@y.example',
        'Action: failed',
        'Status: 5.0.0',
      ],
      true,
      [{ email: 'a@b.example', action: 'failed', status: '5.0.0' }],
    ],
    [
      'two recipients, one delayed',
      [
        'Final-Recipient: rfc822;a@b.example',
        'Action: delayed',
        'Status: 4.0.0',
        '',
        'Final-Recipient: rfc822;c@d.example',
        'Action: failed',
        'Status: 5.7.1',
      ],
      true,
      [
        { email: 'a@b.example', action: 'delayed', status: '4.0.0' },
        { email: 'c@d.example', action: 'failed', status: '5.7.1' },
      ],
    ],
    [
      'a status only in the diagnostic',
      ['Final-Recipient: rfc822;a@b.example', 'Action: failed', 'Diagnostic-Code: smtp; 550 5.7.1 no', ' thanks'],
      true,
      [{ email: 'a@b.example', action: 'failed', status: '5.7.1' }],
    ],
  ])('reads %s', (_, fields, permanent, recipients) => {
    expect(detectBounce(dsn(...fields), '')).toEqual({
      permanent,
      originalMessageId: '<sent@urzad.example>',
      recipients,
    });
  });

  it.each([
    [
      'qmail',
      'Hi. This is the qmail-send program at x.example.\nI am afraid I was not able to deliver your message.\n\n<a@b.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <sent@urzad.example>',
      '5.1.1',
      'failed',
    ],
    [
      'Exim',
      'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients.\n\n  a@b.example\n    host mx.b.example: 550 No such user\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <sent@urzad.example>',
      '5.0.0',
      'failed',
    ],
    [
      'Exim, delayed',
      'This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered:\n\n  a@b.example\n\nMessage-ID: <sent@urzad.example>',
      null,
      'delayed',
    ],
    [
      'Exchange, Polish',
      'Dostarczenie wiadomości do tych adresatów lub grup nie powiodło się:\n\na@b.example\nNie znaleziono adresu. 550 5.1.10\n\nMessage-ID: <sent@urzad.example>',
      '5.1.10',
      'failed',
    ],
  ])('reads the free text of %s', (_, text, status, action) => {
    const mail = eml(
      'From: Mail Delivery System <mailer-daemon@mx.example>',
      'To: helpdesk@urzad.example',
      'Subject: failure notice',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
    );
    expect(detectBounce(mail, '')).toEqual({
      permanent: action === 'failed',
      originalMessageId: '<sent@urzad.example>',
      recipients: [{ email: 'a@b.example', action, status }],
    });
  });

  it.each([
    [
      'a question about undelivered mail',
      eml(
        'From: anna@urzad.example',
        'Subject: Undelivered mail',
        '',
        'Dostałam "could not be delivered" od a@b.example',
      ),
      'anna@urzad.example',
    ],
    [
      'a vacation reply with the null path',
      eml('From: anna@urzad.example', 'Subject: Odpowiedź automatyczna: x', '', 'Proszę pisać do jan@urzad.example'),
      '',
    ],
    [
      'a receipt',
      eml(
        'From: anna@urzad.example',
        'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
        '',
        '--b',
        '',
        'Przeczytano',
        '--b',
        'Content-Type: message/disposition-notification',
        '',
        'Final-Recipient: rfc822;anna@urzad.example',
        'Disposition: manual-action; displayed',
        '--b--',
      ),
      '',
    ],
  ])('is not fooled by %s', (_, mail, envelopeFrom) => {
    expect(detectBounce(mail, envelopeFrom)).toBeNull();
  });
});
