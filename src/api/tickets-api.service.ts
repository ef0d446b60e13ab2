import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findPersonByEmail } from '../directory/directory.queries.js';
import { RequestRegistration } from '../intake/request-registration.service.js';
import { isInternal } from '../intake/sender-of.js';
import { findAssetByInventoryNumber } from '../inventory/asset-lookup.query.js';
import { lockForWork } from '../tickets/lock-ticket.js';
import { TicketAssignmentService } from '../tickets/ticket-assignment.service.js';
import { TicketClassificationService } from '../tickets/ticket-classification.service.js';
import { listTickets } from '../tickets/ticket-list.query.js';
import { type TicketRow, ticketRow, ticketRows } from '../tickets/ticket-page.query.js';
import { TicketStatusService } from '../tickets/ticket-status.service.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { page } from './answers.js';
import { ticketView } from './ticket-views.js';
import type { newTicketSchema, ticketPatch, ticketQuery } from './ticket.schema.js';

/** Reads and changes tickets for the API: one call, one transaction, all or nothing. */
@Injectable()
export class TicketsApiService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly tickets: TicketsService,
    private readonly statuses: TicketStatusService,
    private readonly assignments: TicketAssignmentService,
    private readonly classifications: TicketClassificationService,
    private readonly registration: RequestRegistration,
  ) {}

  async list(actor: Actor, query: z.output<typeof ticketQuery>, now: Date) {
    const tx = this.db.manager;
    const { status, queue, q, limit, cursor } = query;
    const assignee =
      query.assignee === undefined ? undefined : await this.assigneeFilter(tx, actor, query.assignee, now);
    const rows = await listTickets(
      tx,
      actor,
      { status, queue, q, assignee },
      { sort: { by: 'number', direction: 'desc' }, cursor, limit: limit + 1, now },
    );
    const numbers = rows.slice(0, limit).map(({ number }) => number);
    const full = new Map((await ticketRows(tx, numbers)).map((row) => [row.number, row]));
    return page(
      rows,
      limit,
      (row) => ticketView(found(full.get(row.number), 'ticket')),
      (row) => row.cursor,
    );
  }

  /**
   * Registers a request in somebody's name.
   * @returns its number
   * @throws DomainError `ticket.requester-unknown`, `asset.not-found`
   */
  async create(actor: Actor, request: z.output<typeof newTicketSchema>, at: Date): Promise<string> {
    return this.db.transaction(async (tx) => {
      const requester = await this.requester(tx, request.requesterEmail.toLowerCase(), at);
      const assetId = request.assetInventoryNumber ? await this.assetId(tx, request.assetInventoryNumber) : null;
      const { subject, text, category } = request;
      const stated = category ? { category } : {};
      const command = { channel: 'API' as const, requester, subject, text, stated, assetId, actorId: actor.personId };
      return (await this.registration.register(tx, command, at)).number;
    });
  }

  /** @throws DomainError `ticket.not-found` also when the actor may not see it */
  async find(actor: Actor, number: string): Promise<TicketRow> {
    const row = await ticketRow(this.db.manager, number);
    if (!can(actor, 'ticket.view', row)) found(null, 'ticket');
    return row;
  }

  /** @throws DomainError `ticket.transition-not-allowed` and the others of the ticket's services; then nothing has changed */
  async patch(actor: Actor, number: string, patch: z.output<typeof ticketPatch>, at: Date): Promise<TicketRow> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, number);
      const { category, queue, impact, urgency, assignee, subject, status, reason } = patch;
      if (subject !== undefined) await this.tickets.applySubject(tx, ticket, subject, actor.personId, at);
      if (category ?? queue ?? impact ?? urgency) {
        await this.classifications.apply(tx, ticket, { category, queue, impact, urgency }, actor.personId, at);
      }
      if (assignee !== undefined) {
        await this.assignments.apply(
          tx,
          ticket,
          assignee === null ? null : await this.personId(tx, assignee, at),
          actor.personId,
          at,
        );
      }
      if (status !== undefined && status !== ticket.status) {
        if (status === 'ASSIGNED' || status === 'NEW' || status === 'MERGED') throw byOtherMeans(status);
        await this.statuses.apply(tx, ticket, { to: status, actorId: actor.personId, reason }, at);
      }
    });
    return this.find(actor, number);
  }

  /** Somebody of the directory, or at least of the office. */
  private async requester(tx: EntityManager, email: string, at: Date) {
    const person = await findPersonByEmail(tx, email, localDate(at, this.config.timeZone));
    if (person) {
      const { id, name, unitId, unitSymbol, room } = person;
      return { personId: id, email, name, unitId, unitSymbol, room };
    }
    if (!isInternal(email, this.config.internalDomains)) {
      throw new DomainError('ticket.requester-unknown', 'invalid', 'Zgłaszający nie jest pracownikiem urzędu.', {
        requesterEmail: 'Nie ma takiej osoby w urzędzie.',
      });
    }
    return { personId: null, email, name: email, unitId: null, unitSymbol: null, room: null };
  }

  private async assetId(tx: EntityManager, inventoryNumber: string): Promise<number> {
    const asset = await findAssetByInventoryNumber(tx, inventoryNumber);
    if (!asset) {
      throw new DomainError('asset.not-found', 'invalid', 'Nie ma urządzenia o tym numerze.', {
        assetInventoryNumber: 'Nie ma urządzenia o tym numerze inwentarzowym.',
      });
    }
    return asset.id;
  }

  private async assigneeFilter(tx: EntityManager, actor: Actor, assignee: string, now: Date): Promise<number | 'none'> {
    if (assignee === 'none') return 'none';
    if (assignee === 'me') return actor.personId;
    return this.personId(tx, assignee, now);
  }

  private async personId(tx: EntityManager, email: string, at: Date): Promise<number> {
    const person = await findPersonByEmail(tx, email, localDate(at, this.config.timeZone));
    if (!person) {
      throw new DomainError('person.not-found', 'invalid', 'Nie ma takiej osoby.', {
        assignee: 'Nie ma osoby o tym adresie.',
      });
    }
    return person.id;
  }
}

function byOtherMeans(status: string): DomainError {
  return new DomainError(
    'ticket.transition-not-allowed',
    'conflict',
    status === 'MERGED'
      ? 'Zgłoszenia łączy się na jego stronie.'
      : 'Ten stan wynika z przydzielenia zgłoszenia (pole assignee).',
  );
}
