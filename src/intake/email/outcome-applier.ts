import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventsService } from '../../events/events.service.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { stripReplyPrefixes } from '../../mail/reply-prefix.js';
import { lockTicketById } from '../../tickets/lock-ticket.js';
import type { QueueCode } from '../../tickets/ticket-codes.js';
import { type NewMessage, TicketMessagesService } from '../../tickets/ticket-messages.service.js';
import { TicketParticipantsService } from '../../tickets/ticket-participants.service.js';
import type { Ticket } from '../../tickets/ticket.entity.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import { TriageService } from '../../triage/triage.service.js';
import type { InboundDecision } from './decide-inbound.js';
import type { DecidedEmail } from './inbound-decider.js';
import type { InboundEmailRow } from './inbound-email.js';
import { isAutomatic, saveOutcome } from './inbound-email-work.js';

/** The facts of a decision changed between reading and locking: decide again. */
export class DecisionOutdated extends Error {}

/** Carries out what was decided about an e-mail, in the caller's transaction: ticket, message, outcome, history. */
@Injectable()
export class OutcomeApplier {
  constructor(
    private readonly tickets: TicketsService,
    private readonly messages: TicketMessagesService,
    private readonly participants: TicketParticipantsService,
    private readonly triage: TriageService,
    private readonly events: EventsService,
  ) {}

  /** @param actorId the person who decided; null when the program did */
  async apply(
    tx: EntityManager,
    row: InboundEmailRow,
    mail: ReadEmail,
    decided: DecidedEmail,
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const { decision, trace } = decided;
    const ticketId = await this.carryOut(tx, row, mail, decided, decision, actorId, at);
    const duplicateOf = decision.outcome === 'duplicate' ? decision.ofId : null;
    await saveOutcome(
      tx,
      row.id,
      { outcome: decision.outcome, reason: decision.reason, trace, ticketId, duplicateOf, actorId, mail },
      at,
    );
  }

  private async carryOut(
    tx: EntityManager,
    row: InboundEmailRow,
    mail: ReadEmail,
    decided: DecidedEmail,
    decision: InboundDecision,
    actorId: number | null,
    at: Date,
  ): Promise<number | null> {
    switch (decision.outcome) {
      case 'created':
        return this.create(tx, row, mail, decided, decision, actorId, at);
      case 'appended':
        return this.append(tx, row, mail, decided, decision, at);
      case 'bounce':
        if (decision.reason === 'delivery-failed') await this.tellBounce(tx, row, decision, at);
        return decision.ticketId;
      case 'duplicate':
        return decision.ticketId;
      default:
        return null;
    }
  }

  private async create(
    tx: EntityManager,
    row: InboundEmailRow,
    mail: ReadEmail,
    decided: DecidedEmail,
    { followsId, suggestedId }: { followsId: number | null; suggestedId: number | null },
    actorId: number | null,
    at: Date,
  ): Promise<number> {
    const { sender, answers, followers, ourAddresses } = decided;
    const { person, unit } = answers;
    const subject = stripReplyPrefixes(mail.subject).bare.slice(0, 300) || '(brak tematu)';
    const triage = await this.triage.classify(
      tx,
      {
        senderEmail: sender?.address ?? null,
        unitSymbol: person?.unitSymbol ?? unit?.symbol ?? null,
        subject,
        body: mail.text,
        addresses: ourAddresses,
        attachmentNames: mail.attachments.map(({ filename }) => filename),
        mailboxQueue: answers.mailboxQueue as QueueCode | null,
      },
      at,
    );
    const personIds = new Map(answers.followers.map(({ email, personId }) => [email, personId]));
    const ticket = await this.tickets.register(
      tx,
      {
        subject,
        channel: 'EMAIL',
        receivedAt: row.receivedAt,
        requester: {
          personId: person?.id ?? null,
          email: sender?.address ?? null,
          // The directory's name, never the one that the sender claims, when the sender is known.
          name: person?.name ?? unit?.name ?? (sender?.name || sender?.address || 'Nieznany nadawca'),
          unitId: person?.unitId ?? unit?.id ?? null,
          room: person?.room ?? null,
        },
        cc: followers.map(({ address, name }) => ({
          email: address,
          name: name || null,
          personId: personIds.get(address) ?? null,
        })),
        triage: { ...triage, trace: triage.trace },
        message: messageOf(row, mail, decided, false),
        actorId,
        followsId,
        suggestedTicketId: suggestedId,
      },
      at,
    );
    return ticket.id;
  }

