import type { EntityManager } from 'typeorm';
import type { TicketFacts } from '../../access/policy.js';
import { found } from '../../common/domain-error.js';

/** What the rules about a ticket need to know, as one JSON object; the alias `t` is the ticket. */
const TICKET_FACTS = `json_build_object('restricted', t.restricted, 'queue', t.queue, 'requesterId', t.requester_id, 'assigneeId', t.assignee_id,
  'unitId', t.unit_id, 'participantIds', COALESCE((SELECT json_agg(p.person_id) FROM ticket_participant p
    WHERE p.ticket_id = t.id AND p.confirmed AND p.person_id IS NOT NULL), '[]'))`;

export interface StoredAttachment {
  filename: string;
  contentType: string;
  sha256: string;
  ticket: TicketFacts;
  /** Belongs to an internal note. */
  isInternal: boolean;
}

/** @throws DomainError `attachment.not-found` */
export async function attachmentById(tx: EntityManager, id: number): Promise<StoredAttachment> {
  const [row] = await tx.query<StoredAttachment[]>(
    `SELECT a.filename, a.content_type AS "contentType", a.sha256, m.direction = 'note' AS "isInternal", ${TICKET_FACTS} AS ticket
     FROM attachment a JOIN ticket_message m ON m.id = a.ticket_message_id JOIN ticket t ON t.id = m.ticket_id WHERE a.id = $1`,
    [id],
  );
  return found(row, 'attachment');
}

export interface MessageHtml {
  html: string;
  ticket: TicketFacts;
  isInternal: boolean;
  pictures: { contentId: string; contentType: string; sha256: string; sizeBytes: number }[];
}

/** @throws DomainError `ticket-message.not-found`, also when it has no formatted text */
export async function messageHtmlById(tx: EntityManager, id: number): Promise<MessageHtml> {
  const [row] = await tx.query<MessageHtml[]>(
    `SELECT m.html, m.direction = 'note' AS "isInternal", ${TICKET_FACTS} AS ticket,
       COALESCE((SELECT json_agg(json_build_object('contentId', a.content_id, 'contentType', a.content_type, 'sha256', a.sha256, 'sizeBytes', a.size_bytes))
         FROM attachment a WHERE a.ticket_message_id = m.id AND a.inline AND a.content_id IS NOT NULL), '[]') AS pictures
     FROM ticket_message m JOIN ticket t ON t.id = m.ticket_id WHERE m.id = $1 AND m.html IS NOT NULL`,
    [id],
  );
  return found(row, 'ticket-message');
}
