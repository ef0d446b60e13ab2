import { classifyRefusal, composeMail } from './outgoing-mail.js';
import { parseEmail } from './parse-email.js';

describe('classifyRefusal', () => {
  it.each([
    [
      'a passing refusal',
      { code: 'EENVELOPE', responseCode: 451, command: 'RCPT TO', response: '451 4.3.0 later' },
      'temporary',
      '4.3.0',
    ],
    [
      'an unknown recipient',
      { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', response: '550 5.1.1 no such user' },
      'recipient',
      '5.1.1',
    ],
    [
      'a message the server does not like',
      { code: 'EMESSAGE', responseCode: 554, command: 'DATA', response: '554 5.7.1 spam' },
      'message',
      '5.7.1',
    ],
    [
      'a refused sign-in',
      { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN', response: '535 5.7.8 no' },
      'temporary',
      '5.7.8',
    ],
    [
      'a refused sender',
      { code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM', response: '550 no' },
      'temporary',
      null,
    ],
    ['no server', { code: 'ESOCKET' }, 'temporary', null],
    ['a time-out', { code: 'ETIMEDOUT' }, 'temporary', null],
  ])('%s', (_, fields, kind, status) => {
    expect(classifyRefusal(Object.assign(new Error('x'), fields))).toMatchObject({ kind, status });
  });

  it('lets a bug rise', () => {
    expect(() => classifyRefusal(new TypeError('x'))).toThrow(TypeError);
  });
});

describe('composeMail', () => {
  it('reads back as it was written', async () => {
    const { raw, envelope } = await composeMail({
      from: { address: 'helpdesk@urzad.example', name: 'Obsługa informatyczna' },
      to: { address: 'anna@urzad.example', name: 'Anna Żółta' },
      subject: '[ZG/2026/000001] Przyjęto zgłoszenie',
      text: 'Szanowni Państwo,\nzażółć gęślą jaźń',
      html: '<p>Szanowni Państwo</p>',
      messageId: '<zg-n1.a@urzad.example>',
      references: ['<1@urzad.example>', '<2@urzad.example>'],
      date: new Date('2026-03-12T09:15:00Z'),
      headers: { 'Auto-Submitted': 'auto-generated' },
      attachments: [{ filename: 'protokół.pdf', contentType: 'application/pdf', content: Buffer.from('x') }],
    });

    expect(envelope).toEqual({ from: 'helpdesk@urzad.example', to: ['anna@urzad.example'] });
    expect(parseEmail(raw)).toMatchObject({
      subject: '[ZG/2026/000001] Przyjęto zgłoszenie',
      from: [{ address: 'helpdesk@urzad.example', name: 'Obsługa informatyczna' }],
      messageId: '<zg-n1.a@urzad.example>',
      inReplyTo: ['<2@urzad.example>'],
      references: ['<1@urzad.example>', '<2@urzad.example>'],
      text: 'Szanowni Państwo,\nzażółć gęślą jaźń',
      attachments: [{ filename: 'protokół.pdf' }],
    });
  });
});
