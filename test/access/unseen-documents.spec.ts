import { type Actor, ROLES } from '../../src/access/actor.js';
import { listOutages } from '../../src/outages/outage-list.query.js';
import { findRequestDocument } from '../../src/purchases/purchase-request-document.query.js';
import { listRequests } from '../../src/purchases/purchase-request-list.query.js';
import { listProtocols } from '../../src/repairs/protocol-list.query.js';
import { ProtocolPage } from '../../src/repairs/protocol-page.js';
import { openPurchaseOffice, type PurchaseOffice } from '../purchases/purchase-office.js';
import { NOON, openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

/** Promise P6: a list shows only what its page shows; what somebody may not see is answered as what is not there. */
let db: TestDatabase;
let repairs: RepairOffice;
let purchases: PurchaseOffice;
let actors: [who: string, actor: Actor][];
let ticketId: number;
let requestId: number;

beforeAll(async () => {
  db = await openTestDatabase();
  repairs = await openRepairOffice(db);
  purchases = await openPurchaseOffice(db);
  const server = await repairs.anAsset('SERVER', { inKpiScope: true });
  const { id: protocolId, ticket } = await repairs.aDraft();
  ticketId = ticket.id;
  await repairs.outages.start(
    repairs.technician,
    {
      ...{
        inventoryNumber: server.inventoryNumber,
        cause: 'SERVER_FAILURE',
        serviceInterrupted: true,
        systemName: 'x',
      },
      ...{ description: '', startedAt: NOON, endedAt: null, ticketNumber: ticket.number, incident: null },
    },
    NOON,
  );
  await db.dataSource.query(
    'UPDATE repair_protocol_revision r SET outage_id = (SELECT max(o.id) FROM outage o) WHERE r.protocol_id = $1',
    [protocolId],
  );
  requestId = await purchases.aSubmitted({ ticketId: ticket.id }, purchases.technician);
  const participant = await anActor(db, { roles: ['technician'] });
  const requester = await anActor(db, { roles: ['technician'] });
  const assignee = await anActor(db, { roles: ['technician'] });
  const member = { ...(await anActor(db, { roles: ['technician'] })), queues: ['SECURITY'] };
  await db.dataSource.query(
    `UPDATE ticket SET restricted = true, queue = 'SECURITY', requester_id = $2, assignee_id = $3 WHERE id = $1`,
    [ticket.id, requester.personId, assignee.personId],
  );
  await db.dataSource.query(
    `INSERT INTO ticket_participant (ticket_id, email, person_id, role, confirmed) VALUES ($1, $2, $3, 'CC', true)`,
    [ticket.id, participant.email, participant.personId],
  );
  actors = Object.entries({ participant, requester, assignee, member });
  for (const role of ROLES) actors.push([role, await anActor(db, { roles: [role] })]);
});
afterAll(() => db.close());

const PAGE = { limit: 100, timeZone: 'Europe/Warsaw' };

it('a protocol of a security ticket stands in lists exactly for those whose page opens, and links lead only there', async () => {
  const page = new ProtocolPage(db.dataSource, repairs.config);
  const seeing: string[] = [];
  for (const [who, actor] of actors) {
    const order = { sort: 'newest', descending: true, ...PAGE } as const;
    const listed = await listProtocols(db.dataSource.manager, actor, {}, order);
    const [{ id }] = await db.dataSource.query<[{ id: number }]>('SELECT p.id FROM repair_protocol p');
    const answer = await page.document(actor, id).catch((error: { code: string }) => error.code);
    const opens = answer !== 'repair-protocol.not-found';
    const [outage] = await listOutages(
      db.dataSource.manager,
      actor,
      {},
      { sort: 'startedAt', descending: true, ...PAGE },
    );
    expect([who, listed.length === 1, outage!.seesProtocol]).toEqual([who, opens, opens]);
    if (opens) seeing.push(who);
  }
  expect(seeing).toEqual(['assignee', 'member', 'itHead', 'dataProtectionOfficer']);
});

it('a request names its ticket, and is found by it, only for those who see the ticket', async () => {
  const [{ number }] = await db.dataSource.query<[{ number: string }]>(
    'SELECT t.number FROM ticket t WHERE t.id = $1',
    [ticketId],
  );
  const order = { sort: 'newest', descending: true, limit: 100 } as const;
  const naming: string[] = [];
  for (const [who, actor] of actors) {
    const [listed] = await listRequests(db.dataSource.manager, actor, {}, order);
    const found = await listRequests(db.dataSource.manager, actor, { q: number }, order);
    expect([who, found.length === 1]).toEqual([who, listed?.ticketNumber === number]);
    if (found.length > 0) naming.push(who);
  }
  expect(naming).toEqual(['participant', 'requester', 'assignee', 'member', 'itHead']);
});

it('a request that one may not see is answered as one that is not there, whatever is tried', async () => {
  const stranger = await anActor(db);
  const tries: Record<string, (id: number) => Promise<unknown>> = {
    read: (id) => findRequestDocument(db.dataSource.manager, stranger, id),
    submit: (id) => purchases.requests.submit(stranger, id, NOON),
    withdraw: (id) => purchases.requests.withdraw(stranger, { id, reason: 'x' }, NOON),
  };
  for (const [what, attempt] of Object.entries(tries)) {
    const [unseen, missing] = await Promise.all(
      [requestId, 999_999].map((id) =>
        attempt(id).catch((error: { code: string; kind: string }) => [error.code, error.kind]),
      ),
    );
    expect([what, unseen]).toEqual([what, ['purchase-request.not-found', 'not-found']]);
    expect([what, missing]).toEqual([what, unseen]);
  }
});
