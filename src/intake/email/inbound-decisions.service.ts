import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { allow } from '../../access/policy.js';
import { DomainError } from '../../common/domain-error.js';
import { EventsService } from '../../events/events.service.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { lockForWork } from '../../tickets/lock-ticket.js';
import { TicketMessagesService } from '../../tickets/ticket-messages.service.js';
import type { InboundDecision } from './decide-inbound.js';
import { InboundDecider } from './inbound-decider.js';
import { type InboundEmailRow, type InboundOutcome, lockInboundEmail } from './inbound-email.js';
import { saveOutcome } from './inbound-email-work.js';
import { InboundEmailsService } from './inbound-emails.service.js';
import { OutcomeApplier } from './outcome-applier.js';

/** Outcomes that a person may still change: nothing was made of the e-mail yet. */
const OPEN_TO_DECISION: readonly InboundOutcome[] = ['review', 'quarantined', 'ignored', 'bounce'];

export function isOpenToDecision(outcome: InboundOutcome): boolean {
  return OPEN_TO_DECISION.includes(outcome);
}

/** What a person decides about a stored e-mail, instead of the rules or after them. */
@Injectable()
export class InboundDecisionsService {
  constructor(
    private readonly db: DataSource,
    private readonly emails: InboundEmailsService,
    private readonly decider: InboundDecider,
    private readonly applier: OutcomeApplier,
    private readonly messages: TicketMessagesService,
    private readonly events: EventsService,
  ) {}

  /** Makes a ticket of it, whoever the sender is. @throws DomainError `inbound-email.decided` */
  async makeTicket(actor: Actor, id: number, at: Date): Promise<void> {
    await this.decide(
      actor,
      id,
      () => Promise.resolve({ outcome: 'created', reason: 'by-person', followsId: null, suggestedId: null }),
      at,
    );
  }

  /** Puts it on a ticket that the person works on; its sender takes part from now on. @throws DomainError `ticket.not-found`, `ticket.merged` */
  async append(actor: Actor, id: number, number: string, at: Date): Promise<void> {
    const decision = async (tx: EntityManager): Promise<InboundDecision> => {
      const ticket = await lockForWork(tx, actor, number);
      if (ticket.status === 'MERGED') {
        throw new DomainError(
          'ticket.merged',
          'conflict',
          'Zgłoszenie połączono z innym. Należy podać numer zgłoszenia docelowego.',
          { number: 'To zgłoszenie połączono z innym.' },
        );
      }
      return { outcome: 'appended', reason: 'by-person', ticketId: ticket.id, isStranger: false };
    };
    await this.decide(actor, id, decision, at);
  }

  /** Nothing will be made of it; it stays in the list. */
  async ignore(actor: Actor, id: number, at: Date): Promise<void> {
    await this.decide(actor, id, () => Promise.resolve({ outcome: 'ignored', reason: 'by-person' }), at);
  }

  /**
   * Works on it again: what became a message is only derived anew for display, everything else goes back to the waiting ones
   * with a clean count of attempts and is decided in the background, where it can do no harm.
   */
  async reprocess(actor: Actor, id: number, at: Date): Promise<void> {
    allow(actor, 'inbound-email.decide');
    const seen = await this.emails.find(actor, id);
    const isMessage = seen.outcome === 'created' || seen.outcome === 'appended';
    const mail = isMessage ? await this.emails.read(seen) : null;
    await this.db.transaction(async (tx) => {
      const row = await lockInboundEmail(tx, id);
      if (row.outcome !== seen.outcome) throw changedMeanwhile();
      if (row.outcome === 'waiting') return;
      if (mail) await this.deriveAgain(tx, row, mail, actor, at);
      else await putBack(tx, [id], actor, at);
      await this.events.append(tx, this.event('inbound-email.reprocessed', row, actor, at, {}));
    });
  }

  /**
   * Decodes it by a table that a person names instead of by evidence; null goes back to evidence. What became a message shows its
   * words anew, what waits for a decision is read so from now on. Nothing is decided by it.
   */
  async chooseCharset(actor: Actor, id: number, charset: string | null, at: Date): Promise<void> {
    allow(actor, 'inbound-email.decide');
    const seen = await this.emails.find(actor, id);
    const mail = await this.emails.read({ ...seen, charset });
    await this.db.transaction(async (tx) => {
      const row = await lockInboundEmail(tx, id);
      if (row.outcome !== seen.outcome) throw changedMeanwhile();
      await tx.query('UPDATE inbound_email SET charset = $2, subject = $3, from_name = $4 WHERE id = $1', [
        id,
        charset,
        mail.subject.slice(0, 500),
        mail.from[0]?.name.slice(0, 300) || null,
      ]);
      if (row.outcome === 'created' || row.outcome === 'appended') await this.deriveAgain(tx, row, mail, actor, at);
      await this.events.append(
        tx,
        this.event('inbound-email.reprocessed', row, actor, at, { charset: { from: row.charset, to: charset } }),
      );
    });
  }

