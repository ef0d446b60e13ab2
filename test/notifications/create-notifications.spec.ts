import { DataSource } from 'typeorm';
import { EventsService } from '../../src/events/events.service.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { TicketMessagesService } from '../../src/tickets/ticket-messages.service.js';
import { TicketParticipantsService } from '../../src/tickets/ticket-participants.service.js';
import { TicketStatusService } from '../../src/tickets/ticket-status.service.js';
import { aUnitId } from '../support/office.js';
import { Helpdesk, NOON } from './helpdesk.js';

let desk: Helpdesk;
beforeEach(async () => (desk = await Helpdesk.open()));
afterEach(() => desk.close());

const told = async () =>
  (await desk.notifications()).map(({ kind, recipient, state }) => `${kind} ${recipient} ${state}`);

it('one notification per event, recipient and kind, however often and at once the event is delivered (P2)', async () => {
  await desk.staff('triage');
  await desk.register();
  const [event] = await desk.db.dataSource.query<[{ id: number }]>(
    `SELECT id FROM event WHERE type = 'ticket.registered'`,
  );
  const create = () => desk.get(NotificationsService).create([event.id], NOON);

  await Promise.all([create(), create(), create(), create()]);
  await create();

  const rows = await desk.notifications();
  expect(rows.map(({ kind }) => kind).sort()).toEqual(['received', 'technician-new']);
});

it('recipients are fixed by the event: a repeat tells nobody who came later', async () => {
  const ticket = await desk.register();
  const technician = await desk.staff('technician');
  await desk.get(TicketMessagesService).reply(technician, { number: ticket.number, text: 'Już idę.' }, NOON);
  await desk.tell();
  const before = await told();
  await desk
    .get(DataSource)
    .transaction((tx) =>
      desk
        .get(TicketParticipantsService)
        .add(tx, ticket.id, [{ email: 'jan@urzad.example', name: 'Jan', personId: null, confirmed: true }], NOON),
    );

  const events = await desk.db.dataSource.query<{ id: number }[]>('SELECT id FROM event');
  await desk.get(NotificationsService).create(
    events.map(({ id }) => id),
    NOON,
  );

  expect(await told()).toEqual(before);
});

it('a change that is rolled back leaves neither event nor outbox row (P2)', async () => {
  const { id } = await desk.register();
  await desk.tell();
  const attempt = desk.get(DataSource).transaction(async (tx) => {
    const event = { type: 'ticket.resolved', subjectType: 'ticket', subjectId: id, ticketId: id, at: NOON } as const;
    await desk.get(EventsService).append(tx, event);
    throw new Error('power cut');
  });

  await expect(attempt).rejects.toThrow('power cut');
  const [{ count }] = await desk.db.dataSource.query<[{ count: number }]>(
    `SELECT (SELECT count(*) FROM event_outbox) + (SELECT count(*) FROM event WHERE type = 'ticket.resolved') AS count`,
  );
  expect(count).toBe(0);
});

it('who follows the ticket hears replies and nothing else; who is not confirmed hears nothing', async () => {
  const technician = await desk.staff('technician');
  const ticket = await desk.register({ cc: [{ email: 'jan@urzad.example', name: 'Jan', personId: null }] });
  await desk
    .get(DataSource)
    .transaction((tx) =>
      desk
        .get(TicketParticipantsService)
        .add(tx, ticket.id, [{ email: 'obcy@example.com', name: null, personId: null, confirmed: false }], NOON),
    );
  await desk.get(TicketMessagesService).reply(technician, { number: ticket.number, text: 'Już idę.' }, NOON);
  await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'RESOLVED' }, NOON);
  await desk.tell();

  const forPeople = (await told()).filter((one) => !one.startsWith('technician'));
  expect(forPeople.sort()).toEqual([
    'received anna.przykladowa@urzad.example queued',
    'reply anna.przykladowa@urzad.example queued',
    'reply jan@urzad.example queued',
    'resolved anna.przykladowa@urzad.example queued',
  ]);
});

it('start of work is silent', async () => {
  const technician = await desk.staff('technician');
  const ticket = await desk.register();
  await desk.tell();
  const before = await told();

  await desk.get(TicketStatusService).change(technician, { number: ticket.number, to: 'IN_PROGRESS' }, NOON);
  await desk.tell();

  expect(await told()).toEqual(before);
});

it.each([
  ['a requester without a mailbox', { requester: { email: null }, channel: 'PHONE' as const }, ' no-address'],
  ['an automatic message', { message: { automatic: true } }, 'anna.przykladowa@urzad.example automatic-sender'],
  ['our own address', { requester: { email: 'helpdesk@urzad.example' } }, 'helpdesk@urzad.example own-address'],
])('%s: the row stands there and says why nothing is sent', async (_, ticket, expected) => {
  await desk.register(ticket);
  await desk.tell();

  const [row] = await desk.notifications();
  expect(row).toMatchObject({ kind: 'received', state: 'suppressed' });
  expect(`${row!.recipient} ${row!.reason}`).toBe(expected);
});

it('a restricted ticket is told only to staff who may see it', async () => {
  await desk.staff('technician', 'triage');
  const member = await desk.staff('technician');
  await desk.db.dataSource.query(`INSERT INTO queue_member (queue, person_id) VALUES ('SECURITY', $1)`, [
    member.personId,
  ]);
  await desk.register({ triage: { category: 'SECURITY', queue: 'SECURITY' } });
  await desk.tell();

  expect(await told()).toEqual([
    'received anna.przykladowa@urzad.example queued',
    `technician-new ${member.email} queued`,
  ]);
});

it('an outage is told to the units once, and its end to those who heard of it', async () => {
  const unit = await aUnitId(desk.db, 'WF');
  await aUnitId(desk.db, 'WE');
  await desk.db.dataSource.query(`UPDATE organizational_unit SET email = 'wf@urzad.example' WHERE id = $1`, [unit]);
  const ticket = await desk.register();
  const [outage] = await desk.db.dataSource.query<[{ id: number }]>(
    `WITH server AS (
       INSERT INTO asset (inventory_number, kind, model, title, accepted_on, in_kpi_scope) VALUES ('UM-1', 'SERVER', 'x', 'PURCHASED', '2020-01-01', true) RETURNING id)
     INSERT INTO outage (asset_id, ticket_id, cause, service_interrupted, system_name, started_at, recorded_at)
     SELECT id, $1, 'SERVER_FAILURE', true, 'Podatki', $2, $2 FROM server RETURNING id`,
    [ticket.id, NOON],
  );
  const append = (type: 'outage.started' | 'outage.ended') =>
    desk
      .get(DataSource)
      .transaction((tx) =>
        desk.get(EventsService).append(tx, { type, subjectType: 'outage', subjectId: outage.id, at: NOON }),
      );
  await append('outage.started');
  await desk.tell();
  await desk.db.dataSource.query(`UPDATE organizational_unit SET email = 'we@urzad.example' WHERE symbol = 'WE'`);
  await append('outage.ended');
  await desk.tell();

  expect((await told()).filter((one) => one.startsWith('outage'))).toEqual([
    'outage anna.przykladowa@urzad.example queued',
    'outage wf@urzad.example queued',
    'outage-ended anna.przykladowa@urzad.example queued',
    'outage-ended wf@urzad.example queued',
  ]);
});
