import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { InboundDecisionsService } from '../../src/intake/email/inbound-decisions.service.js';
import { anActor } from '../support/office.js';
import { anEmail, IntakeOffice, NOON } from './intake-office.js';

const SMIME = join(PROJECT_ROOT, 'test/fixtures/smime');

let office: IntakeOffice;
beforeAll(async () => {
  office = await IntakeOffice.open({
    SMIME_TRUSTED_CERTIFICATES: join(SMIME, 'ca.pem'),
    TRUSTED_AUTHSERV_ID: 'mx.urzad.example',
    REPLY_ADDRESS: 'helpdesk@urzad.example',
  });
});
afterAll(() => office.close());

/** Soon after the fixtures were signed: what they say of the time themselves counts for a week only. */
const SIGNED = new Date('2026-11-25T08:00:00Z');

const messageOf = (emailId: number) =>
  office.one<Record<string, unknown>>(
    'SELECT m.text, m.subject, m.signed, m.signer, m.encrypted FROM ticket_message m WHERE m.inbound_email_id = $1',
    [emailId],
  );

describe('a signed e-mail', () => {
  it.each([
    ['opaque', { signed: 'valid', signer: 'Grażyna Święta <grazyna.swieta@urzad.example>' }],
    ['detached-without-chain', { signed: 'unverified' }],
  ])('shows its words, and its signature apart: %s', async (name, expected) => {
    const raw = readFileSync(join(SMIME, `${name}.eml`)).toString('latin1');
    const row = await office.receive(Buffer.from(raw.replace('<podpis@', `<${name}@`), 'latin1'), {
      receivedAt: SIGNED,
    });

    expect(row.outcome).toBe('created');
    expect(await messageOf(row.id)).toMatchObject({ text: 'Proszę o dostęp do folderu „Przetargi”.', ...expected });
  });

  it('an encrypted one says that it cannot be read', async () => {
    const row = await office.receive(readFileSync(join(SMIME, 'encrypted.eml')));
    expect(await messageOf(row.id)).toMatchObject({ encrypted: 'smime', signed: 'none' });
  });
});

describe('another decoding', () => {
  it('is kept with the e-mail and shown on the ticket; the e-mail stays the same one', async () => {
    const technician = await anActor(office.db, { roles: ['technician'] });
    const raw = Buffer.concat([
      anEmail({ Subject: 'x', 'Content-Type': 'text/plain' }, '').subarray(0, -2),
      iconv.encode('Wiem, że nie działa.', 'cp852'),
    ]);
    const wrong = Buffer.from(
      raw.toString('latin1').replace('text/plain', 'text/plain; charset=windows-1252'),
      'latin1',
    );
    const row = await office.receive(wrong);
    const before = await office.one('SELECT i.fingerprint FROM inbound_email i WHERE i.id = $1', [row.id]);

    await office.get(InboundDecisionsService).chooseCharset(technician, row.id, 'cp852', NOON);

    expect(await messageOf(row.id)).toMatchObject({ text: 'Wiem, że nie działa.' });
    expect(await office.one('SELECT i.fingerprint FROM inbound_email i WHERE i.id = $1', [row.id])).toEqual(before);
    expect(await office.one('SELECT i.charset, i.outcome FROM inbound_email i WHERE i.id = $1', [row.id])).toEqual({
      charset: 'cp852',
      outcome: 'created',
    });
    await office.get(InboundDecisionsService).reprocess(technician, row.id, NOON);
    expect(await messageOf(row.id)).toMatchObject({ text: 'Wiem, że nie działa.' });
  });
});

describe('the office’s own mail server', () => {
  const results = (value: string) => anEmail({ 'Authentication-Results': value });

  it('does not confirm a colleague: a person looks', async () => {
    expect(await office.receive(results('mx.urzad.example; spf=fail; dkim=none; dmarc=fail'))).toMatchObject({
      outcome: 'review',
      reason: 'forged-sender',
      ticket_id: null,
    });
  });

  it.each([
    ['confirms a colleague', 'mx.urzad.example; dmarc=pass'],
    ['says nothing', 'mx.urzad.example; none'],
    ['is not the one that says so', 'mx.obcy.example; dmarc=fail'],
  ])('%s: a ticket', async (_, value) => {
    expect(await office.receive(results(value))).toMatchObject({ outcome: 'created' });
  });

  it('calls it spam: a person looks', async () => {
    expect(await office.receive(anEmail({ 'X-Spam-Flag': 'YES' }))).toMatchObject({
      outcome: 'review',
      reason: 'spam',
    });
  });
});

describe('a report that kept nothing of our e-mail', () => {
  it('is found by the address it came to', async () => {
    const first = await office.receive(anEmail());
    const { id } = await office.one<{ id: number }>(
      `INSERT INTO notification (event_id, kind, recipient, ticket_id, state, next_attempt_at, created_at)
       SELECT e.id, 'received', 'anna@urzad.example', $1, 'sent', now(), now() FROM event e ORDER BY e.id LIMIT 1 RETURNING id`,
      [first.ticket_id],
    );
    const report = anEmail(
      { From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice' },
      'This is the qmail-send program at mx.example.\r\n\r\n<anna@urzad.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)',
    );
    const returnPath = office.tokens.replyAddress('helpdesk@urzad.example', { kind: 'n', id });

    expect(await office.receive(report, { envelopeFrom: '', envelopeTo: [returnPath] })).toMatchObject({
      outcome: 'bounce',
      reason: 'delivery-failed',
      ticket_id: first.ticket_id,
    });
  });
});
