import type { Role } from '../../src/access/actor.js';
import { IntakeService } from '../../src/intake/email/intake.service.js';
import { ReceiveService } from '../../src/intake/email/receive.service.js';
import { NotificationDelivery } from '../../src/notifications/notification-delivery.service.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { TicketAssignmentService } from '../../src/tickets/ticket-assignment.service.js';
import { TicketMessagesService } from '../../src/tickets/ticket-messages.service.js';
import { TicketTriageService } from '../../src/triage/ticket-triage.service.js';
import { anEmail } from '../intake/intake-office.js';
import { openPurchaseOffice, type PurchaseOffice } from '../purchases/purchase-office.js';
import { openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import type { OfficeWithoutJobs } from './office-without-jobs.js';

export interface UseCase {
  name: string;
  /** Who tries again after a fault: a person, when nothing was done; or the program by itself, whatever was done. */
  again: 'person' | 'program';
  /** Transactions it takes. What a person asks for is one. */
  commits: number;
  /** Makes what it needs. @returns the use case itself */
  prepare(stage: Stage): Promise<() => Promise<unknown>>;
}

/** One or two of every kind: tickets, documents, money, intake, and what follows from events. */
export const USE_CASES: readonly UseCase[] = [
  {
    name: 'a ticket is resolved',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { repairs } = stage;
      const { technician } = stage.repairs;
      const { number } = await stage.aTicket();
      return () =>
        repairs.statuses.change(technician, { number, to: 'RESOLVED', reason: 'Wymieniono dysk.' }, stage.now());
    },
  },
  {
    name: 'a reply goes out with a file, and the ticket waits',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office } = stage;
      const { technician } = stage.repairs;
      const { number } = await stage.aTicket();
      const attachments = [
        {
          filename: 'instrukcja.txt',
          contentType: 'text/plain',
          inline: false,
          contentId: null,
          content: Buffer.from('1. Wyłączyć.'),
        },
      ];
      const reply = { number, text: 'Prosimy o numer seryjny.', attachments, status: 'WAITING_REQUESTER' as const };
      return () => office.get(TicketMessagesService).reply(technician, reply, stage.now());
    },
  },
  {
    name: 'a ticket is assigned',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office } = stage;
      const { technician, colleague } = stage.repairs;
      const { number } = await stage.aTicket();
      const command = { number, assigneeId: colleague.personId };
      return () => office.get(TicketAssignmentService).assign(technician, command, stage.now());
    },
  },
  {
    name: 'triage is corrected: category, priority, result, device, person',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { technician, colleague } = stage.repairs;
      const { number } = await stage.aTicket();
      const { inventoryNumber } = await repairs.anAsset();
      const changes = {
        category: 'NETWORK',
        impact: 'OFFICE',
        triageResult: 'REPAIR',
        assigneeId: colleague.personId,
      } as const;
      const command = { number, ...changes, assetInventoryNumber: inventoryNumber };
      return () => office.get(TicketTriageService).change(technician, command, stage.now());
    },
  },
  {
    name: 'a repair protocol is submitted and gets its number',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { technician } = stage.repairs;
      const { id } = await repairs.aDraft();
      await office.settle();
      return () => repairs.decisions.submit(technician, { id }, stage.now());
    },
  },
  {
    name: 'a repair protocol is approved and printed',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { itHead } = stage.repairs;
      const { id } = await repairs.aSubmitted();
      await office.settle();
      return () => repairs.decisions.approve(itHead, { id }, stage.now());
    },
  },
  {
    name: 'the treasurer approves a purchase and the funds are booked',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office, purchases } = stage;
      const budgetLineId = await purchases.aBudgetLine(100_000_00, '750-75023-4210');
      const id = await purchases.aSubmitted({ budgetLineId });
      await purchases.approve(id, purchases.unitHead, purchases.technician, purchases.itHead);
      await office.settle();
      const decision = { id, decision: 'APPROVED', note: '' } as const;
      return () => purchases.approvals.decide(purchases.treasurer, decision, stage.now());
    },
  },
  {
    name: 'an outage ends',
    again: 'person',
    commits: 1,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { technician } = stage.repairs;
      const { inventoryNumber } = await repairs.anAsset('SERVER', { inKpiScope: true });
      const ticket = await repairs.aTicket({ triageResult: 'OUTAGE' });
      const startedAt = stage.now();
      const { id } = await repairs.outages.start(
        technician,
        {
          ...{ inventoryNumber, cause: 'SERVER_FAILURE', serviceInterrupted: true, systemName: 'system podatkowy' },
          ...{ startedAt, endedAt: null, description: '', ticketNumber: ticket.number, incident: null },
        },
        startedAt,
      );
      await office.settle();
      return () => repairs.outages.end(technician, { id, endedAt: stage.now() }, stage.now());
    },
  },
  {
    name: 'an e-mail is stored',
    again: 'program',
    commits: 1,
    async prepare(stage) {
      const raw = anEmail();
      return () => stage.receive(raw);
    },
  },
  {
    name: 'an e-mail with a file becomes a ticket',
    again: 'program',
    commits: 2,
    async prepare(stage) {
      const { office } = stage;
      const { colleague, requester } = stage.repairs;
      const body =
        '--b\r\n\r\nW załączeniu zdjęcie.\r\n--b\r\nContent-Type: image/png; name=ekran.png\r\n\r\npng\r\n--b--';
      const headers = { 'Content-Type': 'multipart/mixed; boundary=b', From: requester.email!, Cc: colleague.email! };
      const id = (await stage.receive(anEmail(headers, body)))!;
      return () => office.get(IntakeService).process([id]);
    },
  },
  {
    name: 'e-mails that came together are worked on together',
    again: 'program',
    commits: 2,
    async prepare(stage) {
      const { office } = stage;
      const { number } = await stage.aTicket();
      const ids = [(await stage.receive(anEmail(), 2))!, await stage.receiveReply(number)];
      return () => office.get(IntakeService).process(ids);
    },
  },
  {
    name: 'an e-mail is appended to its ticket',
    again: 'program',
    commits: 2,
    async prepare(stage) {
      const { office } = stage;
      const { number } = await stage.aTicket();
      const id = await stage.receiveReply(number);
      return () => office.get(IntakeService).process([id]);
    },
  },
  {
    name: 'an e-mail reopens a resolved ticket',
    again: 'program',
    commits: 2,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { technician } = stage.repairs;
      const { number } = await stage.aTicket();
      await repairs.statuses.change(technician, { number, to: 'RESOLVED' }, stage.now());
      await office.settle();
      const id = await stage.receiveReply(number);
      return () => office.get(IntakeService).process([id]);
    },
  },
  {
    name: 'events are handed on',
    again: 'program',
    commits: 1,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { technician } = stage.repairs;
      const { number } = await stage.aTicket();
      await repairs.statuses.change(technician, { number, to: 'RESOLVED' }, stage.now());
      await stage.receiveReply(number);
      return () => office.relay();
    },
  },
  {
    name: 'an event makes its notifications',
    again: 'program',
    commits: 1,
    async prepare(stage) {
      const { office, repairs } = stage;
      await repairs.aTicket();
      const eventId = await stage.lastEvent();
      return () => office.get(NotificationsService).create([eventId], stage.now());
    },
  },
  {
    name: 'notifications go out, merged into one e-mail',
    again: 'program',
    commits: 2,
    async prepare(stage) {
      const { office, repairs } = stage;
      const { technician } = stage.repairs;
      const { number } = await stage.aTicket();
      await repairs.statuses.change(technician, { number, to: 'WAITING_PARTS' }, stage.now());
      await office.get(NotificationsService).create([await stage.lastEvent()], stage.now());
      await repairs.statuses.change(technician, { number, to: 'RESOLVED' }, stage.now());
      await office.get(NotificationsService).create([await stage.lastEvent()], stage.now());
      const [first] = await office.db.dataSource.query<{ id: number }[]>(
        `SELECT min(n.id) AS id FROM notification n WHERE n.state = 'queued'`,
      );
      return () => office.get(NotificationDelivery).deliver(first!.id, new Date(+stage.now() + 3 * 60_000));
    },
  },
];

