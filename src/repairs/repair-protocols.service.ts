import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { type AssetRow, findAssetById, findAssetByInventoryNumber } from '../inventory/asset-lookup.query.js';
import { lockForWork, lockTicketById, refuseUnseen } from '../tickets/lock-ticket.js';
import { TicketObligations } from '../tickets/ticket-obligations.service.js';
import { isFinished } from '../tickets/ticket-status.js';
import type { Ticket } from '../tickets/ticket.entity.js';
import { plainContent, type ProtocolContent } from './protocol-content.js';
import { draftContent } from './protocol-prefill.query.js';
import { addWriter, copyLines, lockProtocol, openRevision, writeContent, writersOf } from './protocol-revisions.js';
import { isEditable } from './protocol-state.js';
import { RepairProtocol, RepairProtocolRevision } from './repair-protocol.entity.js';

export interface DraftProtocol {
  ticketNumber: string;
  /** As on the sticker; the asset of the ticket when absent. */
  inventoryNumber?: string | undefined;
  outageId?: number | null | undefined;
  /** What is known already, over what the ticket says. */
  content?: Partial<ProtocolContent> | undefined;
}

export interface SaveProtocol {
  id: number;
  content: ProtocolContent;
  /** Another asset, while the protocol has no number yet. */
  inventoryNumber?: string | undefined;
  /** The edition that the form showed; absent: whatever is there is overwritten. */
  edition?: number | undefined;
}

/** Writing repair protocols: drafts from tickets, their contents, corrections. What is decided about them: ProtocolDecisionsService. */
@Injectable()
export class RepairProtocolsService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly obligations: TicketObligations,
  ) {}

  /**
   * Starts a protocol from a ticket, filled in with what ticket and register know.
   * @throws DomainError `repair-protocol.ticket-finished`, `repair-protocol.asset-required`, `repair-protocol.asset-unknown`
   */
  async draft(actor: Actor, command: DraftProtocol, at: Date): Promise<{ id: number }> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'protocol.prepare');
      const ticket = await lockForWork(tx, actor, command.ticketNumber);
      refuseFinished(ticket);
      const asset = command.inventoryNumber
        ? await assetByNumber(tx, command.inventoryNumber)
        : await assetOfTicket(tx, ticket);
      const content = { ...(await draftContent(tx, ticket, asset, command.outageId ?? null)), ...command.content };
      const protocol = await tx.save(
        tx.create(RepairProtocol, {
          number: null,
          ticketId: ticket.id,
          assetId: asset.id,
          createdAt: at,
          createdBy: actor.personId,
        }),
      );
      const revision = await tx.save(this.newRevision(tx, protocol.id, 1, null, actor, at));
      await writeContent(tx, revision, content, actor.personId);
      const obligation = { ticketId: ticket.id, kind: 'REPAIR_PROTOCOL', ref: protocol.id } as const;
      await this.obligations.open(tx, obligation, actor.personId, at);
      await this.append(tx, 'repair-protocol.drafted', protocol, actor, at, { revision: 1, assetId: asset.id });
      return { id: protocol.id };
    });
  }

  /** @throws DomainError `repair-protocol.not-editable`, `repair-protocol.changed-meanwhile`, `repair-protocol.asset-fixed` */
  async save(actor: Actor, command: SaveProtocol, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'protocol.prepare');
      const { locked, revision } = await this.lockDraft(tx, actor, command.id, command.edition);
      const { protocol } = locked;
      if (command.inventoryNumber) await this.changeAsset(tx, protocol, command.inventoryNumber);
      await writeContent(tx, revision, command.content, actor.personId);
      await this.append(tx, 'repair-protocol.changed', protocol, actor, at, {
        revision: revision.revision,
        edition: revision.edition,
      });
    });
  }

  /**
   * Throws away a draft that was never submitted: the whole protocol, or the correction that it is.
   * @throws DomainError `repair-protocol.not-editable` once it has been submitted: then it is annulled
   */
  async discard(actor: Actor, id: number, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'protocol.prepare');
      const { locked, revision } = await this.lockDraft(tx, actor, id);
      if (revision.submittedAt) throw notEditable();
      await tx.query('DELETE FROM repair_operation WHERE revision_id = $1', [revision.id]);
      await tx.query('DELETE FROM repair_part WHERE revision_id = $1', [revision.id]);
      await tx.delete(RepairProtocolRevision, revision.id);
      const { protocol } = locked;
      if (locked.revisions.length === 1) {
        await tx.delete(RepairProtocol, protocol.id);
        const obligation = { ticketId: protocol.ticketId, kind: 'REPAIR_PROTOCOL', ref: protocol.id } as const;
        await this.obligations.release(tx, obligation, actor.personId, at);
      }
      await this.append(tx, 'repair-protocol.discarded', protocol, actor, at, { revision: revision.revision });
    });
  }

  /**
   * Starts a correction: the same repair, the same number, a new revision with the contents of the one that counts.
   * @throws DomainError `repair-protocol.revision-open`, `repair-protocol.not-approved`
   */
  async startRevision(actor: Actor, command: { id: number; reason: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'protocol.prepare');
      const locked = await this.lockForPreparation(tx, actor, command.id);
      const { protocol, open, effective, revisions } = locked;
      if (open) {
        throw new DomainError('repair-protocol.revision-open', 'conflict', 'Korekta tego protokołu jest już w toku.');
      }
      if (!effective) {
        throw new DomainError(
          'repair-protocol.not-approved',
          'conflict',
          'Korygować można tylko zatwierdzony protokół.',
        );
      }
      const number = Math.max(...revisions.map(({ revision }) => revision)) + 1;
      const started = this.newRevision(tx, protocol.id, number, command.reason.trim(), actor, at);
      for (const writer of await writersOf(tx, effective)) addWriter(started, writer);
      const copy = await tx.save(Object.assign(started, plainContent(effective)));
      await copyLines(tx, effective.id, copy.id);
      await this.append(tx, 'repair-protocol.revision-started', protocol, actor, at, {
        revision: number,
        corrects: effective.revision,
      });
    });
  }

  private async lockDraft(tx: EntityManager, actor: Actor, id: number, edition?: number) {
    const locked = await this.lockForPreparation(tx, actor, id);
    const revision = openRevision(locked, edition);
    if (!isEditable(revision.state)) throw notEditable();
    return { locked, revision };
  }

  /** Ticket first, then protocol: the order in which everyone locks them. */
  private async lockForPreparation(tx: EntityManager, actor: Actor, id: number) {
    const ticket = await lockTicketOfProtocol(tx, actor, id);
    allow(actor, 'ticket.work', ticket);
    return lockProtocol(tx, id);
  }

  private async changeAsset(tx: EntityManager, protocol: RepairProtocol, inventoryNumber: string): Promise<void> {
    const asset = await assetByNumber(tx, inventoryNumber);
    if (asset.id === protocol.assetId) return;
    if (protocol.number) {
      const message = 'Protokół ma już numer: urządzenia nie można zmienić. Należy go anulować i sporządzić nowy.';
      throw new DomainError('repair-protocol.asset-fixed', 'conflict', message, { inventoryNumber: message });
    }
    protocol.assetId = asset.id;
    await tx.save(protocol);
  }

  private newRevision(
    tx: EntityManager,
    protocolId: number,
    revision: number,
    reason: string | null,
    actor: Actor,
    at: Date,
  ): RepairProtocolRevision {
    return tx.create(RepairProtocolRevision, {
      protocolId,
      revision,
      state: 'DRAFT',
      revisionReason: reason,
      edition: 0,
      faultReported: '',
      diagnosis: '',
      remarks: '',
      affectedSystems: '',
      warrantyRepair: false,
      preparedBy: actor.personId,
      preparedAt: at,
      writtenBy: [actor.personId],
    });
  }

  private async append(
    tx: EntityManager,
    type: EventType,
    { id, ticketId }: RepairProtocol,
    actor: Actor,
    at: Date,
    payload: Record<string, unknown>,
  ): Promise<void> {
    const subject = { subjectType: 'repair_protocol', subjectId: id, ticketId } as const;
    await this.events.append(tx, { type, ...subject, actorId: actor.personId, at, payload });
  }
}

