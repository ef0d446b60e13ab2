import { NearDeadlinesSweeper } from '../../src/notifications/near-deadlines.sweeper.js';
import { Clock } from '../../src/common/clock.js';
import { NotificationPreferences } from '../../src/notifications/notification-preferences.service.js';
import { TicketAssignmentService } from '../../src/tickets/ticket-assignment.service.js';
import { after, Helpdesk, NOON } from './helpdesk.js';

let desk: Helpdesk;
beforeEach(async () => (desk = await Helpdesk.open()));
afterEach(() => desk.close());

it('a deadline that comes near is told once, however often one looks', async () => {
  const technician = await desk.staff('technician');
  const { id } = await desk.register({ triage: { assigneeId: technician.personId } });
  await desk.db.dataSource.query('UPDATE ticket SET due_at = $2 WHERE id = $1', [id, after(40)]);
  const sweeper = desk.get(NearDeadlinesSweeper);
  desk.get(Clock).now = () => NOON;

  await sweeper.sweep();
  await sweeper.sweep();
  await desk.tell();

  const rows = await desk.notifications(technician.email!);
  expect(rows.map(({ kind }) => kind).filter((kind) => kind === 'technician-due')).toHaveLength(1);
});

it('who wants it so gets one e-mail an hour, about all tickets', async () => {
  const chief = await desk.staff('itHead');
  const technician = await desk.staff('technician');
  const preferences = desk.get(NotificationPreferences);
  await preferences.save(technician, { ...(await preferences.of(technician)), 'technician-assigned': 'hourly' });
  for (const minute of [5, 25]) {
    const ticket = await desk.register({ message: { messageId: `<${minute}@urzad.example>` } }, after(minute));
    await desk
      .get(TicketAssignmentService)
      .assign(chief, { number: ticket.number, assigneeId: technician.personId }, after(minute));
  }
  await desk.tellAndSend(after(59));
  const early = desk.smtp.received.filter(({ to }) => to.includes(technician.email!));
  await desk.send(after(61));
  const mails = desk.smtp.received.filter(({ to }) => to.includes(technician.email!)).slice(early.length);

  expect(early.filter(({ mail }) => mail.text?.includes('Przydzielono Państwu'))).toEqual([]);
  expect(mails).toHaveLength(1);
  expect(mails[0]!.mail.subject).toBe('Przydział zgłoszenia');
  expect(mails[0]!.mail.text!.match(/Przydzielono Państwu zgłoszenie nr/g)).toHaveLength(2);
});
