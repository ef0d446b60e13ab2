import { setTimeout } from 'node:timers/promises';
import { readEmail } from './read-email.js';

const HEAD = ['From: anna@urzad.example', 'Date: Thu, 12 Mar 2026 10:15:00 +0100', 'Message-ID: <1@urzad.example>'];
const read = (...lines: string[]) =>
  readEmail(Buffer.from([...HEAD, ...lines].join('\r\n')), 'anna@urzad.example', 'sha');

describe('readEmail', () => {
  it('takes the structure of the HTML where the plain text does not show what is quoted', () => {
    const mail = read(
      'Subject: Re: Toner',
      'In-Reply-To: <0@urzad.example>',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      'SN-1.',
      '',
      'stare słowa',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>SN-1.</p><div id="divRplyFwdMsg">stare słowa</div>',
      '--b--',
    );
    expect(mail).toMatchObject({ replyText: 'SN-1.', text: 'SN-1.\n\nstare słowa' });
  });

  it('proposes the sender of a message forwarded as a file', () => {
    const mail = read(
      'Subject: PD: Faktura',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'Proszę o pomoc.',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'From: Jan Obcy <jan@dostawca.example>',
      '',
      'x',
      '--b--',
    );
    expect(mail).toMatchObject({ isForward: true, forwardedFrom: 'Jan Obcy <jan@dostawca.example>' });
  });

  it.each([[' '], ['_'], ['*'], ['\t']])(
    'reads a line of 150,000 times "%s" without hanging',
    async (piece) => {
      expect(read('', `a${piece.repeat(150_000)}b`).text).toHaveLength(150_002);
      // The limit of time is looked at when the thread is free again.
      await setTimeout(1);
    },
    4_000,
  );
});
