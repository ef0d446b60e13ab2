import { detectAutomatic } from './automatic.js';
import { parseEmail } from './parse-email.js';

const mail = (...headers: string[]) =>
  parseEmail(Buffer.from(['From: Anna <anna@urzad.example>', ...headers, '', 'treść'].join('\r\n')));

describe('detectAutomatic', () => {
  it.each([
    ['RFC 3834 reply', ['Auto-Submitted: auto-replied'], 'a@b', 'auto-reply'],
    ['RFC 3834 reply with a comment', ['Auto-Submitted: auto-replied (vacation)'], 'a@b', 'auto-reply'],
    ['RFC 3834 generated', ['Auto-Submitted: auto-generated; x=y'], 'a@b', 'auto-generated'],
    ['the null return path of the envelope', [], '', 'auto-generated'],
    ['the null return path of a header', ['Return-Path: <>'], null, 'auto-generated'],
    ['Precedence: bulk', ['Precedence: bulk'], 'a@b', 'bulk'],
    ['Precedence: auto_reply', ['Precedence: auto_reply'], 'a@b', 'auto-reply'],
    ['Exchange suppression', ['X-Auto-Response-Suppress: All'], 'a@b', 'auto-generated'],
    ['X-Autoreply', ['X-Autoreply: yes'], 'a@b', 'auto-reply'],
    ['a newsletter', ['List-Unsubscribe: <https://x.example>', 'List-Id: <n.x.example>'], 'a@b', 'bulk'],
    [
      'a discussion list',
      ['List-Id: <l.x.example>', 'List-Post: <mailto:l@x.example>', 'List-Unsubscribe: <https://x.example>'],
      'a@b',
      'list',
    ],
    [
      'Outlook in Polish',
      ['Subject: =?utf-8?Q?Odpowied=C5=BA_automatyczna:_Zg=C5=82oszenie_rozwi=C4=85zane?='],
      'a@b',
      'auto-reply',
    ],
    ['Outlook in English', ['Subject: Automatic reply: x'], 'a@b', 'auto-reply'],
    ['out of office, Polish', ['Subject: Poza biurem: x'], 'a@b', 'auto-reply'],
    ['a read receipt', ['Subject: Przeczytano: x'], 'a@b', 'receipt'],
    ['an undeliverable notice', ['Subject: Niedostarczalne: x'], 'a@b', 'report'],
    ['a calendar answer', ['Subject: Zaakceptowano: Zebranie'], 'a@b', 'receipt'],
    [
      'an old list program',
      ['Precedence: bulk', 'List-Post: <mailto:l@x.example>', 'List-Id: <l.x.example>'],
      'a@b',
      'list',
    ],
    ['in brackets', ['Subject: [Auto-Reply] x'], 'a@b', 'auto-reply'],
    ['a receipt of Thunderbird', ['Subject: Return Receipt (displayed) - Toner'], 'a@b', 'receipt'],
    ...[
      'Abwesenheitsnotiz: x',
      'Automatische Antwort: x',
      'Réponse automatique : x',
      'Respuesta automática: x',
      'Risposta automatica: x',
      'Automatisch antwoord: x',
      'Automatiskt svar: x',
      'Automatická odpověď: x',
      'Out of Office AutoReply: x',
      'I am out of the office until 15 March',
      'Autoodpowiedź: x',
    ].map((subject): [string, string[], string, string] => [subject, [`Subject: ${subject}`], 'a@b', 'auto-reply']),
    ...['Nieprzeczytane: x', 'Gelesen: x', 'Lu : x', 'Leído: x', 'Letto: x'].map(
      (subject): [string, string[], string, string] => [subject, [`Subject: ${subject}`], 'a@b', 'receipt'],
    ),
  ])('%s', (_, headers, envelopeFrom, kind) => {
    expect(detectAutomatic(mail(...headers), envelopeFrom)?.kind).toBe(kind);
  });

  it.each(['MAILER-DAEMON@x.example', 'no-reply@x.example', 'noreply+1@x.example', 'nie-odpowiadaj@x.example'])(
    'a robot address: %s',
    (address) => {
      expect(detectAutomatic(parseEmail(Buffer.from(`From: ${address}\r\n\r\nx`)), 'a@b')?.kind).toBe('auto-generated');
    },
  );

  it('an answer to an invitation', () => {
    const answer = (method: string) =>
      mail('Content-Type: text/calendar; charset=utf-8', '', `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nEND:VCALENDAR`);
    expect(detectAutomatic(answer('REPLY'), 'a@b')?.kind).toBe('receipt');
    expect(detectAutomatic(answer('REQUEST'), 'a@b')).toBeNull();
  });

  it('a receipt by its type', () => {
    const receipt = mail('Content-Type: multipart/report; report-type=disposition-notification; boundary=b');
    expect(detectAutomatic(receipt, 'a@b')?.kind).toBe('receipt');
  });

  it.each([
    ['a normal message', ['Subject: Toner']],
    ['Auto-Submitted: no', ['Auto-Submitted: no', 'Subject: Poza biurem: nie działa VPN']],
    ['a subject about absence', ['Subject: Poza biurem nie mogę się zalogować']],
    ['a subject about undelivered goods', ['Subject: Niedostarczony toner']],
    ['a subject beginning with "Auto"', ['Subject: Autokorekta: nie działa']],
    ['suppression of receipts only', ['X-Auto-Response-Suppress: DR, RN']],
    ['a person called Vacation', ['X-Mailer: Outlook']],
    ['Precedence: normal', ['Precedence: normal']],
    ['a message passed on by a rule of the mailbox', ['X-MS-Exchange-Inbox-Rules-Loop: a@urzad.example']],
    ['a question about vacation', ['Subject: I am out of office chairs']],
    ['a request about automatic replies', ['Subject: Automatyczna odpowiedź nie działa']],
    ['an answer to an automatic reply', ['Subject: RE: Automatic reply: x']],
  ])('not %s', (_, headers) => {
    expect(detectAutomatic(mail(...headers), 'anna@urzad.example')).toBeNull();
  });
});
