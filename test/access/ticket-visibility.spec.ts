import type { Actor, Role, RoleHeld } from '../../src/access/actor.js';
import { ROLES } from '../../src/access/actor.js';
import { can, canSeeTicket } from '../../src/access/policy.js';
import { SqlParams } from '../../src/database/sql-params.js';
import { type TicketRow, ticketRows } from '../../src/tickets/ticket-page.query.js';
import { readsInternal, visibleTickets } from '../../src/tickets/ticket-visibility.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { aPersonId, aUnitId } from '../support/office.js';

/**
 * Promise P6, from the side of the lists: who may see a ticket is written twice, as a function for one ticket and as SQL for many. Here both
 * answer for every kind of ticket and every kind of person, over the facts that the ticket's page asks with.
 */
let db: TestDatabase;
let me: number;
let units: { mine: number; other: number };
let tickets: TicketRow[];

beforeAll(async () => {
  db = await openTestDatabase();
  units = { mine: await aUnitId(db), other: await aUnitId(db) };
  me = await aPersonId(db);
  await fillWithEveryKind(await aPersonId(db));
  const numbers = await db.dataSource.query<{ number: string }[]>('SELECT t.number FROM ticket t');
  tickets = await ticketRows(
    db.dataSource.manager,
    numbers.map(({ number }) => number),
  );
}, 60_000);
afterAll(() => db.close());

/** Every combination of what the rules look at: 2 × 2 × 3 × 3 × 3 × 3 × 4 tickets. */
async function fillWithEveryKind(somebody: number): Promise<void> {
  await db.dataSource.query('UPDATE organizational_unit SET email = lower(symbol) || $1', ['@urzad.example']);
  await db.dataSource.query(
    `WITH kind AS (
       SELECT row_number() OVER () AS n, restricted, queue, requester_id, assignee_id, unit_id, requester_email, participant
       FROM unnest(ARRAY[true, false]) AS restricted, unnest(ARRAY['FRONT', 'SECURITY']) AS queue, unnest(ARRAY[NULL, $1, $2]::integer[]) AS requester_id,
         unnest(ARRAY[NULL, $1, $2]::integer[]) AS assignee_id, unnest(ARRAY[NULL, $3, $4]::integer[]) AS unit_id,
         unnest(ARRAY[NULL, (SELECT u.email FROM organizational_unit u WHERE u.id = $3), (SELECT u.email FROM organizational_unit u WHERE u.id = $4)])
           AS requester_email,
         unnest(ARRAY['none', 'confirmed', 'unconfirmed', 'somebody']) AS participant
     ), made AS (
       INSERT INTO ticket (number, subject, channel, restricted, queue, requester_id, assignee_id, unit_id, requester_email, requester_name,
         received_at, created_at, updated_at)
       SELECT 'ZG/2026/' || lpad(k.n::text, 6, '0'), k.participant, 'EMAIL', k.restricted, k.queue, k.requester_id, k.assignee_id, k.unit_id,
         k.requester_email, 'x', now(), now(), now() FROM kind k
       RETURNING id, subject
     )
     INSERT INTO ticket_participant (ticket_id, email, person_id, role, confirmed)
     SELECT m.id, 'uczestnik@urzad.example', CASE m.subject WHEN 'somebody' THEN $2 ELSE $1 END, 'CC', m.subject <> 'unconfirmed'
     FROM made m WHERE m.subject <> 'none'`,
    [me, somebody, units.mine, units.other],
  );
}

/** No role, every role, every two roles; heads of their own unit and of another. */
function roleSets(): (readonly RoleHeld[])[] {
  const held = (role: Role, unitId: number | null = null): RoleHeld => ({ role, unitId, onBehalfOf: null });
  const roles = [
    ...ROLES.filter((role) => role !== 'unitHead' && role !== 'employee').map((role) => held(role)),
    held('unitHead', units.mine),
    held('unitHead', units.other),
  ];
  return [
    [],
    ...roles.map((role) => [role]),
    ...roles.flatMap((one, i) => roles.slice(i + 1).map((two) => [one, two])),
  ];
}

function everyActor(): Actor[] {
  const employee: RoleHeld = { role: 'employee', unitId: null, onBehalfOf: null };
  return roleSets().flatMap((roles) =>
    [null, units.mine].flatMap((unitId) =>
      [[], ['SECURITY']].map((queues) => ({
        personId: me,
        name: 'Anna Przykładowa',
        email: 'anna@urzad.example',
        unitId,
        roles: [...roles, employee],
        queues,
      })),
    ),
  );
}

it('the list and the ticket agree about who may see it, for every person and every kind of ticket', async () => {
  expect(tickets).toHaveLength(2 * 2 * 3 * 3 * 3 * 3 * 4);
  const differences: string[] = [];
  for (const actor of everyActor()) {
    const params = new SqlParams();
    const listed = await db.dataSource.query<{ id: number }[]>(
      `SELECT t.id FROM ticket t WHERE ${visibleTickets(actor, params)}`,
      params.values,
    );
    const ids = new Set(listed.map(({ id }) => id));
    for (const ticket of tickets)
      if (ids.has(ticket.id) !== canSeeTicket(actor, ticket)) differences.push(describeBoth(actor, ticket, ids));
  }
  expect(differences.slice(0, 5)).toEqual([]);
}, 60_000);

it('the list and the ticket agree about who may read its notes, and nobody works on what they may not read', async () => {
  const differences: string[] = [];
  for (const actor of everyActor()) {
    const params = new SqlParams();
    const listed = await db.dataSource.query<{ id: number }[]>(
      `SELECT t.id FROM ticket t WHERE ${readsInternal(actor, params)}`,
      params.values,
    );
    const ids = new Set(listed.map(({ id }) => id));
    for (const ticket of tickets) {
      const reads = can(actor, 'ticket.read-internal', ticket);
      if (ids.has(ticket.id) !== reads) differences.push(describeBoth(actor, ticket, ids));
      for (const action of ['ticket.work', 'ticket.merge'] as const)
        if (can(actor, action, ticket) && !reads) differences.push(`${action}: ${describeBoth(actor, ticket, ids)}`);
    }
  }
  expect(differences.slice(0, 5)).toEqual([]);
}, 60_000);

it('somebody with a role sees some tickets and not others, so that the agreement means something', () => {
  const seen = (...roles: Role[]) => {
    const actor = everyActor()[0]!;
    const held = roles.map((role) => ({ role, unitId: null, onBehalfOf: null }));
    return tickets.filter((ticket) => canSeeTicket({ ...actor, roles: held }, ticket)).length;
  };
  expect(seen('employee')).toBeGreaterThan(0);
  expect(seen('technician')).toBeGreaterThan(seen('employee'));
  expect(tickets.length).toBeGreaterThan(seen('technician'));
  expect(seen('itHead')).toBe(tickets.length);
});

function describeBoth(actor: Actor, ticket: TicketRow, listed: ReadonlySet<number>): string {
  const { restricted, queue, requesterId, assigneeId, unitId, participantIds, sharedWithUnitId } = ticket;
  const who = {
    roles: actor.roles.map(({ role, unitId: of }) => [role, of]),
    unitId: actor.unitId,
    queues: actor.queues,
  };
  const what = { restricted, queue, requesterId, assigneeId, unitId, participantIds, sharedWithUnitId };
  return `${listed.has(ticket.id) ? 'only the list' : 'only the ticket'} shows ${JSON.stringify(what)} to ${JSON.stringify(who)} (me = ${me})`;
}
