import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Category, Channel, Impact, Urgency } from '../tickets/ticket-codes.js';
import type { NewAttachment } from '../tickets/ticket-messages.service.js';
import { type RegisteredTicket, TicketsService } from '../tickets/tickets.service.js';
import { TriageService } from '../triage/triage.service.js';

/** A request that came with named fields instead of as an e-mail. */
export interface FieldedRequest {
  channel: Exclude<Channel, 'EMAIL'>;
  requester: {
    personId: number | null;
    email: string | null;
    name: string;
    unitId: number | null;
    unitSymbol: string | null;
    room: string | null;
  };
  subject: string;
  text: string;
  /** What the requester chose; triage fills in the rest. */
  stated?: { category?: Category; impact?: Impact; urgency?: Urgency };
  assetId?: number | null;
  attachments?: readonly NewAttachment[];
  /** Of the form it came with: the same one makes no second ticket. */
  fingerprint?: string;
  /** The person who entered it, when it is not the requester. */
  actorId?: number | null;
}

/** Form, phone and API: one way from named fields to a ticket, with triage in the same transaction. */
@Injectable()
export class RequestRegistration {
  constructor(
    private readonly triage: TriageService,
    private readonly tickets: TicketsService,
  ) {}

  async register(tx: EntityManager, request: FieldedRequest, at: Date): Promise<RegisteredTicket> {
    const { requester, subject, text, attachments = [] } = request;
    const triage = await this.triage.classify(
      tx,
      {
        senderEmail: requester.email,
        unitSymbol: requester.unitSymbol,
        subject,
        body: text,
        addresses: [],
        attachmentNames: attachments.map(({ filename }) => filename),
        ...(request.stated ? { stated: request.stated } : {}),
      },
      at,
    );
    const { unitSymbol: _symbol, ...person } = requester;
    return this.tickets.register(
      tx,
      {
        subject,
        channel: request.channel,
        receivedAt: at,
        requester: person,
        assetId: request.assetId ?? null,
        triage,
        message: {
          direction: 'inbound',
          authorId: requester.personId,
          fromEmail: requester.email,
          fromName: requester.name,
          subject,
          text,
          fingerprint: request.fingerprint ?? null,
          attachments,
        },
        actorId: request.actorId ?? null,
      },
      at,
    );
  }
}
