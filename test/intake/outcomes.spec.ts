import { jest } from '@jest/globals';
import { IntakeService } from '../../src/intake/email/intake.service.js';
import { InboundDecisionsService } from '../../src/intake/email/inbound-decisions.service.js';
import { OutcomeApplier } from '../../src/intake/email/outcome-applier.js';
import { anActor, aPersonId, aUnitId, eventsOf } from '../support/office.js';
import { anEmail, fixture, IntakeOffice, NOON } from './intake-office.js';

let office: IntakeOffice;
beforeAll(async () => {
  office = await IntakeOffice.open();
});
afterAll(() => office.close());

describe('an e-mail of an employee', () => {
  it('becomes a ticket with its unit, room and the whole text', async () => {
    const unitId = await aUnitId(office.db, 'WGOŚ');
    const personId = await aPersonId(office.db, unitId);
    const { email } = await office.one<{ email: string }>('SELECT p.email FROM person p WHERE p.id = $1', [personId]);

    const row = await office.receive(
      anEmail({
        From: `Ktoś Inny <${email}>`,
        Subject: 'Re: Drukarka nie drukuje',
        Cc: 'jan@urzad.example, x@example.net',
      }),
    );

    expect(row).toMatchObject({ outcome: 'created', reason: null, automatic: false, attempts: 1 });
    const ticket = await office.ticket(row.ticket_id);
    expect(ticket).toMatchObject({
      subject: 'Drukarka nie drukuje',
      unit_id: unitId,
      requester_id: personId,
      channel: 'EMAIL',
      message_count: 1,
    });
    expect(ticket['requester_name']).toMatch(/^Anna Osoba/);
    const participants = await office.db.dataSource.query(
      'SELECT p.email, p.role FROM ticket_participant p WHERE p.ticket_id = $1 ORDER BY p.role',
      [row.ticket_id],
    );
    expect(participants).toEqual([
      { email: 'jan@urzad.example', role: 'CC' },
      { email, role: 'REQUESTER' },
    ]);
  });

  it('keeps its attachments', async () => {
    const raw = anEmail(
      { 'Content-Type': 'multipart/mixed; boundary=b' },
      '--b\r\n\r\nW załączeniu zdjęcie.\r\n--b\r\nContent-Type: image/png; name="../ekran.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n--b--',
    );
    const { ticket_id } = await office.receive(raw);
    expect(
      await office.one(
        'SELECT a.filename, a.size_bytes, a.inline FROM attachment a JOIN ticket_message m ON m.id = a.ticket_message_id WHERE m.ticket_id = $1',
        [ticket_id],
      ),
    ).toEqual({ filename: 'ekran.png', size_bytes: 5, inline: false });
  });
});

