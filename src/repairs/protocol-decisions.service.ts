import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { BlobsService } from '../blobs/blobs.service.js';
import { DomainError, found } from '../common/domain-error.js';
import { localDate, localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { nextNumber } from '../database/number-series.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { TicketObligations } from '../tickets/ticket-obligations.service.js';
import { missingForSubmission } from './protocol-completeness.js';
import { findProtocol } from './protocol-document.query.js';
import { formatProtocolNumber } from './protocol-number.js';
import { ProtocolPrinter } from './protocol-printer.js';
import { addWriter, type LockedProtocol, lockProtocol, openRevision } from './protocol-revisions.js';
import { transition } from './protocol-state.js';
import { RepairOperation, RepairPart, RepairProtocol, type RepairProtocolRevision } from './repair-protocol.entity.js';
import { lockTicketOfProtocol } from './repair-protocols.service.js';

interface Decision {
  id: number;
  /** The edition that the page showed; a decision about anything else is refused. */
  edition?: number | undefined;
}

interface LinkedOutage {
  assetId: number;
  startedAt: Date;
  endedAt: Date | null;
}

/** What is decided about a protocol: submission, approval by another person, return, annulment. */
@Injectable()
export class ProtocolDecisionsService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly obligations: TicketObligations,
    private readonly blobs: BlobsService,
    private readonly printer: ProtocolPrinter,
    private readonly config: AppConfig,
  ) {}

  /**
   * Hands the protocol on for approval. The first submission gives it its number, of the local year of that day.
   * @returns the number `PN/n/yyyy`
   * @throws DomainError `repair-protocol.incomplete` with a message per missing field
   */
  async submit(actor: Actor, decision: Decision, at: Date): Promise<{ number: string }> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'protocol.prepare');
      const { locked, revision } = await this.lock(tx, actor, decision);
      const { protocol } = locked;
      const next = transition(revision.state, 'submit');
      await this.refuseIncomplete(tx, protocol, revision, at);
      addWriter(revision, actor.personId);
      Object.assign(revision, { state: next, submittedAt: at, submittedBy: actor.personId });
      await tx.save(revision);
      const year = localYear(at, this.config.timeZone);
      const first = protocol.number === null;
      protocol.number ??= formatProtocolNumber(await nextNumber(tx, 'repair_protocol', year), year);
      if (first) await tx.update(RepairProtocol, protocol.id, { number: protocol.number });
      await this.append(tx, 'repair-protocol.submitted', protocol, revision, actor, at, { first });
      return { number: protocol.number };
    });
  }

  /**
   * Another person than those who wrote it approves: the document is printed, stored and final with all it says, and the
   * ticket has its protocol. A deputy approves "z up.", both persons recorded.
   * @throws DomainError `protocol.forbidden` for what one has prepared, edited or submitted oneself
   */
  async approve(actor: Actor, decision: Decision, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { locked, revision } = await this.lock(tx, actor, decision);
      const { protocol, effective } = locked;
      const next = transition(revision.state, 'approve');
      allow(actor, 'protocol.approve', revision);
      const outage = await linkedOutage(tx, revision.outageId);
      Object.assign(revision, {
        approvedAt: at,
        approvedBy: actor.personId,
        approvedOnBehalfOf: onBehalfOf(actor),
        outageStartedAt: outage?.startedAt ?? null,
        outageEndedAt: outage?.endedAt ?? null,
      });
      // Written first, so that what is printed is what was stored; final only together with its print.
      await tx.save(revision);
      const document = found(await findProtocol(tx, protocol.id), 'repair-protocol');
      const printed = found(
        document.revisions.find(({ id }) => id === revision.id),
        'repair-protocol',
      );
      revision.pdfSha256 = await this.blobs.put(
        tx,
        await this.printer.print(document, printed, { at, by: actor.name }, tx),
      );
      revision.state = next;
      await tx.save(revision);
      const obligation = { ticketId: protocol.ticketId, kind: 'REPAIR_PROTOCOL', ref: protocol.id } as const;
      await this.obligations.meet(tx, obligation, actor.personId, at);
      await this.append(tx, 'repair-protocol.approved', protocol, revision, actor, at, {
        onBehalfOf: revision.approvedOnBehalfOf,
        result: revision.result,
        completedOn: revision.completedOn,
        // A correction that moves the repair to another year changes two annual reports.
        previouslyCompletedOn: effective?.completedOn ?? null,
        outageId: revision.outageId,
        pdfSha256: revision.pdfSha256,
      });
    });
  }

  /** Sends the protocol back to the technician. */
  async return(actor: Actor, decision: Decision & { reason: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { locked, revision } = await this.lock(tx, actor, decision);
      const next = transition(revision.state, 'return');
      allow(actor, 'protocol.approve', revision);
      Object.assign(revision, {
        state: next,
        returnedAt: at,
        returnedBy: actor.personId,
        returnReason: requireReason(decision.reason),
      });
      await tx.save(revision);
      await this.append(tx, 'repair-protocol.returned', locked.protocol, revision, actor, at, {});
    });
  }

  /**
   * Annuls the correction that waits, or else the whole protocol with every approved revision. The number stays taken; the ticket
   * needs another protocol if triage asks for one.
   */
  async annul(actor: Actor, decision: Decision & { reason: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'protocol.annul');
      const ticket = await lockTicketOfProtocol(tx, actor, decision.id);
      const locked = await lockProtocol(tx, decision.id);
      const reason = requireReason(decision.reason);
      for (const revision of toAnnul(locked, decision.edition)) {
        const annulled = { state: transition(revision.state, 'annul'), annulledAt: at, annulledBy: actor.personId };
        await tx.save(Object.assign(revision, annulled, { annulReason: reason }));
        await this.append(tx, 'repair-protocol.annulled', locked.protocol, revision, actor, at, {});
      }
      const counts = locked.revisions.some(({ state }) => state === 'APPROVED');
      const obligation = { ticketId: ticket.id, kind: 'REPAIR_PROTOCOL', ref: decision.id } as const;
      if (!counts) await this.obligations.release(tx, obligation, actor.personId, at);
    });
  }

  private async lock(tx: EntityManager, actor: Actor, { id, edition }: Decision) {
    await lockTicketOfProtocol(tx, actor, id);
    const locked = await lockProtocol(tx, id);
    return { locked, revision: openRevision(locked, edition) };
  }

  private async refuseIncomplete(
    tx: EntityManager,
    protocol: RepairProtocol,
    revision: RepairProtocolRevision,
    at: Date,
  ): Promise<void> {
    const missing = missingForSubmission({
      ...revision,
      today: localDate(at, this.config.timeZone),
      operations: await tx.findBy(RepairOperation, { revisionId: revision.id }),
      parts: await tx.findBy(RepairPart, { revisionId: revision.id }),
      outage: await linkedOutage(tx, revision.outageId),
      assetId: protocol.assetId,
    });
    if (Object.keys(missing).length > 0) {
      throw new DomainError(
        'repair-protocol.incomplete',
        'invalid',
        'Protokół jest niekompletny: należy uzupełnić wskazane pola.',
        missing,
      );
    }
  }

  private async append(
    tx: EntityManager,
    type: EventType,
    { id, ticketId, number }: RepairProtocol,
    { revision }: RepairProtocolRevision,
    actor: Actor,
    at: Date,
    payload: Record<string, unknown>,
  ): Promise<void> {
    const subject = { subjectType: 'repair_protocol', subjectId: id, ticketId } as const;
    await this.events.append(tx, {
      type,
      ...subject,
      actorId: actor.personId,
      at,
      payload: { number, revision, ...payload },
    });
  }
}

