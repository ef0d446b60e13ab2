import { fingerprint } from './fingerprint.js';
import { parseEmail } from './parse-email.js';

const BASE = [
  'From: a@urzad.example',
  'Date: Thu, 12 Mar 2026 10:15:00 +0100',
  'Message-ID: <1@x>',
  'Subject: Toner',
  '',
  'Proszę o toner.',
];
const print = (lines: string[], sha = 'a'): string => fingerprint(parseEmail(Buffer.from(lines.join('\r\n'))), sha);
const changed = (from: string, to: string): string[] => BASE.map((line) => (line === from ? to : line));
const without = (...names: string[]): string[] => BASE.filter((line) => !names.some((name) => line.startsWith(name)));

describe('fingerprint', () => {
  it.each([
    ['another way through relays', ['Received: by other', ...BASE]],
    [
      'another transfer encoding',
      [...BASE.slice(0, 4), 'Content-Transfer-Encoding: quoted-printable', '', 'Prosz=C4=99 o=', ' toner.'],
    ],
    ['other line ends and blanks', [...BASE.slice(0, 5), 'Proszę  o toner.  ', '']],
  ])('is the same by %s', (_, lines) => {
    expect(print(lines, 'b')).toBe(print(BASE, 'a'));
  });

  it.each([
    ['another body under the same Message-ID', changed('Proszę o toner.', 'Proszę o papier.')],
    ['another sender', changed('From: a@urzad.example', 'From: b@urzad.example')],
    ['another date', changed('Date: Thu, 12 Mar 2026 10:15:00 +0100', 'Date: Thu, 12 Mar 2026 10:16:00 +0100')],
    ['another subject', changed('Subject: Toner', 'Subject: Papier')],
  ])('differs by %s', (_, lines) => {
    expect(print(lines)).not.toBe(print(BASE));
  });

  it('falls back on the bytes when there is neither Message-ID nor Date', () => {
    const bare = without('Message-ID', 'Date');
    expect(print(bare, 'a')).toBe(print(bare, 'a'));
    expect(print(bare, 'a')).not.toBe(print(bare, 'b'));
  });
});