/**
 * A protocol never changes its ticket, so the ticket can be found, and locked, before the protocol.
 * @throws DomainError `repair-protocol.not-found` also when the actor may not see the ticket
 */
export async function lockTicketOfProtocol(tx: EntityManager, actor: Actor, protocolId: number): Promise<Ticket> {
  const protocol = await tx.findOneBy(RepairProtocol, { id: protocolId });
  if (!protocol) throw new DomainError('repair-protocol.not-found', 'not-found', 'Nie ma takiego protokołu naprawy.');
  const ticket = await lockTicketById(tx, protocol.ticketId);
  await refuseUnseen(tx, actor, ticket.id, 'repair-protocol');
  return ticket;
}

function refuseFinished(ticket: Ticket): void {
  if (isFinished(ticket.status)) {
    throw new DomainError(
      'repair-protocol.ticket-finished',
      'conflict',
      'Zgłoszenie jest zakończone. Aby sporządzić protokół, należy je najpierw wznowić.',
    );
  }
}

async function assetOfTicket(tx: EntityManager, ticket: Ticket): Promise<AssetRow> {
  const asset = ticket.assetId === null ? null : await findAssetById(tx, ticket.assetId);
  if (asset) return asset;
  const message = 'Należy podać numer inwentarzowy naprawianego urządzenia.';
  throw new DomainError('repair-protocol.asset-required', 'invalid', message, { inventoryNumber: message });
}

async function assetByNumber(tx: EntityManager, inventoryNumber: string): Promise<AssetRow> {
  const asset = await findAssetByInventoryNumber(tx, inventoryNumber);
  if (asset) return asset;
  const message = 'W ewidencji nie ma urządzenia o tym numerze inwentarzowym.';
  throw new DomainError('repair-protocol.asset-unknown', 'invalid', message, { inventoryNumber: message });
}

function notEditable(): DomainError {
  return new DomainError(
    'repair-protocol.not-editable',
    'conflict',
    'Protokół został już przekazany do zatwierdzenia. Zmienić można go dopiero po zwróceniu do poprawy.',
  );
}
