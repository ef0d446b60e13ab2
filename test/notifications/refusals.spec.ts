import { NotificationDelivery } from '../../src/notifications/notification-delivery.service.js';
import { TicketMessagesService } from '../../src/tickets/ticket-messages.service.js';
import { TicketStatusService } from '../../src/tickets/ticket-status.service.js';
import { EventsService } from '../../src/events/events.service.js';
import { lockTicketById } from '../../src/tickets/lock-ticket.js';
import { after, Helpdesk, NOON } from './helpdesk.js';

const ANNA = 'anna.przykladowa@urzad.example';
const DAYS = 24 * 60;

let desk: Helpdesk;
beforeEach(async () => (desk = await Helpdesk.open()));
afterEach(() => desk.close());

const first = async () => (await desk.notifications())[0]!;

describe('the mail server is down (P4)', () => {
  it('nothing is lost, the row says why; when it is back all goes out, with the same Message-ID', async () => {
    await desk.register({ message: { messageId: '<a@urzad.example>' } });
    await desk.register({ message: { messageId: '<b@urzad.example>' } });
    await desk.tell();
    await desk.smtp.stop();
    await desk.send(NOON);
    await desk.send(after(1));
    const down = await desk.notifications();
    await desk.smtp.start();
    await desk.send(after(3 * DAYS));
    await desk.send(after(3 * DAYS));

    expect(down.map(({ state }) => state)).toEqual(['deferred', 'deferred']);
    expect(down[0]!.reason).toMatch(/^unreachable: /);
    expect(down[0]!.attempts).toBe(2);
    expect((await desk.notifications()).map(({ state }) => state)).toEqual(['sent', 'sent']);
    const sent = desk.smtp.received.map(({ mail }) => mail.messageId);
    expect(sent.sort()).toEqual(down.map(({ message_id }) => message_id).sort());
  });

  it('the first success calls back what still waits', async () => {
    await desk.register({ message: { messageId: '<a@urzad.example>' } });
    await desk.register({ message: { messageId: '<b@urzad.example>' } });
    await desk.tell();
    await desk.smtp.stop();
    await desk.send(NOON);
    const [one, two] = await desk.notifications();
    await desk.db.dataSource.query('UPDATE notification SET next_attempt_at = $2 WHERE id = $1', [two!.id, after(60)]);
    await desk.smtp.start();

    await desk.get(NotificationDelivery).deliver(one!.id, after(5));
    await desk.send(after(5));

    expect((await desk.notifications()).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });
});

it('"later" waits and tries again; after three days it is a no', async () => {
  desk.smtp.refuse = () => ({ code: 451, message: '4.7.1 greylisted' });
  await desk.register();
  await desk.tellAndSend(NOON);
  const deferred = await first();
  await desk.send(after(3 * DAYS + 1));

  expect(deferred).toMatchObject({ state: 'deferred', reason: expect.stringContaining('greylisted') });
  expect(+deferred.next_attempt_at).toBeGreaterThan(+after(0.5));
  expect(await first()).toMatchObject({ state: 'failed' });
});

it('an unknown mailbox is final, and the address gets nothing more', async () => {
  const technician = await desk.staff('technician');
  desk.smtp.refuse = () => ({ code: 550, message: '5.1.1 no such user' });
  const ticket = await desk.register();
  await desk.tellAndSend(NOON);
  desk.smtp.refuse = undefined;
  await desk.get(TicketMessagesService).reply(technician, { number: ticket.number, text: 'Już idę.' }, after(1));
  await desk.tellAndSend(after(1));

  expect((await desk.notifications(ANNA)).map(({ state, reason }) => [state, reason])).toEqual([
    ['failed', expect.stringContaining('5.1.1')],
    ['suppressed', 'address-suppressed'],
  ]);
  expect(desk.smtp.received).toHaveLength(0);
});

it('what waited while its address was found missing is not sent either', async () => {
  await desk.register();
  await desk.tell();
  await desk.db.dataSource.query(`INSERT INTO suppressed_address (email, since, reason) VALUES ($1, $2, 'bounced')`, [
    ANNA,
    NOON,
  ]);
  await desk.send(NOON);

  expect(await first()).toMatchObject({ state: 'suppressed', reason: 'address-suppressed', attempts: 0 });
});

it('a process that dies while sending: the row comes back after its lease, with the same Message-ID', async () => {
  await desk.register();
  await desk.tell();
  const { id } = await first();
  // What a kill between the claim and the server's answer leaves.
  await desk.db.dataSource.query(
    `UPDATE notification SET attempts = 1, message_id = '<x@urzad.example>', next_attempt_at = $2 WHERE id = $1`,
    [id, after(5)],
  );
  await desk.send(after(4));
  expect(desk.smtp.received).toHaveLength(0);
  await desk.send(after(6));

  expect(desk.smtp.received.map(({ mail }) => mail.messageId)).toEqual(['<x@urzad.example>']);
  expect(await first()).toMatchObject({ state: 'sent', attempts: 2 });
});

describe('a mail that comes back', () => {
  const bounce = async (report: object) => {
    const [sent] = await desk.db.dataSource.query<[{ id: number; ticket_id: number }]>(
      'SELECT id, ticket_id FROM notification WHERE message_id IS NOT NULL',
    );
    await desk.db.dataSource.transaction(async (tx) => {
      await tx.query(`INSERT INTO blob (sha256, size_bytes) VALUES (repeat('a', 64), 1)`);
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO inbound_email (channel, received_at, sha256, size_bytes, outcome, bounce)
         VALUES ('smtp', $1, repeat('a', 64), 1, 'bounce', $2) RETURNING id`,
        [after(10), JSON.stringify(report)],
      );
      await desk.get(EventsService).append(tx, {
        type: 'inbound-email.bounced',
        subjectType: 'inbound_email',
        subjectId: id,
        ticketId: sent.ticket_id,
        at: after(10),
        payload: { notificationId: sent.id },
      });
    });
    await desk.tell(after(10));
  };
  const suppressed = async () =>
    (await desk.db.dataSource.query<{ email: string }[]>('SELECT email FROM suppressed_address')).map(
      ({ email }) => email,
    );

  it.each([
    [
      'no such mailbox: bounced, nothing more goes there',
      { permanent: true, recipients: [{ email: ANNA, action: 'failed', status: '5.1.1' }] },
      'bounced',
      [ANNA],
    ],
    [
      'a full mailbox: bounced, the next one may come',
      { permanent: true, recipients: [{ email: ANNA, action: 'failed', status: '5.2.2' }] },
      'bounced',
      [],
    ],
    [
      'mere delay: nothing changes',
      { permanent: false, recipients: [{ email: ANNA, action: 'delayed', status: '4.4.1' }] },
      'sent',
      [],
    ],
  ])('%s', async (_, report, state, addresses) => {
    await desk.register();
    await desk.tellAndSend(NOON);
    await bounce(report);

    expect((await first()).state).toBe(state);
    expect(await suppressed()).toEqual(addresses);
  });

  it('is told to the technician who works on the ticket', async () => {
    const technician = await desk.staff('technician');
    await desk.register({ triage: { assigneeId: technician.personId } });
    await desk.tellAndSend(after(3));
    desk.smtp.clear();
    await bounce({ permanent: true, recipients: [{ email: ANNA, action: 'failed', status: '5.1.1' }] });
    await desk.send(after(15));

    expect(desk.smtp.received).toHaveLength(1);
    expect(desk.smtp.received[0]!.mail.text).toContain(`nie dotarła do adresata: ${ANNA}`);
  });
});

describe('robots at the other end (P3)', () => {
  it('one that answers every e-mail in a new thread is left alone', async () => {
    let answers = 0;
    for (let minute = 0; minute < 50; minute++) {
      await desk.register({ message: { messageId: `<robot-${minute}@urzad.example>` } }, after(minute));
      const before = desk.smtp.received.length;
      await desk.tellAndSend(after(minute));
      if (desk.smtp.received.length === before) break;
      answers++;
    }

    expect(answers).toBe(30);
    expect((await desk.notifications()).at(-1)).toMatchObject({ state: 'suppressed', reason: 'budget-confirmations' });
  });

  it('two vacation robots come to rest: an automatic message is filed and answered by nobody', async () => {
    const technician = await desk.staff('technician');
    const ticket = await desk.register();
    await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'RESOLVED' }, after(1));
    await desk.tellAndSend(after(5));
    const sent = desk.smtp.received.length;
    await desk.db.dataSource.transaction(async (tx) => {
      const locked = await lockTicketById(tx, ticket.id);
      const message = { direction: 'inbound', fromEmail: ANNA, automatic: true, text: 'Jestem na urlopie.' } as const;
      await desk.get(TicketMessagesService).receive(tx, locked, message, after(6));
    });
    await desk.tellAndSend(after(20));

    expect(sent).toBe(2);
    expect(desk.smtp.received).toHaveLength(2);
  });
});
