import { Approval } from '../../src/purchases/approval.entity.js';
import { leftOf } from '../../src/purchases/budget-line.query.js';
import { PurchaseRequest } from '../../src/purchases/purchase-request.entity.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, eventsOf } from '../support/office.js';
import { aLine, NOON, openPurchaseOffice, type PurchaseOffice } from './purchase-office.js';

let db: TestDatabase;
let office: PurchaseOffice;
let lineId: number;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openPurchaseOffice(db);
});
beforeEach(async () => {
  lineId = await office.aBudgetLine(100_000_00, `750-75023-${4210 + ++sequence}`);
});
afterAll(() => db.close());

let sequence = 0;
const left = async () => (await leftOf(db.dataSource.manager, lineId)).leftGrosze;

describe('the chain of approvals', () => {
  it('given a complete request, when all five approve in order, then it is approved, funds are booked once and all is told', async () => {
    const id = await office.aSubmitted({ budgetLineId: lineId });
    const { unitHead, technician, itHead, treasurer, secretary } = office;

    await office.approve(id, unitHead, technician, itHead);
    expect(await left()).toBe(100_000_00);
    await office.approve(id, treasurer);
    expect(await left()).toBe(100_000_00 - 55_350_00);
    await office.approve(id, secretary);

    expect(await office.stateOf(id)).toBe('APPROVED');
    const approvals = await db.dataSource.manager.find(Approval, { where: { requestId: id }, order: { id: 'ASC' } });
    expect(approvals.map(({ step, decidedBy }) => [step, decidedBy])).toEqual([
      ['UNIT_HEAD', unitHead.personId],
      ['IT_OPINION', technician.personId],
      ['IT_HEAD', itHead.personId],
      ['TREASURER', treasurer.personId],
      ['SECRETARY', secretary.personId],
    ]);
    expect(await eventsOf(db, 'purchase_request', id)).toEqual([
      'purchase-request.drafted',
      'purchase-request.submitted',
      ...Array<string>(5).fill('purchase-request.step-approved'),
    ]);
  });

  it('numbers are given on submission, without gaps, and drafts take none', async () => {
    const numberOf = async (id: number) =>
      (await db.dataSource.manager.findOneByOrFail(PurchaseRequest, { id })).number;
    await office.aDraft();
    const before = Number((await numberOf(await office.aSubmitted()))!.split('/')[1]);
    const refused = await office.aDraft({ justification: ' ' });
    await expect(office.requests.submit(office.employee, refused, NOON)).rejects.toMatchObject({
      code: 'purchase-request.incomplete',
      fields: { justification: expect.any(String) },
    });
    expect(await numberOf(await office.aSubmitted())).toBe(`WZ/${before + 1}/2026`);
    expect(await numberOf(refused)).toBeNull();
  });

  it('a step waits for its own person', async () => {
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await expect(office.approve(id, office.treasurer)).rejects.toMatchObject({
      code: 'purchase-request.not-the-role',
      kind: 'forbidden',
    });
    await expect(office.approve(id, office.employee)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await office.stateOf(id)).toBe('SUBMITTED');
  });

  it('given somebody who decided one step, when another step of the request is theirs too, then it is refused', async () => {
    const both = await anActor(db, { roles: ['technician', 'itHead'] });
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, office.unitHead, both);

    await expect(office.approve(id, both)).rejects.toMatchObject({ code: 'purchase-request.decided-another-step' });
    await office.approve(id, office.itHead);
    expect(await office.stateOf(id)).toBe('HOLDER_APPROVED');
  });

  it("given the head's own request, then a deputy decides and both persons are on record", async () => {
    const { unitHead, unitId } = office;
    const deputy = await anActor(db, { roles: [{ role: 'unitHead', unitId, onBehalfOf: unitHead.personId }] });
    const id = await office.aSubmitted({ budgetLineId: lineId }, unitHead);

    await expect(office.approve(id, unitHead)).rejects.toMatchObject({ code: 'purchase-request.own-request' });
    await office.approve(id, deputy);

    expect(await db.dataSource.manager.findOneByOrFail(Approval, { requestId: id })).toMatchObject({
      decidedBy: deputy.personId,
      onBehalfOf: unitHead.personId,
    });
  });

  it("given WO's own request, then the deputy acts as head of unit and the head of WO decides on the line", async () => {
    const { woId, itHead, technician } = office;
    const deputy = await anActor(db, { roles: [{ role: 'unitHead', unitId: woId, onBehalfOf: itHead.personId }] });
    const opinion = await anActor(db, { roles: ['technician'] });
    const id = await office.aSubmitted({ unitId: woId, budgetLineId: lineId }, technician);

    await expect(office.approve(id, itHead)).rejects.toMatchObject({ code: 'purchase-request.deputy-decides' });
    await office.approve(id, deputy);
    await expect(office.approve(id, technician)).rejects.toMatchObject({ code: 'purchase-request.own-request' });
    await office.approve(id, opinion, itHead);
    expect(await office.stateOf(id)).toBe('HOLDER_APPROVED');
  });

  it('given a request written in the name of another, then its writer decides no step of it but the opinion', async () => {
    const { unitHead, technician, itHead, employee } = office;
    const both = await anActor(db, {
      roles: ['technician', { role: 'itHead', unitId: null, onBehalfOf: itHead.personId }],
    });
    const id = await office.aDraft({ budgetLineId: lineId, requesterId: employee.personId }, both);
    await office.requests.submit(employee, id, NOON);
    await office.approve(id, unitHead, technician);

    await expect(office.approve(id, both)).rejects.toMatchObject({
      code: 'purchase-request.own-request',
      kind: 'forbidden',
    });
    const second = await office.aDraft({ budgetLineId: lineId, requesterId: employee.personId }, technician);
    await office.requests.submit(employee, second, NOON);
    await office.approve(second, unitHead, technician, itHead);
    expect(await office.stateOf(second)).toBe('HOLDER_APPROVED');
  });

  it('given somebody who submitted it for the requester, then they decide no step of it', async () => {
    const id = await office.aDraft({ budgetLineId: lineId });
    await office.requests.submit(office.itHead, id, NOON);
    await office.approve(id, office.unitHead, office.technician);

    await expect(office.approve(id, office.itHead)).rejects.toMatchObject({ code: 'purchase-request.own-request' });
  });

  it('given the head of WO edited it after a return, then a deputy decides on the line, whatever the program says', async () => {
    const { unitHead, technician, itHead, employee } = office;
    const deputy = await anActor(db, { roles: [{ role: 'itHead', unitId: null, onBehalfOf: itHead.personId }] });
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, unitHead, technician);
    await office.approvals.decide(itHead, { id, decision: 'RETURNED', note: 'Zmieniam liczbę.' }, NOON);
    const content = { subject: 'Laptopy', justification: 'Wybory.', planned: false, replacesAssetId: null };
    await office.requests.edit(itHead, { id, ...content, budgetLineId: lineId, lines: [aLine()] }, NOON);
    await office.requests.submit(employee, id, NOON);
    await office.approve(id, unitHead, technician);

    await expect(office.approve(id, itHead)).rejects.toMatchObject({ code: 'purchase-request.own-request' });
    const smuggled = { requestId: id, round: 2, step: 'IT_HEAD', decision: 'APPROVED', at: NOON, note: '' } as const;
    const decided = db.dataSource.manager.insert(Approval, { ...smuggled, decidedBy: itHead.personId });
    await expect(decided).rejects.toMatchObject({ driverError: { constraint: 'approval_own_request_check' } });
    await office.approve(id, deputy);
    expect(await office.stateOf(id)).toBe('HOLDER_APPROVED');
  });

  it('given no budget line, then the head of WO must name one', async () => {
    const id = await office.aSubmitted();
    await office.approve(id, office.unitHead, office.technician);
    await expect(office.approve(id, office.itHead)).rejects.toMatchObject({
      code: 'purchase-request.budget-line-required',
    });
    const decision = { id, decision: 'APPROVED', note: '', budgetLineId: lineId } as const;
    await office.approvals.decide(office.itHead, decision, NOON);
    expect(await office.stateOf(id)).toBe('HOLDER_APPROVED');
  });

  it('given a return, then the chain starts again as the next round, with the same number and the funds free', async () => {
    const { unitHead, technician, itHead, treasurer, secretary, employee } = office;
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, unitHead, technician, itHead, treasurer);
    const { number } = await db.dataSource.manager.findOneByOrFail(PurchaseRequest, { id });

    await expect(
      office.approvals.decide(secretary, { id, decision: 'RETURNED', note: ' ' }, NOON),
    ).rejects.toMatchObject({ code: 'purchase-request.note-required' });
    await office.approvals.decide(secretary, { id, decision: 'RETURNED', note: 'Brak ofert.' }, NOON);
    expect(await left()).toBe(100_000_00);

    await office.requests.submit(employee, id, NOON);
    const again = await db.dataSource.manager.findOneByOrFail(PurchaseRequest, { id });
    expect(again).toMatchObject({ state: 'SUBMITTED', round: 2, number });
    await office.approve(id, unitHead, technician, itHead, treasurer, secretary);
    expect(await left()).toBe(100_000_00 - 55_350_00);
  });

  it('given a decision on a page that is out of date, then it is refused', async () => {
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, office.unitHead);
    const late = { id, decision: 'APPROVED', note: 'tak', step: 'UNIT_HEAD' } as const;
    await expect(office.approvals.decide(office.technician, late, NOON)).rejects.toMatchObject({
      code: 'purchase-request.step-passed',
      kind: 'conflict',
    });
  });

  it('given a draft that is somebody else’s, then an employee may not touch it', async () => {
    const stranger = await anActor(db, { unitId: office.unitId });
    const id = await office.aDraft();
    await expect(office.requests.submit(stranger, id, NOON)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(office.aDraft({ unitId: office.woId }, stranger)).rejects.toMatchObject({
      code: 'purchase-request.unit-forbidden',
    });
    await expect(office.aDraft({ requesterId: office.unitHead.personId }, stranger)).rejects.toMatchObject({
      code: 'purchase-request.requester-forbidden',
    });
  });

  it('given a submitted request, then its content stands still', async () => {
    const id = await office.aSubmitted();
    const content = { subject: 'x', justification: 'x', planned: true, replacesAssetId: null, budgetLineId: null };
    await expect(
      office.requests.edit(office.employee, { id, ...content, lines: [aLine()] }, NOON),
    ).rejects.toMatchObject({ code: 'purchase-request.not-editable' });
  });
});

