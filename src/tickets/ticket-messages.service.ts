import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { BlobsService } from '../blobs/blobs.service.js';
import { DomainError } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import { lockForWork, lockTicketFor } from './lock-ticket.js';
import { isFinished } from './ticket-status.js';
import { TicketStatusService } from './ticket-status.service.js';
import type { Ticket } from './ticket.entity.js';

/** A file of a message. Its bytes are stored as a blob in the same transaction. */
export interface NewAttachment {
  filename: string;
  contentType: string;
  content: Buffer;
  inline?: boolean;
  contentId?: string | null;
}

export interface NewMessage {
  direction: 'inbound' | 'outbound' | 'note';
  authorId?: number | null;
  fromEmail?: string | null;
  fromName?: string | null;
  toEmails?: string[];
  ccEmails?: string[];
  replyTo?: string | null;
  subject?: string;
  /** What the sender's program says; null when it says nothing. */
  sentAt?: Date | null;
  messageId?: string | null;
  /** The whole text. */
  text: string;
  /** The new part of it, without quotation and signature; the whole text when absent. */
  replyText?: string;
  /** As served to a page: already sanitised. */
  html?: string | null;
  automatic?: boolean;
  forwardedFrom?: string | null;
  signed?: 'none' | 'valid' | 'invalid' | 'unverified';
  signer?: string | null;
  encrypted?: 'smime' | 'pgp' | null;
  inboundEmailId?: number | null;
  fingerprint?: string | null;
  attachments?: readonly NewAttachment[];
}

/** What follows from the source of an e-mail alone. */
type DerivedMessage = Required<
  Pick<NewMessage, 'text' | 'html' | 'replyText' | 'forwardedFrom' | 'subject' | 'signed' | 'signer' | 'encrypted'>
>;

interface Draft {
  number: string;
  text: string;
  attachments?: readonly NewAttachment[];
}

interface Reply extends Draft {
  /** What becomes of the ticket with it: it waits for the answer, or is resolved. */
  status?: 'WAITING_REQUESTER' | 'RESOLVED' | undefined;
}

