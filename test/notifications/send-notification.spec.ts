import pg from 'pg';
import { DataSource } from 'typeorm';
import { MailTokens } from '../../src/mail/mail-tokens.js';
import { NotificationDelivery } from '../../src/notifications/notification-delivery.service.js';
import { TicketAssignmentService } from '../../src/tickets/ticket-assignment.service.js';
import { TicketMessagesService } from '../../src/tickets/ticket-messages.service.js';
import { TicketStatusService } from '../../src/tickets/ticket-status.service.js';
import type { CapturedMail } from '../support/smtp-sink.js';
import { after, Helpdesk, NOON } from './helpdesk.js';

const ANNA = 'anna.przykladowa@urzad.example';

let desk: Helpdesk;
beforeEach(async () => (desk = await Helpdesk.open({ REPLY_ADDRESS: 'helpdesk@urzad.example' })));
afterEach(() => desk.close());

const mailsTo = (address: string) => desk.smtp.received.filter(({ to }) => to.includes(address));
const headerOf = ({ mail }: CapturedMail, name: string) => mail.headers.get(name);
const statesOf = async () => (await desk.notifications()).map(({ kind, state }) => `${kind} ${state}`);

describe('the confirmation of receipt', () => {
  it('goes out at once, in the thread of the e-mail that it answers, and says that it is automatic', async () => {
    const ticket = await desk.register();
    await desk.tellAndSend(NOON);

    const [received] = mailsTo(ANNA);
    const [row] = await desk.notifications();
    expect(received!.mail.subject).toBe(`[${ticket.number}] Przyjęto zgłoszenie`);
    expect(received!.mail.text).toContain(`zostało zarejestrowane pod numerem ${ticket.number}`);
    expect(received!.mail.inReplyTo).toBe('<first@urzad.example>');
    expect(received!.mail.references).toBe('<first@urzad.example>');
    expect(headerOf(received!, 'auto-submitted')).toBe('auto-replied');
    expect(headerOf(received!, 'x-auto-response-suppress')).toBe('All');
    expect(received!.mail.messageId).toBe(row!.message_id);
    expect(desk.get(MailTokens).verify(received!.mail.messageId!)).toEqual({ kind: 'n', id: row!.id });
    expect(desk.get(MailTokens).verify(received!.mail.replyTo!.value[0]!.address!)).toEqual({
      kind: 't',
      id: ticket.id,
    });
    expect(row).toMatchObject({ state: 'sent', smtp_queue_id: 'sink-1', subject: received!.mail.subject, attempts: 1 });
  });

  it('carries the information clause, later e-mails do not', async () => {
    const technician = await desk.staff('technician');
    const ticket = await desk.register();
    await desk.tellAndSend(NOON);
    await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'RESOLVED' }, after(10));
    await desk.tell(after(10));
    await desk.send(after(13));

    const [first, second] = mailsTo(ANNA);
    expect(first!.mail.text).toContain('Administratorem danych');
    expect(second!.mail.subject).toContain('Zgłoszenie rozwiązane');
    expect(second!.mail.text).not.toContain('Administratorem danych');
  });

  it('of a ticket from the form is a first letter, not an answer', async () => {
    await desk.register({ channel: 'FORM', message: { messageId: null } });
    await desk.tellAndSend(NOON);

    const [received] = mailsTo(ANNA);
    expect(received!.mail.inReplyTo).toBeUndefined();
    expect(headerOf(received!, 'auto-submitted')).toBe('auto-generated');
  });
});

describe('news of two minutes', () => {
  it('merge into one e-mail per recipient; each row says in which', async () => {
    const technician = await desk.staff('technician');
    const ticket = await desk.register();
    await desk.tellAndSend(NOON);
    desk.smtp.clear();
    await desk
      .get(TicketAssignmentService)
      .assign(technician, { number: ticket.number, assigneeId: technician.personId }, after(1));
    await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'WAITING_PARTS' }, after(2));
    await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'RESOLVED' }, after(2.5));
    await desk.tell(after(2.5));

    await desk.send(after(2.9));
    expect(mailsTo(ANNA)).toHaveLength(0);
    await desk.send(after(3.1));
    await desk.send(after(10));

    expect(mailsTo(ANNA)).toHaveLength(1);
    const { mail } = mailsTo(ANNA)[0]!;
    expect(mail.subject).toBe(
      `[${ticket.number}] Przydzielono zgłoszenie; Zmiana statusu zgłoszenia; Zgłoszenie rozwiązane`,
    );
    expect(mail.text).toMatch(
      /12:01.*przekazane do realizacji[\s\S]*12:02.*Oczekuje na części[\s\S]*12:02.*zostało rozwiązane/,
    );
    expect(mail.text!.match(/Z poważaniem/g)).toHaveLength(1);
    const rows = (await desk.notifications(ANNA)).slice(1);
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
    expect(rows.map(({ merged_into }) => merged_into)).toEqual([null, rows[0]!.id, rows[0]!.id]);
  });

  it('merge once, even when two processes take them at the same moment', async () => {
    const technician = await desk.staff('technician');
    const ticket = await desk.register();
    await desk.tellAndSend(NOON);
    desk.smtp.clear();
    for (const to of ['WAITING_PARTS', 'RESOLVED'] as const)
      await desk.get(TicketStatusService).change(technician, { number: ticket.number, to }, after(1));
    await desk.tell(after(1));
    const rows = (await desk.notifications(ANNA)).filter(({ state }) => state === 'queued');

    await Promise.all([...rows, ...rows].map(({ id }) => desk.get(NotificationDelivery).deliver(id, after(5))));

    expect(rows).toHaveLength(2);
    expect(desk.smtp.received).toHaveLength(1);
  });

  it('of different tickets stay apart', async () => {
    const technician = await desk.staff('technician');
    for (const id of ['<a@urzad.example>', '<b@urzad.example>']) {
      const ticket = await desk.register({ message: { messageId: id } });
      await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'RESOLVED' }, after(1));
    }
    await desk.tellAndSend(after(5));

    const subjects = mailsTo(ANNA).map(({ mail }) => mail.subject);
    expect(subjects).toHaveLength(2);
  });
});