  /** Gives every quarantined e-mail another try, after what hindered them was mended. @returns how many */
  async reprocessQuarantined(actor: Actor, at: Date): Promise<number> {
    allow(actor, 'inbound-email.decide');
    return this.db.transaction(async (tx) => {
      const rows = await tx.query<{ id: number }[]>(
        `SELECT i.id FROM inbound_email i WHERE i.outcome = 'quarantined' FOR UPDATE`,
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await putBack(tx, ids, actor, at);
      await this.events.append(
        tx,
        ...ids.map((subjectId) => ({
          type: 'inbound-email.reprocessed' as const,
          subjectType: 'inbound_email' as const,
          subjectId,
          actorId: actor.personId,
          at,
        })),
      );
      return ids.length;
    });
  }

  private async decide(
    actor: Actor,
    id: number,
    decisionOf: (tx: EntityManager) => Promise<InboundDecision>,
    at: Date,
  ): Promise<void> {
    allow(actor, 'inbound-email.decide');
    const mail = await this.emails.read(await this.emails.find(actor, id));
    await this.db.transaction(async (tx) => {
      const row = await lockInboundEmail(tx, id);
      if (!isOpenToDecision(row.outcome)) throw changedMeanwhile();
      const decision = await decisionOf(tx);
      const decided = await this.decider.decide(tx, row, mail, at);
      const trace = [...(row.trace ?? []), { check: 'person' as const, result: decision.outcome }];
      await this.applier.apply(tx, row, mail, { ...decided, decision, trace }, actor.personId, at);
      await this.events.append(
        tx,
        this.event('inbound-email.decided', row, actor, at, { from: row.outcome, to: decision.outcome }),
      );
    });
  }

  private async deriveAgain(
    tx: EntityManager,
    row: InboundEmailRow,
    mail: ReadEmail,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const { text, html, forwardedFrom, subject, encrypted } = mail;
    await this.messages.deriveAgain(tx, row.id, {
      ...{ text, html, forwardedFrom, subject, encrypted },
      replyText: row.outcome === 'appended' ? mail.replyText : text,
      signed: mail.signature?.state ?? 'none',
      signer: mail.signature?.signer ?? null,
    });
    const { outcome, ticketId, duplicateOf } = row;
    await saveOutcome(
      tx,
      row.id,
      {
        outcome,
        reason: 'derived-again',
        trace: row.trace ?? [],
        ticketId,
        duplicateOf,
        actorId: actor.personId,
        mail,
      },
      at,
    );
    // The line of history says what was done; the reason of the outcome stays what it was.
    await tx.query('UPDATE inbound_email SET reason = $2 WHERE id = $1', [row.id, row.reason]);
  }

  private event(
    type: 'inbound-email.decided' | 'inbound-email.reprocessed',
    row: InboundEmailRow,
    actor: Actor,
    at: Date,
    payload: Record<string, unknown>,
  ) {
    return {
      type,
      subjectType: 'inbound_email' as const,
      subjectId: row.id,
      ticketId: row.ticketId,
      actorId: actor.personId,
      at,
      payload,
    };
  }
}

/** Due at once, as if they had just come in; the sweeper publishes their jobs. */
async function putBack(tx: EntityManager, ids: number[], actor: Actor, at: Date): Promise<void> {
  await tx.query(
    `WITH log AS (
       INSERT INTO inbound_email_attempt (inbound_email_id, at, actor_id, outcome, reason) SELECT p.id, $2, $3, 'waiting', 'requested' FROM unnest($1::integer[]) p (id)
     )
     UPDATE inbound_email SET outcome = 'waiting', reason = NULL, attempts = 0, next_attempt_at = $2, processed_at = NULL, ticket_id = NULL, duplicate_of = NULL
     WHERE id = ANY($1)`,
    [ids, at, actor.personId],
  );
}

function changedMeanwhile(): DomainError {
  return new DomainError(
    'inbound-email.decided',
    'conflict',
    'O tej wiadomości zdecydowano już wcześniej. Strona pokazuje obecny stan.',
  );
}
