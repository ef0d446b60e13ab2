import { EventsService } from '../../src/events/events.service.js';
import type { TicketStatus } from '../../src/tickets/ticket-codes.js';
import { Ticket } from '../../src/tickets/ticket.entity.js';
import { TicketMergingService } from '../../src/tickets/ticket-merging.service.js';
import { NOON, openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let office: RepairOffice;
let merging: TicketMergingService;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  merging = new TicketMergingService(db.dataSource, new EventsService(), office.statuses);
});
afterAll(() => db.close());

const clocksOf = async (number: string) => {
  const ticket = await db.dataSource.manager.findOneByOrFail(Ticket, { number });
  const { status, dueAt, duePausedMinutes, waitingSince } = ticket;
  return { status, dueAt, duePausedMinutes, waitingSince };
};

const merged = new Date('2026-03-10T13:00:00Z');
const unmerged = new Date('2026-03-11T08:00:00Z');

it.each<[string, TicketStatus, object]>([
  // 24 working hours, 2 of them used before it was merged: 22 are left of Wednesday 09:00.
  [
    'its target moves on',
    'IN_PROGRESS',
    { dueAt: new Date('2026-03-13T14:00:00Z'), duePausedMinutes: null, waitingSince: null },
  ],
  ['its question is asked anew', 'WAITING_REQUESTER', { duePausedMinutes: 24 * 60, waitingSince: unmerged }],
])('clocks stand still while a ticket is part of another; then %s: %s', async (_rule, status, clocks) => {
  const { number } = await office.aTicket({ triageResult: 'ADVICE' });
  const { number: into } = await office.aTicket({ triageResult: 'ADVICE' });
  await office.statuses.change(office.technician, { number, to: status }, NOON);

  await merging.merge(office.technician, { number, into }, merged);
  await merging.unmerge(office.technician, number, unmerged);

  expect(await clocksOf(number)).toMatchObject({ status, ...clocks });
});