describe("a person's reply", () => {
  it('never waits and never merges; it carries its files and no word of automation in its headers', async () => {
    const technician = await desk.staff('technician');
    const ticket = await desk.register({ cc: [{ email: 'jan@urzad.example', name: 'Jan Testowy', personId: null }] });
    await desk.tellAndSend(NOON);
    desk.smtp.clear();
    await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'WAITING_PARTS' }, after(1));
    const attachments = [
      { filename: 'instrukcja żółta.txt', contentType: 'text/plain', content: Buffer.from('krok 1') },
    ];
    await desk
      .get(TicketMessagesService)
      .reply(technician, { number: ticket.number, text: 'Dzień dobry,\n\ntoner będzie jutro.', attachments }, after(1));
    await desk.tellAndSend(after(1));

    expect(desk.smtp.received.map(({ to }) => to[0]).sort()).toEqual([ANNA, 'jan@urzad.example']);
    const [reply] = mailsTo(ANNA);
    expect(reply!.mail.subject).toBe(`[${ticket.number}] Odpowiedź w sprawie zgłoszenia`);
    expect(reply!.mail.text).toMatch(/^Dzień dobry,\n\ntoner będzie jutro\.\n\nZ poważaniem/);
    expect(headerOf(reply!, 'auto-submitted')).toBe('no');
    expect(headerOf(reply!, 'x-auto-response-suppress')).toBeUndefined();
    expect(reply!.mail.attachments).toMatchObject([
      { filename: 'instrukcja żółta.txt', content: Buffer.from('krok 1') },
    ]);
    const [confirmation] = await desk.notifications();
    expect(reply!.mail.references).toEqual(['<first@urzad.example>', confirmation!.message_id]);
  });

  it('asks its question at once, and says until when', async () => {
    const technician = await desk.staff('technician');
    const ticket = await desk.register();
    await desk.tellAndSend(NOON);
    await desk
      .get(TicketMessagesService)
      .reply(technician, { number: ticket.number, text: 'numer seryjny', status: 'WAITING_REQUESTER' }, after(1));
    await desk.tellAndSend(after(1));

    const question = mailsTo(ANNA).at(-1)!;
    expect(question.mail.subject).toBe(`[${ticket.number}] Prośba o uzupełnienie`);
    expect(question.mail.text!.replace(/\s+/g, ' ')).toContain(
      'prosimy o podanie: numer seryjny. Brak odpowiedzi w terminie 10 dni roboczych spowoduje zamknięcie zgłoszenia.',
    );
  });
});

it('one notification goes out once, however many processes take it', async () => {
  await desk.register();
  await desk.tell();
  const [row] = await desk.notifications();
  const id = row!.id;

  await Promise.all(Array.from({ length: 8 }, () => desk.get(NotificationDelivery).deliver(id, NOON)));
  await desk.get(NotificationDelivery).deliver(id, after(60));

  expect(desk.smtp.received).toHaveLength(1);
  expect(await statesOf()).toEqual(['received sent']);
});

describe('however many wait', () => {
  let owner: pg.Client;
  beforeEach(async () => {
    owner = new pg.Client({ connectionString: desk.db.ownerUrl });
    await owner.connect();
  });
  afterEach(() => owner.end());

  it('one that goes out reads none of the others', async () => {
    const technician = await desk.staff('technician');
    const { number } = await desk.register();
    await desk.tell(NOON);
    await desk.send(after(3));
    const fill = (state: string, count: number, messageId: string) =>
      owner.query(
        `INSERT INTO notification (event_id, kind, recipient, ticket_id, state, attempts, next_attempt_at, created_at, message_id)
         SELECT e.event_id, 'assigned', '${state}-' || n || '@urzad.example', NULL, '${state}', 1, $1, $1, ${messageId}
         FROM (SELECT max(n.event_id) AS event_id FROM notification n) e, generate_series(1, ${count}) n`,
        [after(60)],
      );
    await fill('sent', 40_000, 'NULL');
    await owner.query('ANALYZE notification'); // what the planner knows is from an hour in which nothing waited
    await fill('queued', 3_000, `'<waits-' || n || '@urzad.example>'`);
    await desk.get(TicketStatusService).change(technician, { number, to: 'WAITING_PARTS' }, after(1));
    await desk.get(TicketStatusService).change(technician, { number, to: 'RESOLVED' }, after(1));
    await desk.tell(after(1));
    const before = await rowsRead();

    await desk.send(after(5));

    expect((await rowsRead()) - before).toBeLessThan(200);
    expect((await desk.notifications(ANNA)).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  });

  /** Of notifications, by this test's one session of the program, which hands its figures in when it is asked to. */
  async function rowsRead(): Promise<number> {
    await desk.get(DataSource).query('SELECT pg_stat_force_next_flush()');
    const [row] = await desk
      .get(DataSource)
      .query<{ read: number }[]>(
        `SELECT (seq_tup_read + idx_tup_fetch)::integer AS read FROM pg_stat_user_tables WHERE relname = 'notification'`,
      );
    return row!.read;
  }
});