  private async append(
    tx: EntityManager,
    row: InboundEmailRow,
    mail: ReadEmail,
    decided: DecidedEmail,
    { ticketId, isStranger }: { ticketId: number; isStranger: boolean },
    at: Date,
  ): Promise<number> {
    const ticket = await lockTicketById(tx, ticketId);
    const candidate = decided.answers.candidates.find((known) => known.ticketId === ticketId);
    if (candidate && hasMoved(ticket, candidate)) throw new DecisionOutdated(`ticket ${ticketId}`);
    const { sender, answers, followers } = decided;
    const automatic = isAutomatic(mail);
    if (!automatic) {
      const personIds = new Map(answers.followers.map(({ email, personId }) => [email, personId]));
      const joining = followers.map(({ address, name }) => ({
        email: address,
        name: name || null,
        personId: personIds.get(address) ?? null,
        confirmed: !isStranger,
      }));
      if (sender && !candidate?.senderIsParticipant) {
        const { address, name } = sender;
        joining.push({
          email: address,
          name: name || null,
          personId: answers.person?.id ?? null,
          confirmed: !isStranger,
        });
      }
      await this.participants.add(tx, ticket.id, joining, at);
    }
    await this.messages.receive(tx, ticket, messageOf(row, mail, decided, true), at);
    return ticket.id;
  }

  /** The notification's owner reacts to it; addresses stay in the row, out of the log. */
  private async tellBounce(
    tx: EntityManager,
    row: InboundEmailRow,
    decision: { notificationId: number | null; ticketId: number | null },
    at: Date,
  ): Promise<void> {
    await this.events.append(tx, {
      type: 'inbound-email.bounced',
      subjectType: 'inbound_email',
      subjectId: row.id,
      ticketId: decision.ticketId,
      at,
      payload: { notificationId: decision.notificationId },
    });
  }
}

/** Whether the ticket was closed, merged or woken since the facts were read. */
function hasMoved(ticket: Ticket, known: { isFinished: boolean; reopensUntil: Date | null }): boolean {
  const isFinished = ticket.status === 'CLOSED' || ticket.status === 'REJECTED' || ticket.status === 'WITHDRAWN';
  return (
    ticket.status === 'MERGED' ||
    isFinished !== known.isFinished ||
    (ticket.status === 'RESOLVED') !== (known.reopensUntil !== null)
  );
}

/** @param isReply the first message of a ticket is never trimmed */
function messageOf(
  row: InboundEmailRow,
  mail: ReadEmail,
  { sender, answers }: DecidedEmail,
  isReply: boolean,
): NewMessage {
  return {
    direction: 'inbound',
    authorId: answers.person?.id ?? null,
    fromEmail: sender?.address ?? null,
    fromName: answers.person?.name ?? (sender?.name || null),
    toEmails: mail.to.map(({ address }) => address),
    ccEmails: mail.cc.map(({ address }) => address),
    replyTo: mail.replyTo[0]?.address ?? null,
    subject: mail.subject,
    sentAt: mail.date,
    messageId: mail.messageId,
    text: mail.text,
    replyText: isReply ? mail.replyText : mail.text,
    html: mail.html,
    automatic: isAutomatic(mail),
    forwardedFrom: mail.forwardedFrom,
    signed: mail.signature?.state ?? 'none',
    signer: mail.signature?.signer ?? null,
    encrypted: mail.encrypted,
    inboundEmailId: row.id,
    fingerprint: mail.fingerprint,
    attachments: mail.attachments,
  };
}
