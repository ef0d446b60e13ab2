import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { DomainError } from '../common/domain-error.js';
import { TicketAssignmentService } from './ticket-assignment.service.js';
import { TicketClassificationService } from './ticket-classification.service.js';
import type { Category, QueueCode } from './ticket-codes.js';
import { TicketStatusService } from './ticket-status.service.js';

/** More at once is no choice of single tickets any more, and would hold the request up. */
export const MAX_BULK = 100;

/** One change that several tickets are to undergo. */
export type BulkChange =
  | { kind: 'take' }
  | { kind: 'assign'; assigneeId: number }
  | { kind: 'unassign' }
  | { kind: 'category'; category: Category }
  | { kind: 'queue'; queue: QueueCode }
  | { kind: 'status'; to: 'RESOLVED' | 'REJECTED'; reason?: string | undefined };

export interface BulkOutcome {
  /** Numbers, in the order they were asked for. */
  changed: string[];
  refused: { number: string; message: string }[];
}

/** One change to several tickets: each goes through its ordinary use case, and one that refuses does not stop the others. */
@Injectable()
export class TicketBulkService {
  constructor(
    private readonly assignments: TicketAssignmentService,
    private readonly classification: TicketClassificationService,
    private readonly statuses: TicketStatusService,
  ) {}

  /**
   * @param command.numbers repeated ones count once
   * @throws DomainError `ticket.bulk-empty`, `ticket.bulk-too-many`
   */
  async change(
    actor: Actor,
    command: { numbers: readonly string[]; change: BulkChange },
    at: Date,
  ): Promise<BulkOutcome> {
    const numbers = [...new Set(command.numbers)];
    refuseCount(numbers.length);
    const outcome: BulkOutcome = { changed: [], refused: [] };
    for (const number of numbers) {
      try {
        await this.changeOne(actor, number, command.change, at);
        outcome.changed.push(number);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        outcome.refused.push({ number, message: messageOf(error) });
      }
    }
    return outcome;
  }

  private changeOne(actor: Actor, number: string, change: BulkChange, at: Date): Promise<void> {
    switch (change.kind) {
      case 'take':
        return this.assignments.assign(actor, { number, assigneeId: actor.personId }, at);
      case 'assign':
        return this.assignments.assign(actor, { number, assigneeId: change.assigneeId }, at);
      case 'unassign':
        return this.assignments.assign(actor, { number, assigneeId: null }, at);
      case 'category':
        return this.classification.change(actor, { number, category: change.category }, at);
      case 'queue':
        return this.classification.change(actor, { number, queue: change.queue }, at);
      case 'status':
        return this.statuses.change(actor, { number, to: change.to, reason: change.reason }, at);
    }
  }
}

/** Whether there is a ticket that one may not see is not told. */
function messageOf({ kind, message }: DomainError): string {
  return kind === 'not-found' || kind === 'forbidden'
    ? 'Nie ma takiego zgłoszenia albo brak do niego dostępu.'
    : message;
}

function refuseCount(count: number): void {
  if (count === 0) {
    const message = 'Należy zaznaczyć co najmniej jedno zgłoszenie.';
    throw new DomainError('ticket.bulk-empty', 'invalid', message, { numbers: message });
  }
  if (count > MAX_BULK) {
    const message = `Jednorazowo można zmienić najwyżej ${MAX_BULK} zgłoszeń.`;
    throw new DomainError('ticket.bulk-too-many', 'invalid', message, { numbers: message });
  }
}
