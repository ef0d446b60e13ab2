import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import { findAssetByInventoryNumber } from '../inventory/asset-lookup.query.js';
import { lockForWork } from '../tickets/lock-ticket.js';
import { TicketAssignmentService } from '../tickets/ticket-assignment.service.js';
import { type Reclassification, TicketClassificationService } from '../tickets/ticket-classification.service.js';

export interface ChangeTriage extends Omit<Reclassification, 'assetId'> {
  number: string;
  /** null: back to the queue; absent: as it is */
  assigneeId?: number | null | undefined;
  /** empty: no device; absent: as it is */
  assetInventoryNumber?: string | undefined;
}

/** A person decides otherwise than the rules did. */
@Injectable()
export class TicketTriageService {
  constructor(
    private readonly db: DataSource,
    private readonly classification: TicketClassificationService,
    private readonly assignment: TicketAssignmentService,
  ) {}

  /**
   * Changes what triage decided, and the person, in one transaction.
   * @returns whether the actor still sees the ticket: it may have become a security one
   * @throws DomainError `asset.not-found` (field assetInventoryNumber), `ticket.finished`, `ticket.assignee-unsuitable`
   */
  async change(actor: Actor, command: ChangeTriage, at: Date): Promise<{ staysVisible: boolean }> {
    const { number, assigneeId, assetInventoryNumber, ...change } = command;
    return this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, number);
      const assetId = await this.assetId(tx, assetInventoryNumber);
      // A form sends every field: a queue that nobody touched follows the category.
      const isMoved = change.category !== undefined && change.category !== ticket.category;
      if (isMoved && change.queue === ticket.queue) change.queue = undefined;
      await this.classification.apply(tx, ticket, { ...change, assetId }, actor.personId, at);
      if (assigneeId !== undefined) await this.assignment.apply(tx, ticket, assigneeId, actor.personId, at);
      return { staysVisible: can(actor, 'ticket.view', ticket) };
    });
  }

  private async assetId(tx: EntityManager, inventoryNumber: string | undefined): Promise<number | null | undefined> {
    if (inventoryNumber === undefined) return undefined;
    if (inventoryNumber.trim() === '') return null;
    const asset = await findAssetByInventoryNumber(tx, inventoryNumber);
    if (asset) return asset.id;
    throw new DomainError('asset.not-found', 'invalid', 'Nie ma urządzenia o tym numerze inwentarzowym.', {
      assetInventoryNumber: 'Nie ma urządzenia o tym numerze. Należy sprawdzić naklejkę.',
    });
  }
}
