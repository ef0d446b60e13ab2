import type { Actor } from '../../src/access/actor.js';
import { EventsService } from '../../src/events/events.service.js';
import { InventoryService } from '../../src/inventory/inventory.service.js';
import { AcceptanceReturnService } from '../../src/purchases/acceptance-return.service.js';
import { AcceptanceService } from '../../src/purchases/acceptance.service.js';
import { BudgetService } from '../../src/purchases/budget.service.js';
import { ProcurementService } from '../../src/purchases/procurement.service.js';
import { PurchaseApprovalService } from '../../src/purchases/purchase-approval.service.js';
import { PurchaseRequest } from '../../src/purchases/purchase-request.entity.js';
import {
  type DraftRequest,
  type LineContent,
  PurchaseRequestsService,
} from '../../src/purchases/purchase-requests.service.js';
import { RequestProgress } from '../../src/purchases/request-progress.service.js';
import { TicketObligations } from '../../src/tickets/ticket-obligations.service.js';
import type { TestDatabase } from '../support/database.js';
import { anActor, aUnitId, testConfig } from '../support/office.js';

export const NOON = new Date('2026-03-10T11:00:00Z');

/** The services of the module and one person for each step of the chain. */
export async function openPurchaseOffice(db: TestDatabase) {
  const events = new EventsService();
  const config = testConfig();
  const inventory = new InventoryService(db.dataSource, events, config);
  const budget = new BudgetService(db.dataSource, events, config);
  const obligations = new TicketObligations(events);
  const progress = new RequestProgress(events, budget, obligations);
  const unitId = await aUnitId(db);
  const woId = await aUnitId(db);
  const people = {
    employee: await anActor(db, { unitId }),
    unitHead: await anActor(db, { unitId, roles: [{ role: 'unitHead', unitId, onBehalfOf: null }] }),
    technician: await anActor(db, { unitId: woId, roles: ['technician'] }),
    itHead: await anActor(db, {
      unitId: woId,
      roles: ['itHead', { role: 'unitHead', unitId: woId, onBehalfOf: null }],
    }),
    treasurer: await anActor(db, { roles: ['treasurer'] }),
    secretary: await anActor(db, { roles: ['secretary'] }),
  };
  const requests = new PurchaseRequestsService(db.dataSource, progress, obligations, config);
  const approvals = new PurchaseApprovalService(db.dataSource, progress, budget);
  const office = {
    unitId,
    woId,
    ...people,
    requests,
    approvals,
    budget,
    procurement: new ProcurementService(db.dataSource, progress, budget, config),
    acceptance: new AcceptanceService(db.dataSource, events, progress, inventory, config),
    returns: new AcceptanceReturnService(db.dataSource, events, inventory, budget, config),

    async aBudgetLine(planGrosze: number, classification: string): Promise<number> {
      const line = { year: 2026, classification, name: 'Zakup materiałów i wyposażenia', planGrosze };
      return budget.createLine(people.treasurer, line, NOON);
    },

    async aDraft(changes: Partial<DraftRequest> = {}, by: Actor = people.employee): Promise<number> {
      const draft = {
        unitId,
        subject: 'Laptopy do wyborów',
        justification: 'Obsługa obwodowych komisji wyborczych.',
        planned: false,
        replacesAssetId: null,
        budgetLineId: null,
        lines: [aLine()],
        ...changes,
      };
      return (await requests.draft(by, draft, NOON)).id;
    },

    async aSubmitted(changes: Partial<DraftRequest> = {}, by: Actor = people.employee): Promise<number> {
      const id = await office.aDraft(changes, by);
      await requests.submit(by, id, NOON);
      return id;
    },

    /** Approvals of the chain, as far as wanted. */
    async approve(id: number, ...by: Actor[]): Promise<void> {
      for (const actor of by) await approvals.decide(actor, { id, decision: 'APPROVED', note: 'Zakup zasadny.' }, NOON);
    },

    async anOrdered(changes: Partial<DraftRequest> = {}): Promise<number> {
      const id = await office.aSubmitted(changes);
      const { unitHead, technician, itHead, treasurer, secretary } = people;
      await office.approve(id, unitHead, technician, itHead, treasurer, secretary);
      await office.procurement.start(
        technician,
        { id, procedureMark: 'WO.271.12.2026', startedOn: '2026-03-10' },
        NOON,
      );
      const order = { id, orderReference: 'UM/12/2026', orderedOn: '2026-03-10', supplier: 'Komputery Sp. z o.o.' };
      await office.procurement.order(technician, order, NOON);
      return id;
    },

    stateOf: async (id: number) => (await db.dataSource.manager.findOneByOrFail(PurchaseRequest, { id })).state,
  };
  return office;
}

export type PurchaseOffice = Awaited<ReturnType<typeof openPurchaseOffice>>;

/** Ten laptops, 45 000 net. */
export function aLine(changes: Partial<LineContent> = {}): LineContent {
  return {
    description: 'Laptop 14 cali',
    assetKind: 'LAPTOP',
    quantity: 10,
    technicalNeeds: '16 GB pamięci, 512 GB SSD',
    unitNetGrosze: 450_000,
    unitGrossGrosze: 553_500,
    cpv: '30213100-6',
    ...changes,
  };
}