/** What is said on a ticket: messages in and out, and notes that never leave the office. */
@Injectable()
export class TicketMessagesService {
  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
    private readonly events: EventsService,
    private readonly statuses: TicketStatusService,
  ) {}

  /** Stores a message with its attachments and counts it. Appends no event: the caller knows what happened. @returns its id */
  async insert(tx: EntityManager, ticketId: number, message: NewMessage, at: Date): Promise<number> {
    const attachments = message.attachments ?? [];
    const names = await this.blobs.putAll(
      tx,
      attachments.map(({ content }) => content),
    );
    const stored = attachments.map(({ content, ...attachment }, position) => ({
      ...attachment,
      position,
      size: content.length,
      sha256: names[position],
    }));
    const [row] = await tx.query<{ id: number }[]>(
      `WITH message AS (
         INSERT INTO ticket_message (ticket_id, direction, author_id, from_email, from_name, to_emails, cc_emails, reply_to, subject, sent_at,
           message_id, text, reply_text, html, automatic, forwarded_from, inbound_email_id, fingerprint, created_at, signed, signer, encrypted)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $21, $22, $23) RETURNING id
       ), files AS (
         INSERT INTO attachment (ticket_message_id, filename, content_type, size_bytes, sha256, inline, content_id, position)
         SELECT m.id, a.filename, a."contentType", a.size, a.sha256, COALESCE(a.inline, false), a."contentId", a.position
         FROM message m, jsonb_to_recordset($20::jsonb) AS a (filename text, "contentType" text, size bigint, sha256 text, inline boolean,
           "contentId" text, position integer)
       ), counted AS (
         UPDATE ticket SET message_count = message_count + 1, updated_at = $19 WHERE id = $1
       )
       SELECT m.id FROM message m`,
      [
        ticketId,
        message.direction,
        message.authorId ?? null,
        message.fromEmail?.toLowerCase() ?? null,
        message.fromName ?? null,
        message.toEmails ?? [],
        message.ccEmails ?? [],
        message.replyTo ?? null,
        message.subject ?? '',
        message.sentAt ?? null,
        message.messageId ?? null,
        message.text,
        message.replyText ?? message.text,
        message.html ?? null,
        message.automatic ?? false,
        message.forwardedFrom ?? null,
        message.inboundEmailId ?? null,
        message.fingerprint ?? null,
        at,
        JSON.stringify(stored),
        message.signed ?? 'none',
        message.signer ?? null,
        message.encrypted ?? null,
      ],
    );
    return row!.id;
  }

  /** What a reader sees of a received e-mail, derived anew from its source; nothing else of the message changes. */
  async deriveAgain(tx: EntityManager, inboundEmailId: number, derived: DerivedMessage): Promise<void> {
    await tx.query(
      `UPDATE ticket_message SET text = $2, reply_text = $3, html = $4, forwarded_from = $5, subject = $6, signed = $7, signer = $8, encrypted = $9
       WHERE inbound_email_id = $1`,
      [
        inboundEmailId,
        derived.text,
        derived.replyText,
        derived.html,
        derived.forwardedFrom,
        derived.subject,
        derived.signed,
        derived.signer,
        derived.encrypted,
      ],
    );
  }

  /**
   * A message of the requester or another participant on a ticket that the caller has locked: it is stored, and wakes the ticket
   * when it waited for an answer or was resolved. Automatic mail is filed and changes no state.
   * @returns the message's id
   */
  async receive(tx: EntityManager, ticket: Ticket, message: NewMessage, at: Date): Promise<number> {
    const messageId = await this.insert(tx, ticket.id, message, at);
    await this.events.append(tx, {
      type: 'message.received',
      subjectType: 'ticket_message',
      subjectId: messageId,
      ticketId: ticket.id,
      actorId: message.authorId ?? null,
      at,
      payload: { automatic: message.automatic ?? false },
    });
    if (!message.automatic) await this.statuses.wake(tx, ticket, at);
    return messageId;
  }

  /**
   * A technician's answer; it goes out by e-mail in the same thread. With WAITING_REQUESTER it is a question and the ticket waits for
   * the answer to it.
   */
  async reply(actor: Actor, reply: Reply, at: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, reply.number);
      const messageId = await this.outgoing(tx, actor, ticket, reply, at);
      if (reply.status === 'WAITING_REQUESTER') {
        await this.statuses.waitForRequester(tx, actor, ticket, messageId, at);
        return messageId;
      }
      await this.events.append(tx, {
        type: 'message.replied',
        subjectType: 'ticket_message',
        subjectId: messageId,
        ticketId: ticket.id,
        actorId: actor.personId,
        at,
      });
      if (reply.status === 'RESOLVED' && ticket.status !== 'RESOLVED') {
        await this.statuses.apply(tx, ticket, { to: 'RESOLVED', actorId: actor.personId, payload: { messageId } }, at);
      }
      return messageId;
    });
  }

  /** Written for colleagues; the requester never sees it. */
  async note(actor: Actor, note: Draft, at: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      const ticket = await lockForWork(tx, actor, note.number);
      const messageId = await this.insert(
        tx,
        ticket.id,
        {
          direction: 'note',
          authorId: actor.personId,
          fromName: actor.name,
          fromEmail: actor.email,
          text: note.text,
          attachments: note.attachments ?? [],
        },
        at,
      );
      await this.events.append(tx, {
        type: 'message.noted',
        subjectType: 'ticket_message',
        subjectId: messageId,
        ticketId: ticket.id,
        actorId: actor.personId,
        at,
      });
      return messageId;
    });
  }

  /** The requester writes on the page of their ticket instead of by e-mail. */
  async writeAsRequester(actor: Actor, message: Draft, at: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      const ticket = await lockTicketFor(tx, actor, 'ticket.write-as-requester', message.number);
      if (isFinished(ticket.status)) {
        throw new DomainError('ticket.finished', 'conflict', 'To zgłoszenie jest zakończone. Prosimy utworzyć nowe.');
      }
      return this.receive(
        tx,
        ticket,
        {
          direction: 'inbound',
          authorId: actor.personId,
          fromName: actor.name,
          fromEmail: actor.email,
          text: message.text,
          attachments: message.attachments ?? [],
        },
        at,
      );
    });
  }

  private async outgoing(tx: EntityManager, actor: Actor, ticket: Ticket, reply: Reply, at: Date): Promise<number> {
    if (ticket.status === 'MERGED') {
      throw new DomainError(
        'ticket.merged',
        'conflict',
        'Zgłoszenie połączono z innym. Odpowiedź należy wysłać w zgłoszeniu docelowym.',
      );
    }
    const messageId = await this.insert(
      tx,
      ticket.id,
      {
        direction: 'outbound',
        authorId: actor.personId,
        fromName: actor.name,
        fromEmail: actor.email,
        toEmails: ticket.requesterEmail ? [ticket.requesterEmail] : [],
        subject: ticket.subject,
        text: reply.text,
        attachments: reply.attachments ?? [],
      },
      at,
    );
    await tx.query('UPDATE ticket SET first_responded_at = COALESCE(first_responded_at, $2) WHERE id = $1', [
      ticket.id,
      at,
    ]);
    ticket.firstRespondedAt ??= at;
    return messageId;
  }
}
