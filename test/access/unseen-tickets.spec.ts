import type { Actor } from '../../src/access/actor.js';
import { EventsService } from '../../src/events/events.service.js';
import { TicketMergingService } from '../../src/tickets/ticket-merging.service.js';
import { NOON, openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

/** Promise P6: who may not see a ticket is told that there is none, whatever they try; who sees it is told what they may not do. */
let db: TestDatabase;
let office: RepairOffice;
let merging: TicketMergingService;
let number: string;
let protocolId: number;
let outageId: number;
let unrelated: Actor;
let participant: Actor;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  merging = new TicketMergingService(db.dataSource, new EventsService(), office.statuses);
  const { id, ticket } = await office.aDraft();
  const { inventoryNumber } = await office.anAsset('SERVER', { inKpiScope: true });
  const outage = await office.outages.start(
    office.technician,
    {
      ...{ inventoryNumber, cause: 'SERVER_FAILURE', serviceInterrupted: true, systemName: 'x', description: '' },
      ...{ startedAt: NOON, endedAt: null, ticketNumber: ticket.number, incident: null },
    },
    NOON,
  );
  [number, protocolId, outageId] = [ticket.number, id, outage.id];
  await db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = $1`, [ticket.id]);
  unrelated = await anActor(db, { roles: ['technician'] });
  participant = await anActor(db, { roles: ['technician'] });
  await db.dataSource.query(
    `INSERT INTO ticket_participant (ticket_id, email, person_id, role, confirmed) VALUES ($1, $2, $3, 'CC', true)`,
    [ticket.id, participant.email, participant.personId],
  );
});
afterAll(() => db.close());

const ATTEMPTS: [what: string, by: (actor: Actor) => Promise<unknown>, noun: string][] = [
  ['work on it', (actor) => office.statuses.change(actor, { number, to: 'IN_PROGRESS' }, NOON), 'ticket'],
  ['withdraw it', (actor) => office.statuses.withdraw(actor, { number, reason: 'x' }, NOON), 'ticket'],
  ['confirm it', (actor) => office.statuses.confirm(actor, number, NOON), 'ticket'],
  [
    'merge something into it',
    async (actor) => merging.merge(actor, { number: (await office.aTicket()).number, into: number }, NOON),
    'ticket',
  ],
  ['write as its requester', (actor) => office.messages.writeAsRequester(actor, { number, text: 'x' }, NOON), 'ticket'],
  ['draft a protocol', (actor) => office.protocols.draft(actor, { ticketNumber: number }, NOON), 'ticket'],
  ['throw its protocol away', (actor) => office.protocols.discard(actor, protocolId, NOON), 'repair-protocol'],
  ['end its outage', (actor) => office.outages.end(actor, { id: outageId, endedAt: NOON }, NOON), 'outage'],
];

describe.each(ATTEMPTS)('to %s', (_what, attempt, noun) => {
  it('is "not found" for who may not see the ticket', async () => {
    await expect(attempt(unrelated)).rejects.toMatchObject({ code: `${noun}.not-found`, kind: 'not-found' });
  });

  it('is "forbidden" for who sees it and has no part in its work', async () => {
    await expect(attempt(participant)).rejects.toMatchObject({ code: 'ticket.forbidden', kind: 'forbidden' });
  });
});
