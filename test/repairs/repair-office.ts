import { BlobsService } from '../../src/blobs/blobs.service.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { EventsService } from '../../src/events/events.service.js';
import type { AssetKind } from '../../src/inventory/asset-kind.js';
import { InventoryService } from '../../src/inventory/inventory.service.js';
import { OfficeProfileService } from '../../src/office/office-profile.service.js';
import { OutagesService } from '../../src/outages/outages.service.js';
import type { ProtocolContent } from '../../src/repairs/protocol-content.js';
import { ProtocolDecisionsService } from '../../src/repairs/protocol-decisions.service.js';
import { ProtocolPrinter } from '../../src/repairs/protocol-printer.js';
import { RepairProtocolsService } from '../../src/repairs/repair-protocols.service.js';
import { TicketMessagesService } from '../../src/tickets/ticket-messages.service.js';
import { TicketObligations } from '../../src/tickets/ticket-obligations.service.js';
import { TicketStatusService } from '../../src/tickets/ticket-status.service.js';
import type { TriageResult } from '../../src/tickets/ticket-codes.js';
import { TicketsService } from '../../src/tickets/tickets.service.js';
import type { TestDatabase } from '../support/database.js';
import { anActor, aUnitId, testConfig } from '../support/office.js';

/** Tuesday 2026-03-10, 12:00 in the office. */
export const NOON = new Date('2026-03-10T11:00:00Z');

let sequence = 0;

interface TicketChoices {
  triageResult?: TriageResult | null;
  assetId?: number | null;
}

/** The services around repairs and outages, and the people who work with them. */
export async function openRepairOffice(db: TestDatabase) {
  const config = testConfig();
  const events = new EventsService();
  const calendars = new CalendarService(db.dataSource, events, config);
  const obligations = new TicketObligations(events);
  const blobs = new BlobsService(db.dataSource, config);
  const statuses = new TicketStatusService(db.dataSource, events, calendars, obligations);
  const messages = new TicketMessagesService(db.dataSource, blobs, events, statuses);
  const tickets = new TicketsService(db.dataSource, config, events, calendars, messages, obligations);
  const inventory = new InventoryService(db.dataSource, events, config);
  const protocols = new RepairProtocolsService(db.dataSource, events, obligations);
  const printer = new ProtocolPrinter(new OfficeProfileService(db.dataSource, events), config);
  const decisions = new ProtocolDecisionsService(db.dataSource, events, obligations, blobs, printer, config);
  const outages = new OutagesService(db.dataSource, events, obligations);
  const unitId = await aUnitId(db);
  const requester = await anActor(db, { unitId });
  const technician = await anActor(db, { roles: ['technician'] });
  const colleague = await anActor(db, { roles: ['technician'] });
  const itHead = await anActor(db, { roles: ['itHead'] });
  const administrator = await anActor(db, { roles: ['administrator'] });

  const office = {
    ...{ config, blobs, statuses, messages, tickets, inventory, protocols, decisions, printer, outages },
    ...{ unitId, requester, technician, colleague, itHead, administrator },

    async anAsset(kind: AssetKind = 'DESKTOP', { inKpiScope = false } = {}) {
      const inventoryNumber = `UM-013-T-${String(++sequence).padStart(4, '0')}`;
      const known = { manufacturer: 'Dell', model: 'OptiPlex 7010', serialNumber: `SN-${sequence}`, inKpiScope };
      const entered = { inventoryNumber, kind, title: 'PURCHASED', acceptedOn: '2024-02-01', ...known } as const;
      return inventory.register(administrator, { ...entered, unitId, room: '112' }, NOON);
    },

    async aTicket({ triageResult = 'REPAIR', assetId = null }: TicketChoices = {}) {
      const person = { personId: requester.personId, email: requester.email, name: 'Żaneta Źdźbło-Łącka' };
      return db.dataSource.transaction((tx) =>
        tickets.register(
          tx,
          {
            subject: 'Wolny komputer',
            channel: 'EMAIL',
            receivedAt: NOON,
            requester: { ...person, unitId, room: '112' },
            assetId,
            triage: {
              ...{ category: 'HARDWARE', queue: 'HARDWARE', impact: 'PERSON', urgency: 'NORMAL' },
              ...{ assigneeId: null, triageResult, ruleId: null, trace: null },
            },
            message: { direction: 'inbound', text: 'Komputer uruchamia się 15 minut, dysk głośno pracuje.' },
          },
          NOON,
        ),
      );
    },

    /** A draft of a computer whose disk was replaced, ready for submission. */
    async aDraft(content: Partial<ProtocolContent> = {}, by = technician, at = NOON) {
      const asset = await office.anAsset();
      const ticket = await office.aTicket({ assetId: asset.id });
      const draft = { ticketNumber: ticket.number, content: { ...COMPLETE, ...content } };
      const { id } = await protocols.draft(by, draft, at);
      return { id, ticket, asset };
    },

    async aSubmitted(content: Partial<ProtocolContent> = {}, by = technician, at = NOON) {
      const draft = await office.aDraft(content, by, at);
      return { ...draft, ...(await decisions.submit(by, { id: draft.id }, at)) };
    },

    async anApproved(content: Partial<ProtocolContent> = {}, by = technician, at = NOON) {
      const submitted = await office.aSubmitted(content, by, at);
      await decisions.approve(itHead, { id: submitted.id }, at);
      return submitted;
    },

    async obligationsOf(ticketId: number) {
      return db.dataSource.query<{ kind: string; ref: number | null; state: string }[]>(
        'SELECT o.kind, o.ref, o.state FROM ticket_obligation o WHERE o.ticket_id = $1 ORDER BY o.kind, o.ref',
        [ticketId],
      );
    },
  };
  return office;
}

export type RepairOffice = Awaited<ReturnType<typeof openRepairOffice>>;

export const COMPLETE = {
  completedOn: '2026-03-10',
  result: 'REPAIRED',
  diagnosis: 'Uszkodzone sektory dysku – wymiana konieczna.',
  operations: [
    { kind: 'COMPONENT_REPLACEMENT', description: 'wymiana dysku HDD na SSD' },
    { kind: 'SOFTWARE_REINSTALL', description: 'instalacja systemu z obrazu' },
  ],
  parts: [
    { name: 'dysk SSD 500 GB', quantity: 1, serialNumber: 'S5Y1-77', source: 'magazyn', grossPriceGrosze: 24_990 },
  ],
} as const satisfies Partial<ProtocolContent>;