describe('funds', () => {
  it('given more than is left, then the treasurer is refused and nothing changes', async () => {
    const { unitHead, technician, itHead, treasurer } = office;
    const id = await office.aSubmitted({ budgetLineId: lineId, lines: [aLine({ quantity: 19 })] });
    await office.approve(id, unitHead, technician, itHead);

    await expect(office.approve(id, treasurer)).rejects.toMatchObject({ code: 'budget.exceeded', kind: 'conflict' });
    expect(await office.stateOf(id)).toBe('HOLDER_APPROVED');
    expect(await left()).toBe(100_000_00);

    await office.budget.changeLine(treasurer, { id: lineId, name: 'Zakupy', planChangeGrosze: 5_165_00 }, NOON);
    await office.approve(id, treasurer);
    expect(await left()).toBe(0);
  });

  it('given two requests that fit only singly, when both are confirmed at the same moment, then one is refused', async () => {
    const { unitHead, technician, itHead, treasurer } = office;
    const deputy = await anActor(db, { roles: ['treasurer'] });
    const ids = [await office.aSubmitted({ budgetLineId: lineId }), await office.aSubmitted({ budgetLineId: lineId })];
    for (const id of ids) await office.approve(id, unitHead, technician, itHead);

    const outcomes = await Promise.allSettled([office.approve(ids[0]!, treasurer), office.approve(ids[1]!, deputy)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'budget.exceeded' } });
    expect(await left()).toBe(100_000_00 - 55_350_00);
  });

  it('given one request confirmed twice at the same moment, then funds are booked once', async () => {
    const { unitHead, technician, itHead, treasurer } = office;
    const deputy = await anActor(db, { roles: [{ role: 'treasurer', unitId: null, onBehalfOf: treasurer.personId }] });
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, unitHead, technician, itHead);

    const outcomes = await Promise.allSettled([office.approve(id, treasurer), office.approve(id, deputy)]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await left()).toBe(100_000_00 - 55_350_00);
  });

  it('given a plan lowered after the funds were confirmed, then the secretary is refused', async () => {
    const { unitHead, technician, itHead, treasurer, secretary } = office;
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, unitHead, technician, itHead, treasurer);
    await office.budget.changeLine(treasurer, { id: lineId, name: 'Zakupy', planChangeGrosze: -60_000_00 }, NOON);

    await expect(office.approve(id, secretary)).rejects.toMatchObject({ code: 'budget.exceeded' });
  });

  it('given a line of another year, then the treasurer is refused', async () => {
    const { unitHead, technician, itHead, treasurer } = office;
    const id = await office.aSubmitted({ budgetLineId: lineId });
    await office.approve(id, unitHead, technician, itHead);
    const next = new Date('2027-01-04T10:00:00Z');
    await expect(
      office.approvals.decide(treasurer, { id, decision: 'APPROVED', note: '' }, next),
    ).rejects.toMatchObject({ code: 'budget.other-year' });
  });

  it.each(['REJECTED', 'WITHDRAWN'] as const)(
    'given a request %s after the funds were booked, then they are free again',
    async (end) => {
      const { unitHead, technician, itHead, treasurer, secretary, employee } = office;
      const id = await office.aSubmitted({ budgetLineId: lineId });
      await office.approve(id, unitHead, technician, itHead, treasurer);
      if (end === 'REJECTED') await office.approvals.decide(secretary, { id, decision: end, note: 'Nie.' }, NOON);
      else await office.requests.withdraw(employee, { id, reason: 'Niepotrzebne.' }, NOON);

      expect(await office.stateOf(id)).toBe(end);
      expect(await left()).toBe(100_000_00);
    },
  );
});
