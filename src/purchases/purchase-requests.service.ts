import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, holds } from '../access/actor.js';
import { allow, can } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { nextNumber } from '../database/number-series.js';
import type { AssetKind } from '../inventory/asset-kind.js';
import { lockTicketById, refuseUnseen } from '../tickets/lock-ticket.js';
import { TicketObligations } from '../tickets/ticket-obligations.service.js';
import { isFinished } from '../tickets/ticket-status.js';
import type { Ticket } from '../tickets/ticket.entity.js';
import { linesOf, lockRequest } from './lock-request.js';
import { PurchaseRequest, PurchaseRequestLine } from './purchase-request.entity.js';
import { isEditable } from './purchase-request-state.js';
import { RequestProgress } from './request-progress.service.js';

export interface LineContent {
  description: string;
  /** null: nothing for the register. */
  assetKind: AssetKind | null;
  quantity: number;
  technicalNeeds: string;
  unitNetGrosze: number;
  unitGrossGrosze: number;
  cpv: string | null;
}

/** What may be written while a request is a draft or was returned. */
export interface RequestContent {
  subject: string;
  justification: string;
  planned: boolean;
  replacesAssetId: number | null;
  budgetLineId: number | null;
  lines: readonly LineContent[];
}

export interface DraftRequest extends RequestContent {
  unitId: number;
  /** Left out: the actor, or the requester of the ticket when a technician writes it from there. */
  requesterId?: number | undefined;
  ticketId?: number | null;
  protocolId?: number | null;
}

/** The life of a request up to its submission, and its withdrawal. */
@Injectable()
export class PurchaseRequestsService {
  constructor(
    private readonly db: DataSource,
    private readonly progress: RequestProgress,
    private readonly obligations: TicketObligations,
    private readonly config: AppConfig,
  ) {}

  /**
   * Writes a draft. The ticket or the protocol's ticket cannot close until the request reaches a final state.
   * @throws DomainError `purchase-request.unit-forbidden`, `purchase-request.requester-forbidden`, `purchase-request.ticket-finished`,
   * `ticket.not-found`, `repair-protocol.not-found`
   */
  async draft(actor: Actor, command: DraftRequest, at: Date): Promise<PurchaseRequest> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'purchase.prepare');
      const { lines, ticketId: namedTicketId = null, protocolId = null, ...content } = command;
      const ticket = await lockTicketBehind(tx, actor, namedTicketId, protocolId);
      const ticketId = ticket?.id ?? null;
      if (ticket && isFinished(ticket.status)) {
        const message = `Zgłoszenie ${ticket.number} jest zakończone. Należy je najpierw wznowić.`;
        throw new DomainError('purchase-request.ticket-finished', 'conflict', message);
      }
      const ownTicketRequester = can(actor, 'purchase.procure') ? ticket?.requesterId : null;
      const requesterId = command.requesterId ?? ownTicketRequester ?? actor.personId;
      refuseForeign(actor, { unitId: command.unitId, requesterId });
      const request = await tx.save(
        tx.create(PurchaseRequest, {
          ...EMPTY,
          ...content,
          requesterId,
          writtenBy: [actor.personId],
          ticketId,
          protocolId,
          createdAt: at,
          updatedAt: at,
        }),
      );
      await insertLines(tx, request.id, lines);
      await this.progress.append(tx, request, 'purchase-request.drafted', actor.personId, at, {
        unitId: request.unitId,
        requesterId,
      });
      if (ticketId !== null) {
        const obligation = { ticketId, kind: 'PURCHASE_REQUEST', ref: request.id } as const;
        await this.obligations.open(tx, obligation, actor.personId, at);
      }
      return request;
    });
  }

  /** Replaces the content. @throws DomainError `purchase-request.not-editable` */
  async edit(actor: Actor, command: RequestContent & { id: number }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const request = await lockRequest(tx, actor, command.id);
      allow(actor, 'purchase.edit', request);
      if (!isEditable(request.state)) {
        const message = 'Treść wniosku można zmieniać tylko w wersji roboczej i po zwrocie do uzupełnienia.';
        throw new DomainError('purchase-request.not-editable', 'conflict', message);
      }
      const { id, lines, ...content } = command;
      Object.assign(request, content, { updatedAt: at });
      addWriter(request, actor.personId);
      await tx.save(request);
      await tx.delete(PurchaseRequestLine, { requestId: id });
      await insertLines(tx, id, lines);
      await this.progress.append(tx, request, 'purchase-request.changed', actor.personId, at);
    });
  }

  /**
   * Hands the request in. The first submission gives the number `WZ/n/yyyy`; one after a return starts the next round.
   * @throws DomainError `purchase-request.incomplete` naming what is missing
   */
  async submit(actor: Actor, id: number, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const request = await lockRequest(tx, actor, id);
      allow(actor, 'purchase.edit', request);
      refuseIncomplete(request, await linesOf(tx, id));
      addWriter(request, actor.personId);
      if (request.state === 'RETURNED') request.round += 1;
      request.submittedAt ??= at;
      request.decisionReason = null;
      if (request.state === 'DRAFT') request.number ??= await this.nextRequestNumber(tx, at);
      const step = { action: 'submit', event: 'purchase-request.submitted', actorId: actor.personId } as const;
      await this.progress.advance(tx, request, { ...step, payload: { round: request.round } }, at);
    });
  }

  /** The need is gone. A submitted request needs a reason. @throws DomainError `purchase-request.reason-required` */
  async withdraw(actor: Actor, command: { id: number; reason: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const request = await lockRequest(tx, actor, command.id);
      allow(actor, 'purchase.edit', request);
      const reason = command.reason.trim();
      if (!reason && request.state !== 'DRAFT') {
        const message = 'Należy podać powód wycofania.';
        throw new DomainError('purchase-request.reason-required', 'invalid', message, { reason: message });
      }
      request.decisionReason = reason || null;
      const step = { action: 'withdraw', event: 'purchase-request.withdrawn', actorId: actor.personId } as const;
      await this.progress.advance(tx, request, step, at);
    });
  }

  private async nextRequestNumber(tx: EntityManager, at: Date): Promise<string> {
    const year = localYear(at, this.config.timeZone);
    return `WZ/${await nextNumber(tx, 'purchase_request', year)}/${year}`;
  }
}