describe('a reply', () => {
  it('to a notification of ours is appended and trimmed', async () => {
    const first = await office.receive(anEmail());
    const reply = anEmail(
      { 'In-Reply-To': office.tokens.messageId({ kind: 't', id: first.ticket_id! }) },
      'SN-TEST-01\r\n\r\nW dniu 12.03.2026 o 10:15, Helpdesk pisze:\r\n> Prosimy o numer.',
    );
    const row = await office.receive(reply);

    expect(row).toMatchObject({ outcome: 'appended', reason: 'signed-id', ticket_id: first.ticket_id });
    expect(
      await office.one('SELECT m.reply_text FROM ticket_message m WHERE m.inbound_email_id = $1', [row.id]),
    ).toEqual({ reply_text: 'SN-TEST-01' });
    expect(await office.ticket(first.ticket_id)).toMatchObject({ message_count: 2 });
  });

  it('to a signed reply address finds its ticket', async () => {
    const first = await office.receive(anEmail());
    const address = office.tokens.replyAddress('helpdesk@urzad.example', { kind: 't', id: first.ticket_id! });
    expect(await office.receive(anEmail({ To: address }), { envelopeTo: [address] })).toMatchObject({
      outcome: 'appended',
      ticket_id: first.ticket_id,
    });
  });

  it('wakes a ticket that waits for the requester, and counts its messages right', async () => {
    const first = await office.receive(anEmail());
    await office.db.dataSource.query(
      `UPDATE ticket SET status = 'WAITING_REQUESTER', waiting_since = $2 WHERE id = $1`,
      [first.ticket_id, NOON],
    );
    await office.receive(anEmail({ 'In-Reply-To': office.tokens.messageId({ kind: 't', id: first.ticket_id! }) }));
    expect(await office.ticket(first.ticket_id)).toMatchObject({ status: 'IN_PROGRESS', message_count: 2 });
  });

  it('of a stranger with a signed id is appended, but the stranger is unconfirmed', async () => {
    const first = await office.receive(anEmail());
    const row = await office.receive(
      anEmail({
        From: 'obcy@example.net',
        'In-Reply-To': office.tokens.messageId({ kind: 't', id: first.ticket_id! }),
      }),
    );
    expect(row).toMatchObject({ outcome: 'appended', ticket_id: first.ticket_id });
    expect(
      await office.one(
        `SELECT p.confirmed FROM ticket_participant p WHERE p.ticket_id = $1 AND p.email = 'obcy@example.net'`,
        [first.ticket_id],
      ),
    ).toEqual({ confirmed: false });
  });

  it('of a colleague with a guessed number is a new ticket with a suggestion', async () => {
    const first = await office.receive(anEmail());
    const { number } = (await office.ticket(first.ticket_id)) as { number: string };
    const row = await office.receive(anEmail({ From: 'jan@urzad.example', Subject: `Re: [${number}] Toner` }));
    expect(row.outcome).toBe('created');
    expect(await office.ticket(row.ticket_id)).toMatchObject({
      suggested_ticket_id: first.ticket_id,
      follows_id: null,
    });
  });

  it('to a merged ticket goes to its target', async () => {
    const [source, target] = [await office.receive(anEmail()), await office.receive(anEmail())];
    await office.db.dataSource.query(`UPDATE ticket SET status = 'MERGED', merged_into_id = $2 WHERE id = $1`, [
      source.ticket_id,
      target.ticket_id,
    ]);
    const row = await office.receive(
      anEmail({ 'In-Reply-To': office.tokens.messageId({ kind: 't', id: source.ticket_id! }) }),
    );
    expect(row).toMatchObject({ outcome: 'appended', ticket_id: target.ticket_id });
  });

  it('to a closed ticket opens a linked one', async () => {
    const first = await office.receive(anEmail());
    await office.db.dataSource.query(`UPDATE ticket SET status = 'CLOSED', closed_at = $2 WHERE id = $1`, [
      first.ticket_id,
      NOON,
    ]);
    const row = await office.receive(
      anEmail({ 'In-Reply-To': office.tokens.messageId({ kind: 't', id: first.ticket_id! }) }),
    );
    expect(row).toMatchObject({ outcome: 'created', reason: 'follows-finished' });
    expect(await office.ticket(row.ticket_id)).toMatchObject({ follows_id: first.ticket_id });
  });
});

