import { setTimeout } from 'node:timers/promises';
import { parseEmail } from './parse-email.js';

const eml = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));
const HEAD = [
  'From: Anna <anna@urzad.example>',
  'Date: Thu, 12 Mar 2026 10:15:00 +0100',
  'Message-ID: <1@urzad.example>',
  'Subject: Toner',
  'MIME-Version: 1.0',
];

describe('parseEmail', () => {
  it('reads a plain message', () => {
    expect(
      parseEmail(
        eml(
          ...HEAD,
          'To: helpdesk@urzad.example',
          'Content-Type: text/plain; charset=utf-8',
          '',
          'Proszę o toner.',
          '',
        ),
      ),
    ).toMatchObject({
      messageId: '<1@urzad.example>',
      from: [{ address: 'anna@urzad.example', name: 'Anna' }],
      to: [{ address: 'helpdesk@urzad.example', name: '' }],
      subject: 'Toner',
      date: new Date('2026-03-12T09:15:00Z'),
      text: 'Proszę o toner.',
      html: null,
      attachments: [],
      problems: [],
    });
  });

  it('no control character hides in an id or a type', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'In-Reply-To: <\0zg-n2.a@urzad.example>',
        'References: <a\u0007b@x> <good@x>',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: image/p\0ng; name=a.png',
        'Content-ID: <pic\0ture@x>',
        '',
        'x',
        '--b--',
      ),
    );

    expect(mail.inReplyTo).toEqual([]);
    expect(mail.references).toEqual(['<good@x>']);
    expect(JSON.stringify(mail.attachments.map(({ contentId, contentType }) => [contentId, contentType]))).not.toMatch(
      /\\u00/,
    );
    expect(mail.attachments).toHaveLength(1);
  });

  it('takes the plain text of alternatives and keeps the HTML', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'Content-Type: multipart/alternative; boundary="b"',
        '',
        '--b',
        '',
        'tekst',
        '--b',
        'Content-Type: text/html',
        '',
        '<p>html</p>',
        '--b--',
        '',
      ),
    );
    expect(mail).toMatchObject({ text: 'tekst', html: '<p>html</p>' });
  });

  it('derives the text of a message in HTML only', () => {
    expect(
      parseEmail(eml(...HEAD, 'Content-Type: text/html; charset=utf-8', '', '<p>Proszę<br>o toner</p>')).text,
    ).toBe('Proszę\no toner');
  });

  it('keeps a named text part as a file', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'treść',
        '--b',
        'Content-Type: text/plain; name="log.txt"',
        'Content-Disposition: inline',
        '',
        'ślad',
        '--b--',
      ),
    );
    expect(mail.text).toBe('treść');
    expect(mail.attachments).toMatchObject([{ filename: 'log.txt', inline: false, content: Buffer.from('ślad') }]);
  });

  it('marks pictures that the HTML refers to', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'Content-Type: multipart/related; boundary=b',
        '',
        '--b',
        'Content-Type: text/html',
        '',
        '<img src="cid:p1@x">',
        '--b',
        'Content-Type: image/png',
        'Content-ID: <p1@x>',
        'Content-Transfer-Encoding: base64',
        '',
        'iVBORw==',
        '--b--',
      ),
    );
    expect(mail.attachments).toMatchObject([{ filename: 'zalacznik-1.png', inline: true, contentId: 'p1@x' }]);
  });

  it('knows pictures whose address is written with escapes', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'Content-Type: multipart/related; boundary=b',
        '',
        '--b',
        'Content-Type: text/html',
        '',
        '<img src="cid:p1%40x">',
        '--b',
        'Content-Type: image/png; name=p.png',
        'Content-ID: <p1@x>',
        '',
        'x',
        '--b--',
      ),
    );
    expect(mail.attachments).toMatchObject([{ filename: 'p.png', inline: true }]);
  });

  it('does not mix a message inside with the body, and lists it as a file', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'patrz załącznik',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Subject: stare',
        'Message-ID: <old@x>',
        '',
        'obce słowa',
        '--b--',
      ),
    );
    expect(mail.text).toBe('patrz załącznik');
    expect(mail.attachments).toMatchObject([{ filename: 'zalacznik-1.eml', contentType: 'message/rfc822' }]);
    expect(mail.embedded).toMatchObject([{ messageId: '<old@x>', subject: 'stare' }]);
  });

  it('keeps delivery reports out of the body', () => {
    const mail = parseEmail(
      eml(
        ...HEAD,
        'Content-Type: multipart/report; boundary=b',
        '',
        '--b',
        '',
        'Nie doręczono.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; x',
        '',
        'Final-Recipient: rfc822; a@b',
        'Action: failed',
        'Status: 5.1.1',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        'Message-ID: <sent@x>',
        '--b--',
      ),
    );
    expect(mail.text).toBe('Nie doręczono.');
    expect(mail.reports).toMatchObject([
      { contentType: 'message/delivery-status', text: expect.stringContaining('Action: failed') as string },
    ]);
    expect(mail.embedded[0]?.messageId).toBe('<sent@x>');
    expect(mail.attachments).toHaveLength(2);
  });

  it.each([
    ['a lost closing boundary', ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'treść'], 'treść'],
    [
      'a wrong boundary parameter',
      ['Content-Type: multipart/mixed; boundary=z', '', '--b', 'Content-Type: text/plain', '', 'treść', '--b--'],
      'treść',
    ],
    ['a multipart that is none', ['Content-Type: multipart/mixed; boundary=z', '', 'treść'], 'treść'],
    ['a lost blank line', ['Content-Type: text/plain', 'to jest treść'], 'to jest treść'],
    ['a nonsense type', ['Content-Type: tekst', '', 'treść'], 'treść'],
    [
      'format=flowed',
      ['Content-Type: text/plain; format=flowed', '', 'długi ', 'wiersz', '', '-- ', 'A'],
      'długi wiersz\n\n--\nA',
    ],
    [
      'quoted-printable with blanks after =',
      ['Content-Transfer-Encoding: quoted-printable', '', 'dru=  ', 'karka =C5=BC'],
      'drukarka ż',
    ],
    ['base64 glued together', ['Content-Transfer-Encoding: base64', '', 'dG9u', 'ZXI=', 'eA=='], 'tonerx'],
    [
      'a base64 label on plain text',
      ['Content-Transfer-Encoding: base64', '', 'To jest zwykły tekst, bez żadnego kodowania, podpisany źle.'],
      'To jest zwykły tekst, bez żadnego kodowania, podpisany źle.',
    ],
    ['an empty body', ['', ''], ''],
    [
      'a body that was sent as a file',
      ['Content-Type: text/plain; name=a.txt', 'Content-Disposition: attachment', '', 'treść'],
      'treść',
    ],
    ['parts that no header announces', ['', '--b', 'Content-Type: text/plain', '', 'treść', '--b--'], 'treść'],
    [
      'parts that are encoded as a whole',
      [
        'Content-Type: multipart/mixed; boundary=b',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from('--b\r\n\r\ntreść\r\n--b--').toString('base64'),
      ],
      'treść',
    ],
    [
      'a line among the headers that is none',
      ['to nie jest nagłówek', 'Content-Type: text/plain', '', 'treść'],
      'treść',
    ],
  ])('survives %s', (_, lines, text) => {
    expect(parseEmail(eml(...HEAD, ...lines)).text).toBe(text);
  });

  it.each([
    ['nothing at all', Buffer.alloc(0)],
    ['only line ends', Buffer.from('\r\n\r\n\r\n')],
    ['random bytes', Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256))],
    ['NUL everywhere', Buffer.from(`From: a@b.example\r\nSubject: x\u0000y\r\n\r\na\u0000b`)],
    [
      '10,000 nested multiparts',
      Buffer.from(
        Array.from(
          { length: 10_000 },
          (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
        ).join(''),
      ),
    ],
    [
      '20,000 parts',
      Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}`),
    ],
    ['a header of 5 MB', Buffer.from(`Subject: ${'=?utf-8?q?a'.repeat(450_000)}\r\n\r\nx`)],
    ['100,000 recipients', Buffer.from(`To: ${'a@b.example, '.repeat(100_000)}\r\n\r\nx`)],
    ['a gap of 150,000 lines', Buffer.from(`\r\n\r\na${'\n'.repeat(150_000)}b`)],
    ['brackets without end in an address', Buffer.from(`From: ${'<"('.repeat(100_000)}\r\n\r\nx`)],
  ])(
    'never throws and never hangs on %s',
    async (_, raw) => {
      const mail = parseEmail(raw);
      expect(JSON.stringify({ ...mail, attachments: [] })).not.toContain('\\u0000');
      // The limit of time is looked at when the thread is free again.
      await setTimeout(1);
    },
    4_000,
  );
});
