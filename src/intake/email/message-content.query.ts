import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { found } from '../../common/domain-error.js';
import { SqlParams } from '../../database/sql-params.js';
import { readsInternal, visibleTickets } from '../../tickets/ticket-visibility.js';

export interface StoredAttachment {
  filename: string;
  contentType: string;
  sha256: string;
}

/** @throws DomainError `attachment.not-found`, also when the actor may not see its ticket or its note */
export async function attachmentById(tx: EntityManager, actor: Actor, id: number): Promise<StoredAttachment> {
  const params = new SqlParams();
  const [row] = await tx.query<StoredAttachment[]>(
    `SELECT a.filename, a.content_type AS "contentType", a.sha256
     FROM attachment a JOIN ticket_message m ON m.id = a.ticket_message_id JOIN ticket t ON t.id = m.ticket_id
     WHERE a.id = ${params.bind(id)} AND ${readableMessages(actor, params)}`,
    params.values,
  );
  return found(row, 'attachment');
}

export interface MessageHtml {
  html: string;
  pictures: { contentId: string; contentType: string; sha256: string; sizeBytes: number }[];
}

/** @throws DomainError `ticket-message.not-found`, also when it has no formatted text or the actor may not read it */
export async function messageHtmlById(tx: EntityManager, actor: Actor, id: number): Promise<MessageHtml> {
  const params = new SqlParams();
  const [row] = await tx.query<MessageHtml[]>(
    `SELECT m.html,
       COALESCE((SELECT json_agg(json_build_object('contentId', a.content_id, 'contentType', a.content_type, 'sha256', a.sha256, 'sizeBytes', a.size_bytes))
         FROM attachment a WHERE a.ticket_message_id = m.id AND a.inline AND a.content_id IS NOT NULL), '[]') AS pictures
     FROM ticket_message m JOIN ticket t ON t.id = m.ticket_id
     WHERE m.id = ${params.bind(id)} AND m.html IS NOT NULL AND ${readableMessages(actor, params)}`,
    params.values,
  );
  return found(row, 'ticket-message');
}

/** Who sees the ticket reads its messages; notes are for those who work on it. On the aliases `t` (ticket) and `m` (ticket_message). */
function readableMessages(actor: Actor, params: SqlParams): string {
  return `${visibleTickets(actor, params)} AND (m.direction <> 'note' OR ${readsInternal(actor, params)})`;
}
