import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { DomainError } from '../common/domain-error.js';
import { EventsService, type NewEvent } from '../events/events.service.js';
import { lockForWork } from './lock-ticket.js';
import {
  type Category,
  type Impact,
  QUEUE_OF,
  type QueueCode,
  type TriageResult,
  type Urgency,
} from './ticket-codes.js';
import { changeDue } from './ticket-due.js';
import { TicketObligations } from './ticket-obligations.service.js';
import { priorityOf } from './ticket-priority.js';
import { isFinished } from './ticket-status.js';
import { isRestricted, obligationsOf } from './ticket-triage.js';
import type { Ticket } from './ticket.entity.js';

/** What a person changes of what triage decided; absent fields stay. */
export interface Reclassification {
  category?: Category | undefined;
  queue?: QueueCode | undefined;
  impact?: Impact | undefined;
  urgency?: Urgency | undefined;
  triageResult?: TriageResult | null | undefined;
  assetId?: number | null | undefined;
}

/** Category, queue, priority, triage result and device of a ticket, changed by a person after triage. */
@Injectable()
export class TicketClassificationService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly calendars: CalendarService,
    private readonly obligations: TicketObligations,
  ) {}

  async change(actor: Actor, command: { number: string } & Reclassification, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, command.number);
      await this.apply(tx, ticket, command, actor.personId, at);
    });
  }

  /**
   * Carries the change out on a ticket that the caller has locked. Another category moves the ticket to that category's queue unless a
   * queue is given too; a security ticket is restricted at once; a triage result brings its obligations.
   * @throws DomainError `ticket.finished`, `ticket.queue-restricted`
   */
  async apply(
    tx: EntityManager,
    ticket: Ticket,
    change: Reclassification,
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    if (isFinished(ticket.status)) {
      throw new DomainError(
        'ticket.finished',
        'conflict',
        'Zgłoszenie jest zakończone. Aby je zmienić, należy je najpierw wznowić.',
      );
    }
    const before = classificationOf(ticket);
    const assetBefore = ticket.assetId;
    const next = { ...before, ...defined(change) };
    if (change.category && change.category !== before.category && !change.queue) next.queue = QUEUE_OF[change.category];
    const restricted = isRestricted(next);
    if (restricted && before.restricted && change.queue && change.queue !== 'SECURITY') {
      throw new DomainError(
        'ticket.queue-restricted',
        'conflict',
        'Zgłoszenie dotyczy bezpieczeństwa, więc pozostaje w kolejce bezpieczeństwa. Najpierw należy zmienić jego kategorię i sposób załatwienia.',
      );
    }
    if (restricted) next.queue = 'SECURITY';
    const priority = priorityOf(next.impact, next.urgency);
    Object.assign(ticket, changeDue(await this.calendars.load(tx), ticket, ticket.priority, priority, at));
    const { assetId, ...classification } = next;
    Object.assign(ticket, classification, { priority, restricted });
    if (assetId !== undefined) ticket.assetId = assetId;
    if (restricted) ticket.detectedAt ??= ticket.receivedAt;
    ticket.updatedAt = at;
    await tx.save(ticket);
    await this.record(tx, ticket, before, assetBefore, actorId, at);
  }

  private async record(
    tx: EntityManager,
    ticket: Ticket,
    before: ReturnType<typeof classificationOf>,
    assetBefore: number | null,
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const after = classificationOf(ticket);
    const changed = (Object.keys(after) as (keyof typeof after)[]).filter((key) => after[key] !== before[key]);
    const common = { subjectType: 'ticket' as const, subjectId: ticket.id, ticketId: ticket.id, actorId, at };
    const events: NewEvent[] = [];
    if (changed.length > 0) {
      const payload = Object.fromEntries(changed.map((key) => [key, { from: before[key], to: after[key] }]));
      events.push({ ...common, type: 'ticket.reclassified', payload });
    }
    if (after.restricted && !before.restricted) events.push({ ...common, type: 'ticket.restricted' });
    if (ticket.assetId !== assetBefore) {
      events.push({ ...common, type: 'ticket.asset-linked', payload: { from: assetBefore, to: ticket.assetId } });
    }
    if (events.length > 0) await this.events.append(tx, ...events);
    if (after.triageResult !== before.triageResult)
      await this.moveObligations(tx, ticket, before.triageResult, actorId, at);
  }

  private async moveObligations(
    tx: EntityManager,
    ticket: Ticket,
    from: TriageResult | null,
    actorId: number | null,
    at: Date,
  ) {
    const [before, after] = [obligationsOf(from), obligationsOf(ticket.triageResult)];
    for (const kind of before.filter((kind) => !after.includes(kind)))
      await this.obligations.withdrawExpectation(tx, ticket.id, kind);
    for (const kind of after.filter((kind) => !before.includes(kind)))
      await this.obligations.expect(tx, ticket.id, kind, actorId, at);
  }
}

function classificationOf(ticket: Ticket) {
  const { category, queue, impact, urgency, priority, triageResult, restricted } = ticket;
  return { category, queue, impact, urgency, priority, triageResult, restricted };
}

function defined(change: Reclassification): Partial<Reclassification> {
  const { category, queue, impact, urgency, triageResult, assetId } = change;
  return Object.fromEntries(
    Object.entries({ category, queue, impact, urgency, triageResult, assetId }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