/** The outage that the revision documents, held still until the transaction ends. */
async function linkedOutage(tx: EntityManager, outageId: number | null): Promise<LinkedOutage | null> {
  if (outageId === null) return null;
  const [outage] = await tx.query<LinkedOutage[]>(
    `SELECT o.asset_id AS "assetId", o.started_at AS "startedAt", o.ended_at AS "endedAt" FROM outage o WHERE o.id = $1 FOR SHARE`,
    [outageId],
  );
  return found(outage, 'outage');
}

/** In one's own name where one holds the role oneself, else for the person deputised for. */
function onBehalfOf(actor: Actor): number | null {
  const held = actor.roles.filter(({ role }) => role === 'itHead').map((role) => role.onBehalfOf);
  return held.includes(null) ? null : (held[0] ?? null);
}

function toAnnul(locked: LockedProtocol, edition?: number): RepairProtocolRevision[] {
  if (locked.open) return [openRevision(locked, edition)];
  const approved = locked.revisions.filter(({ state }) => state === 'APPROVED');
  if (approved.length > 0) return approved;
  throw new DomainError('repair-protocol.transition-not-allowed', 'conflict', 'Protokół jest już anulowany.');
}

function requireReason(reason: string): string {
  if (reason.trim()) return reason.trim();
  throw new DomainError('repair-protocol.reason-required', 'invalid', 'Należy podać uzasadnienie.', {
    reason: 'Należy podać uzasadnienie.',
  });
}
