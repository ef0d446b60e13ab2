import type { Actor, RoleHeld } from '../../src/access/actor.js';
import { ROLES } from '../../src/access/actor.js';
import { can } from '../../src/access/policy.js';
import { Approval } from '../../src/purchases/approval.entity.js';
import { authorityOver } from '../../src/purchases/approval-authority.js';
import { PurchaseRequest } from '../../src/purchases/purchase-request.entity.js';
import { countRequests, listRequests } from '../../src/purchases/purchase-request-list.query.js';
import { awaitedStep } from '../../src/purchases/purchase-request-state.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';
import { openPurchaseOffice, type PurchaseOffice } from './purchase-office.js';

let db: TestDatabase;
let office: PurchaseOffice;
let actors: Actor[];

/** Requests of two units in every state that waits, some of them of the people who decide. */
beforeAll(async () => {
  db = await openTestDatabase();
  office = await openPurchaseOffice(db);
  const { employee, unitHead, technician, itHead, treasurer, secretary, unitId, woId } = office;
  const budgetLineId = await office.aBudgetLine(100_000_000_00, '750-75023-4210');
  const chain = [unitHead, technician, itHead, treasurer, secretary];
  for (let length = 0; length <= chain.length; length += 1) {
    const id = await office.aSubmitted({ budgetLineId });
    await office.approve(id, ...chain.slice(0, length));
  }
  await office.aDraft();
  // Written in the name of the employee: one waits for an opinion, one for a deputy of the head who wrote it.
  const inTheirName = { budgetLineId, requesterId: employee.personId };
  await office.approve(await office.aSubmitted(inTheirName, technician), unitHead);
  await office.approve(await office.aSubmitted(inTheirName, itHead), unitHead, technician);
  for (const requester of [unitHead, employee]) await office.aSubmitted({ budgetLineId }, requester);
  for (const requester of [technician, itHead]) await office.aSubmitted({ budgetLineId, unitId: woId }, requester);

  const held = (role: RoleHeld['role'], unit: number | null, onBehalfOf: number | null): RoleHeld => ({
    role,
    unitId: unit,
    onBehalfOf,
  });
  const others = ROLES.flatMap((role) =>
    (role === 'unitHead' ? [unitId, woId] : [null]).flatMap((unit) => [
      held(role, unit, null),
      held(role, unit, itHead.personId),
    ]),
  );
  const mixed = await anActor(db, { roles: [held('unitHead', unitId, null), held('itHead', null, itHead.personId)] });
  actors = [...chain, employee, mixed];
  for (const role of others) actors.push(await anActor(db, { roles: [role] }));
});
afterAll(() => db.close());

it('lists show what the policy lets see, and call for the decisions that authority allows, for every role', async () => {
  const everything = await listRequests(db.dataSource.manager, { ...office.technician }, {}, PAGE);
  const approvals = await db.dataSource.manager.find(Approval);
  const requests = await db.dataSource.manager.find(PurchaseRequest);
  expect(everything).toHaveLength(13);
  for (const actor of actors) {
    const listed = await listRequests(db.dataSource.manager, actor, {}, PAGE);
    const visible = everything.filter((request) => can(actor, 'purchase.view', request));
    expect([actor.roles, listed.map(({ id }) => id)]).toEqual([actor.roles, visible.map(({ id }) => id)]);

    const mine = visible.filter((request) => {
      const step = awaitedStep(request.state);
      const decisions = approvals.filter(({ requestId }) => requestId === request.id);
      const facts = { request: requests.find(({ id }) => id === request.id)!, decisions };
      return step !== null && authorityOver(actor, { step, ...facts }).kind === 'may';
    });
    const awaiting = await listRequests(db.dataSource.manager, actor, { awaitingMe: true }, PAGE);
    expect([actor.roles, awaiting.map(({ id }) => id)]).toEqual([actor.roles, mine.map(({ id }) => id)]);
    expect((await countRequests(db.dataSource.manager, actor)).awaitingMe).toBe(mine.length);
  }
});

it('pages neither skip nor repeat, in every order', async () => {
  for (const sort of ['newest', 'number', 'updated', 'value'] as const) {
    for (const descending of [true, false]) {
      const all = await listRequests(db.dataSource.manager, office.technician, {}, { ...PAGE, sort, descending });
      const paged: number[] = [];
      let cursor: string | undefined;
      for (;;) {
        const page = { sort, descending, cursor, limit: 4 };
        const rows = await listRequests(db.dataSource.manager, office.technician, {}, page);
        paged.push(...rows.map(({ id }) => id));
        if (rows.length < 4) break;
        cursor = rows.at(-1)!.cursor;
      }
      expect(paged).toEqual(all.map(({ id }) => id));
    }
  }
});

const PAGE = { sort: 'newest', descending: true, limit: 100 } as const;
