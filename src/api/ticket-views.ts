import type { z } from 'zod';
import type { MessageRow, TicketEventRow, TicketRow } from '../tickets/ticket-page.query.js';
import type { eventSchema, messageSchema, ticketSchema } from './ticket.schema.js';

/** Rows as the API shows them. */
export function ticketView(row: TicketRow): z.input<typeof ticketSchema> {
  const { number, subject, status, priority, category, queue, channel, createdAt, receivedAt, updatedAt, dueAt } = row;
  return {
    number,
    subject,
    status,
    priority,
    category,
    queue,
    assignee:
      row.assigneeId === null ? null : { id: row.assigneeId, name: row.assigneeName ?? '', email: row.assigneeEmail },
    requester: { email: row.requesterEmail, name: row.requesterName, unit: row.unitSymbol },
    channel,
    createdAt,
    receivedAt,
    updatedAt,
    dueAt,
    triageResult: row.triageResult,
    impact: row.impact,
    urgency: row.urgency,
    messageCount: row.messageCount,
  };
}

export function messageView(row: MessageRow): z.input<typeof messageSchema> {
  return {
    id: row.id,
    direction: row.direction,
    from: { email: row.fromEmail, name: row.fromName ?? row.authorName },
    to: row.toEmails,
    cc: row.ccEmails,
    replyTo: row.replyTo,
    subject: row.subject,
    date: row.sentAt,
    messageId: row.messageId,
    text: row.text,
    replyText: row.replyText,
    html: row.html,
    automatic: row.automatic,
    forwardedFrom: row.forwardedFrom,
    signed: row.signed,
    signer: row.signer,
    encrypted: row.encrypted,
    attachments: row.attachments.map(({ id, filename, contentType, sizeBytes, inline }) => ({
      id,
      filename,
      contentType,
      size: sizeBytes,
      inline,
      url: `/api/v1/attachments/${id}`,
    })),
    createdAt: row.createdAt,
  };
}

export function eventView({ id, type, at, actorName, payload }: TicketEventRow): z.input<typeof eventSchema> {
  return { id, type, at, actor: actorName, payload };
}
