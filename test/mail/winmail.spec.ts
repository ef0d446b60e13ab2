import iconv from 'iconv-lite';
import { parseEmail } from '../../src/mail/parse-email.js';
import { attribute, file, messageProperties, properties, storedRtf, tnef } from './tnef-writer.js';

function mailWith(winmail: Buffer, { body = '', type = 'application/ms-tnef; name="winmail.dat"' } = {}) {
  return parseEmail(
    Buffer.from(
      [
        'From: jan@urzad.example',
        'Subject: Toner',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        body,
        '--b',
        `Content-Type: ${type}`,
        'Content-Transfer-Encoding: base64',
        'Content-Disposition: attachment; filename="winmail.dat"',
        '',
        winmail.toString('base64'),
        '--b--',
      ].join('\r\n'),
    ),
  );
}

const HTML_IN_RTF = String.raw`{\rtf1\ansi\ansicpg1250\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset238 Arial;}}
{\*\htmltag19 <html>}{\*\htmltag34 <body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Prosz\'ea o \u380?\'f3\'b3ty toner\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\htmltag50 </body>}}`;

describe('winmail.dat', () => {
  it('gives its files, with their long names and types', () => {
    const mail = mailWith(
      tnef(
        file('Wniosek o zakup żółtej drukarki.docx', Buffer.from('docx')),
        file('ekran.png', Buffer.from('png'), [
          [0x370e, 'text8', 'image/png'],
          [0x3712, 'text8', 'ekran@urzad'],
        ]),
      ),
      { body: 'W załączeniu wniosek.' },
    );
    expect(mail.text).toBe('W załączeniu wniosek.');
    expect(
      mail.attachments.map(({ filename, contentType, contentId, content }) => [
        filename,
        contentType,
        contentId,
        content.toString(),
      ]),
    ).toEqual([
      [
        'Wniosek o zakup żółtej drukarki.docx',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        null,
        'docx',
      ],
      ['ekran.png', 'image/png', 'ekran@urzad', 'png'],
    ]);
  });

  it.each([
    ['plain text', messageProperties([0x1000, 'unicode', 'Proszę o żółty toner']), 'Proszę o żółty toner', null],
    [
      'plain text in the code page of the sender',
      Buffer.concat([
        attribute(1, 0x9007, 6, Buffer.from([0xe2, 0x04, 0, 0])),
        attribute(1, 0x800c, 2, Buffer.concat([iconv.encode('Proszę o żółty toner', 'cp1250'), Buffer.alloc(1)])),
      ]),
      'Proszę o żółty toner',
      null,
    ],
    [
      'HTML',
      messageProperties([0x1013, 'binary', Buffer.from('<p>Proszę o żółty toner</p>')]),
      'Proszę o żółty toner',
      '<p>Proszę o żółty toner</p>',
    ],
    [
      'RTF',
      messageProperties([
        0x1009,
        'binary',
        storedRtf(String.raw`{\rtf1\ansi\ansicpg1250 Prosz\'ea o \'bf\'f3\'b3ty\par toner}`),
      ]),
      'Proszę o żółty\ntoner',
      null,
    ],
    [
      'HTML in RTF',
      messageProperties([0x1009, 'binary', storedRtf(HTML_IN_RTF)]),
      'Proszę o żółty toner',
      '<html><body><p>Proszę o żółty toner</p></body>',
    ],
  ])('gives its words when the message has none: %s', (_, attributes, text, html) => {
    expect(mailWith(tnef(attributes))).toMatchObject({ text, html, attachments: [] });
  });

  it('keeps the words outside and takes the form inside', () => {
    const winmail = tnef(
      messageProperties([0x1000, 'unicode', 'inne'], [0x1013, 'binary', Buffer.from('<b>Toner</b>')]),
    );
    expect(mailWith(winmail, { body: 'Toner' })).toMatchObject({ text: 'Toner', html: '<b>Toner</b>' });
  });

  it('is known by its first bytes when a gateway changed its type', () => {
    const winmail = tnef(file('a.pdf', Buffer.from('pdf')));
    expect(mailWith(winmail, { type: 'application/octet-stream' }).attachments).toMatchObject([{ filename: 'a.pdf' }]);
  });

  it('opens a message inside the message', () => {
    const inner = tnef(
      attribute(1, 0x8004, 1, Buffer.from('Stara sprawa\0')),
      messageProperties([0x1000, 'unicode', 'dawne słowa']),
      file('b.pdf', Buffer.from('pdf')),
    );
    const object = Buffer.concat([Buffer.alloc(16), inner]);
    const winmail = tnef(
      attribute(2, 0x9002, 6, Buffer.alloc(14)),
      attribute(2, 0x9005, 6, properties([0x3001, 'unicode', 'Stara sprawa'], [0x3701, 'object', object])),
    );
    const mail = mailWith(winmail, { body: 'patrz niżej' });
    expect(mail.text).toBe('patrz niżej');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['Stara sprawa.txt', 'b.pdf']);
  });

  it('keeps a damaged one beside what could be read of it', () => {
    const whole = tnef(file('a.pdf', Buffer.from('pdf')), file('b.pdf', Buffer.alloc(500)));
    const mail = mailWith(whole.subarray(0, whole.length - 300), { body: 'x' });
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['winmail.dat', 'a.pdf']);
    expect(mail.problems).toContain('tnef-damaged');
  });

  it('is an ordinary file when it only bears the name', () => {
    expect(mailWith(Buffer.from('nothing of the kind'), { body: 'x' }).attachments).toMatchObject([
      { filename: 'winmail.dat' },
    ]);
  });

  it.each([
    [
      'lengths that lie',
      Buffer.concat([tnef(), Buffer.from([1, 3, 0x90, 6, 0, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(100)]),
    ],
    ['properties that lie', tnef(attribute(1, 0x9003, 6, Buffer.from('ffffffff1f0000100000ffffffffffff', 'hex')))],
    [
      'a hundred thousand files',
      tnef(...Array.from({ length: 100_000 }, () => attribute(2, 0x9002, 6, Buffer.alloc(14)))),
    ],
    ['groups without end', tnef(messageProperties([0x1009, 'binary', storedRtf(`{\\rtf1${'{'.repeat(1_000_000)}`)]))],
    [
      'RTF that claims to be huge',
      tnef(
        messageProperties([
          0x1009,
          'binary',
          Buffer.from(`ffffff7fffffff7f4c5a467500000000${'ff0000'.repeat(3_000)}`, 'hex'),
        ]),
      ),
    ],
    [
      'messages within messages',
      Array.from({ length: 50 }).reduce<Buffer>(
        (inner) =>
          tnef(
            attribute(2, 0x9002, 6, Buffer.alloc(14)),
            attribute(2, 0x9005, 6, properties([0x3701, 'object', Buffer.concat([Buffer.alloc(16), inner])])),
          ),
        tnef(),
      ),
    ],
  ])(
    'never throws and never hangs on %s',
    (_, winmail) => {
      expect(() => mailWith(winmail)).not.toThrow();
    },
    4_000,
  );
});