/** The people and services that use cases need, with what several of them make first. */
export class Stage {
  private constructor(
    readonly office: OfficeWithoutJobs,
    readonly repairs: RepairOffice,
    readonly purchases: PurchaseOffice,
    private readonly mailboxId: number,
  ) {}

  static async open(office: OfficeWithoutJobs): Promise<Stage> {
    const repairs = await openRepairOffice(office.db);
    await holdRoles(office, repairs);
    const [mailbox] = await office.db.dataSource.query<{ id: number }[]>(
      `INSERT INTO mailbox (name, address, host, port, secure, username, password_encrypted)
       VALUES ('Helpdesk', 'helpdesk@urzad.example', '127.0.0.1', 143, false, 'helpdesk', 'x') RETURNING id`,
    );
    return new Stage(office, repairs, await openPurchaseOffice(office.db), mailbox!.id);
  }

  now(): Date {
    return this.office.clock.now();
  }

  /** A ticket whose requester has been told of it. */
  async aTicket(): Promise<{ id: number; number: string }> {
    const ticket = await this.repairs.aTicket({ triageResult: 'ADVICE' });
    await this.office.settle();
    return ticket;
  }

  /** The same delivery every time: what the mailbox shows until it was stored. @returns its id, null when it is stored already */
  async receive(raw: Buffer, uid = 1): Promise<number | null> {
    const receivedAt = this.now();
    const imap = { mailboxId: this.mailboxId, uidValidity: 1, uid };
    const envelope = { envelopeFrom: null, envelopeTo: [], receivedAt };
    const delivery = { channel: 'imap', raw, sizeBytes: raw.length, imap, ...envelope } as const;
    return this.office.get(ReceiveService).store(delivery, receivedAt);
  }

  async receiveReply(number: string): Promise<number> {
    const headers = { From: this.repairs.requester.email!, Subject: `Odp: [${number}] Wolny komputer` };
    return (await this.receive(anEmail(headers, 'Nadal nie działa.')))!;
  }

  /** The event that came last, not handed on yet. */
  async lastEvent(): Promise<number> {
    const [row] = await this.office.db.dataSource.query<{ id: number }[]>(
      'SELECT max(o.event_id) AS id FROM event_outbox o',
    );
    return row!.id;
  }
}

/** People who are asked for by role are looked up in the database, not among actors. */
async function holdRoles({ db }: OfficeWithoutJobs, { technician, colleague, itHead }: RepairOffice): Promise<void> {
  const held: [number, Role][] = [
    [technician.personId, 'technician'],
    [colleague.personId, 'technician'],
    [colleague.personId, 'triage'],
    [itHead.personId, 'itHead'],
  ];
  for (const [personId, role] of held)
    await db.dataSource.query(
      `INSERT INTO role_assignment (person_id, role, valid_from) VALUES ($1, $2, '2020-01-01')`,
      [personId, role],
    );
}