const EMPTY = {
  number: null,
  state: 'DRAFT',
  round: 1,
  itOpinion: null,
  procedureMark: null,
  procedureStartedOn: null,
  orderReference: null,
  orderedOn: null,
  supplier: null,
  decisionReason: null,
  submittedAt: null,
  completedAt: null,
} as const;

function addWriter(request: PurchaseRequest, personId: number): void {
  if (!request.writtenBy.includes(personId)) request.writtenBy = [...request.writtenBy, personId];
}

async function insertLines(tx: EntityManager, requestId: number, lines: readonly LineContent[]): Promise<void> {
  await tx.insert(
    PurchaseRequestLine,
    lines.map((line, index) => ({ ...line, requestId, position: index + 1 })),
  );
}

/**
 * The ticket, or that of the protocol, locked. What the actor may not see is answered as what is not there.
 * @returns null when neither is named
 * @throws DomainError `ticket.not-found`, `repair-protocol.not-found` also when the protocol is of another ticket than the named one
 */
async function lockTicketBehind(
  tx: EntityManager,
  actor: Actor,
  ticketId: number | null,
  protocolId: number | null,
): Promise<Ticket | null> {
  if (ticketId === null && protocolId === null) return null;
  const ticketOfProtocol = await findTicketOfProtocol(tx, protocolId);
  const ticket = await lockTicketById(tx, ticketId ?? found(ticketOfProtocol, 'repair-protocol'));
  await refuseUnseen(tx, actor, ticket.id, ticketId === null ? 'repair-protocol' : 'ticket');
  if (protocolId !== null) found(ticketOfProtocol === ticket.id ? protocolId : null, 'repair-protocol');
  return ticket;
}

/** Read for its ticket only; protocols belong to repairs. @returns null when there is no such protocol */
async function findTicketOfProtocol(tx: EntityManager, protocolId: number | null): Promise<number | null> {
  const [protocol] = await tx.query<{ ticketId: number }[]>(
    'SELECT p.ticket_id AS "ticketId" FROM repair_protocol p WHERE p.id = $1',
    [protocolId],
  );
  return protocol?.ticketId ?? null;
}

/** Employees ask for their own unit and in their own name, heads for their units; IT writes requests for everyone. */
function refuseForeign(actor: Actor, { unitId, requesterId }: { unitId: number; requesterId: number }): void {
  if (can(actor, 'purchase.procure')) return;
  if (requesterId !== actor.personId) {
    throw new DomainError(
      'purchase-request.requester-forbidden',
      'forbidden',
      'Wniosek można złożyć tylko w swoim imieniu.',
    );
  }
  if (unitId !== actor.unitId && !holds(actor, 'unitHead', unitId)) {
    throw new DomainError(
      'purchase-request.unit-forbidden',
      'forbidden',
      'Wniosek można złożyć tylko dla swojej komórki.',
    );
  }
}

function refuseIncomplete(request: PurchaseRequest, lines: readonly PurchaseRequestLine[]): void {
  const fields: Record<string, string> = {
    ...(!request.justification.trim() && { justification: 'Należy uzasadnić potrzebę zakupu.' }),
    ...(lines.length === 0 && { lines: 'Należy wpisać co najmniej jedną pozycję.' }),
    ...(lines.some((line) => line.unitGrossGrosze === 0) && { lines: 'Każda pozycja musi mieć szacunkową cenę.' }),
  };
  const [first] = Object.values(fields);
  if (first) throw new DomainError('purchase-request.incomplete', 'invalid', first, fields);
}