describe('mail that is no request', () => {
  it.each([
    ['a vacation reply', { 'Auto-Submitted': 'auto-replied' }, {}, 'ignored', 'auto-reply'],
    ['our own mail', { From: 'helpdesk@urzad.example' }, {}, 'ignored', 'own-mail'],
    ['an outsider', { From: 'obcy@example.net' }, {}, 'review', 'external-sender'],
    ['nobody', { From: '' }, { envelopeFrom: null }, 'review', 'no-sender'],
  ])('%s', async (_, headers, more, outcome, reason) => {
    expect(await office.receive(anEmail(headers), more)).toMatchObject({ outcome, reason, ticket_id: null });
  });

  it('a vacation reply to a ticket is filed there and changes nothing', async () => {
    const first = await office.receive(anEmail());
    await office.db.dataSource.query(
      `UPDATE ticket SET status = 'WAITING_REQUESTER', waiting_since = $2 WHERE id = $1`,
      [first.ticket_id, NOON],
    );
    const row = await office.receive(
      anEmail({
        'Auto-Submitted': 'auto-replied',
        'In-Reply-To': office.tokens.messageId({ kind: 't', id: first.ticket_id! }),
      }),
    );
    expect(row).toMatchObject({ outcome: 'appended', reason: 'auto-reply', automatic: true });
    expect(await office.ticket(first.ticket_id)).toMatchObject({ status: 'WAITING_REQUESTER' });
  });

  it('a forged bounce changes nothing', async () => {
    const bounce = anEmail(
      { From: 'MAILER-DAEMON@mx.example', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' },
      '--b\r\n\r\nNie doręczono.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--',
    );
    const row = await office.receive(bounce, { envelopeFrom: '' });
    expect(row).toMatchObject({
      outcome: 'bounce',
      reason: 'unmatched-report',
      bounce: { permanent: true, recipients: [{ email: 'a@b.example' }] },
    });
    expect(await office.one(`SELECT count(*) AS count FROM event e WHERE e.type = 'inbound-email.bounced'`)).toEqual({
      count: 0,
    });
  });
});

describe('the same e-mail twice', () => {
  it('by SMTP is a duplicate of the first', async () => {
    const raw = anEmail();
    const first = await office.receive(raw);
    const second = await office.receive(Buffer.concat([Buffer.from('Received: by relay2\r\n'), raw]));
    expect(second).toMatchObject({ outcome: 'duplicate', duplicate_of: first.id, ticket_id: first.ticket_id });
  });

  it('at the same time makes one message', async () => {
    const raw = anEmail();
    const ids = [];
    for (let index = 0; index < 8; index += 1) ids.push(await office.store(raw));
    await Promise.all(ids.map((id) => office.get(IntakeService).process([id])));
    const outcomes = await Promise.all(ids.map(async (id) => (await office.email(id)).outcome));
    expect(outcomes.toSorted()).toEqual(['created', ...Array<string>(7).fill('duplicate')]);
  });

  it('with the same Message-ID and other words is another e-mail', async () => {
    const headers = { 'Message-ID': '<scanner@urzad.example>', Subject: 'Skan' };
    await office.receive(anEmail(headers, 'strona 1'));
    expect(await office.receive(anEmail(headers, 'strona 2'))).toMatchObject({ outcome: 'created' });
  });
});

describe('e-mails that come at once', () => {
  it('are stored together, each delivery once', async () => {
    const mails = Array.from({ length: 6 }, (_, index) => anEmail({ Subject: `Naraz ${index}` }));
    const ids = await Promise.all([
      ...mails.map((raw, index) => office.store(raw, { smtpTransaction: `at-once-${index}` })),
      office.store(mails[0]!, { smtpTransaction: 'at-once-0' }),
    ]);

    expect(new Set(ids).size).toBe(7);
    expect(ids[6]).toBeNull();
    const { count } = await office.one<{ count: number }>(
      `SELECT count(*) AS count FROM event e WHERE e.type = 'inbound-email.received' AND e.subject_id = ANY($1)`,
      [ids],
    );
    expect(count).toBe(6);
  });

  it('become tickets together: an answer finds the ticket of its question, a copy its first', async () => {
    const question = anEmail({ 'Message-ID': '<together-1@urzad.example>', Subject: 'Pytanie' });
    const answer = anEmail({ 'In-Reply-To': '<together-1@urzad.example>', Subject: 'Odp: Pytanie' }, 'Jeszcze jedno.');
    const ids = [await office.store(question), await office.store(answer), await office.store(question)];
    await office.get(IntakeService).process(ids);

    const [first, second, third] = await Promise.all(ids.map((id) => office.email(id)));
    expect(first).toMatchObject({ outcome: 'created', attempts: 1 });
    expect(second).toMatchObject({ outcome: 'appended', ticket_id: first!.ticket_id, attempts: 1 });
    expect(third).toMatchObject({ outcome: 'duplicate', duplicate_of: ids[0], attempts: 1 });
  });

  it('suffer nothing from one that cannot be worked on', async () => {
    const ids = [await office.store(anEmail()), await office.store(anEmail()), await office.store(anEmail())];
    const applier = office.get(OutcomeApplier);
    const apply = applier.apply.bind(applier);
    const faulty = jest
      .spyOn(applier, 'apply')
      .mockImplementation((tx, row, ...rest) =>
        row.id === ids[1] ? Promise.reject(new Error('a bug of ours')) : apply(tx, row, ...rest),
      );

    await expect(office.get(IntakeService).process(ids)).rejects.toThrow('a bug of ours');
    faulty.mockRestore();

    const rows = await Promise.all(ids.map((id) => office.email(id)));
    expect(rows.map(({ outcome, attempts }) => `${outcome} ${attempts}`)).toEqual([
      'created 1',
      'waiting 1',
      'created 1',
    ]);
  });
});

describe('processing', () => {
  it('works on an e-mail once, however often it is asked', async () => {
    const id = await office.store(anEmail());
    const before = await office.count('ticket');
    await Promise.all(Array.from({ length: 5 }, () => office.get(IntakeService).process([id])));
    await office.get(IntakeService).process([id]);
    expect(await office.count('ticket')).toBe(before + 1);
  });

  it('quarantines an e-mail that killed the process three times', async () => {
    const id = await office.store(anEmail());
    await office.db.dataSource.query('UPDATE inbound_email SET attempts = 3 WHERE id = $1', [id]);
    await office.get(IntakeService).process([id]);
    expect(await office.email(id)).toMatchObject({ outcome: 'quarantined', reason: 'processing-interrupted' });
  });

  it('quarantines a message of which only the header was taken in', async () => {
    const raw = anEmail();
    expect(await office.receive(raw, { sizeBytes: 90_000_000 })).toMatchObject({
      outcome: 'quarantined',
      reason: 'too-large',
      subject: expect.stringMatching(/^Toner/) as string,
    });
  });
});

describe('a bounce of our notification', () => {
  it('is found by its signed Message-ID, told to the notifications, and shown on the ticket', async () => {
    const first = await office.receive(anEmail());
    const { id: notificationId } = await office.one<{ id: number }>(
      `INSERT INTO notification (event_id, kind, recipient, ticket_id, state, next_attempt_at, created_at, message_id)
       SELECT e.id, 'received', 'anna@urzad.example', $1, 'sent', now(), now(), $2 FROM event e ORDER BY e.id LIMIT 1 RETURNING id`,
      [first.ticket_id, `<rewritten-${first.ticket_id}@urzad.example>`],
    );
    const signed = office.tokens.messageId({ kind: 'n', id: notificationId });
    const dsn = fixture('dsn-postfix')
      .toString()
      .replace(/<zg-n3[^>]*>/, signed);
    const row = await office.receive(Buffer.from(dsn), { envelopeFrom: '' });

    expect(row).toMatchObject({
      outcome: 'bounce',
      reason: 'delivery-failed',
      ticket_id: first.ticket_id,
      automatic: true,
    });
    expect(await eventsOf(office.db, 'inbound_email', row.id)).toEqual([
      'inbound-email.received',
      'inbound-email.bounced',
    ]);
  });
});

describe('reading again', () => {
  it('derives what a message shows from its source, and changes nothing else', async () => {
    const technician = await anActor(office.db, { roles: ['technician'] });
    const row = await office.receive(anEmail());
    await office.db.dataSource.query(`UPDATE ticket_message SET text = 'zepsute' WHERE inbound_email_id = $1`, [
      row.id,
    ]);

    await office.get(InboundDecisionsService).reprocess(technician, row.id, NOON);

    expect(await office.one('SELECT m.text FROM ticket_message m WHERE m.inbound_email_id = $1', [row.id])).toEqual({
      text: 'Proszę o toner.',
    });
    expect(await office.email(row.id)).toMatchObject({ outcome: 'created', reason: null, ticket_id: row.ticket_id });
    expect(
      await office.one(
        'SELECT a.outcome, a.reason, a.actor_id FROM inbound_email_attempt a WHERE a.inbound_email_id = $1 ORDER BY a.id DESC LIMIT 1',
        [row.id],
      ),
    ).toEqual({
      outcome: 'created',
      reason: 'derived-again',
      actor_id: technician.personId,
    });
  });
});

describe('a flood of one sender', () => {
  let limited: IntakeOffice;
  beforeAll(async () => {
    limited = await IntakeOffice.open({ INTERNAL_TICKETS_PER_HOUR: '2' });
  });
  afterAll(() => limited.close());

  it('waits for a person beyond the limit; others, answers and what came earlier are not concerned', async () => {
    const now = { receivedAt: new Date() };
    const earlier = { receivedAt: new Date(Date.now() - 2 * 3_600_000) };
    for (const when of [earlier, earlier, now, now]) {
      expect(await limited.receive(anEmail(), when)).toMatchObject({ outcome: 'created' });
    }

    const beyond = await limited.receive(anEmail(), now);
    const another = await limited.receive(anEmail({ From: 'jan@urzad.example' }), now);
    const id = limited.tokens.messageId({ kind: 't', id: another.ticket_id! });
    const answer = await limited.receive(anEmail({ 'In-Reply-To': id }), now);

    expect(beyond).toMatchObject({ outcome: 'review', reason: 'sender-limit', ticket_id: null });
    expect(another).toMatchObject({ outcome: 'created' });
    expect(answer).toMatchObject({ outcome: 'appended', ticket_id: another.ticket_id });
  });
});
