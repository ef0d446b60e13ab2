import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import type { TicketFacts } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { SqlParams } from '../database/sql-params.js';
import { PUBLIC_EVENTS } from './public-events.js';
import type {
  Category,
  Channel,
  Impact,
  Priority,
  QueueCode,
  TicketStatus,
  TriageResult,
  Urgency,
} from './ticket-codes.js';
import type { TicketEventType } from './ticket-sentences.js';
import { visibleTickets } from './ticket-visibility.js';

export interface TicketRow extends TicketFacts {
  id: number;
  number: string;
  subject: string;
  status: TicketStatus;
  category: Category;
  queue: QueueCode;
  impact: Impact;
  urgency: Urgency;
  priority: Priority;
  triageResult: TriageResult | null;
  channel: Channel;
  requesterName: string;
  requesterEmail: string | null;
  unitSymbol: string | null;
  unitName: string | null;
  room: string | null;
  phone: string | null;
  assigneeName: string | null;
  assigneeEmail: string | null;
  asset: { id: number; inventoryNumber: string; kind: string; model: string } | null;
  receivedAt: Date;
  createdAt: Date;
  updatedAt: Date;
  firstResponseDueAt: Date | null;
  firstRespondedAt: Date | null;
  dueAt: Date | null;
  duePausedMinutes: number | null;
  waitingSince: Date | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  detectedAt: Date | null;
  resolutionNote: string | null;
  messageCount: number;
  triageRuleName: string | null;
  triageTrace: unknown;
}

/** The ticket with the names around it; the permission is asked by the caller. @throws DomainError `ticket.not-found` */
export async function ticketRow(tx: EntityManager, number: string): Promise<TicketRow> {
  const [row] = await ticketRows(tx, [number]);
  return found(row, 'ticket');
}

/** Several tickets in one SQL, in no order; a number that does not exist has no row. */
export async function ticketRows(tx: EntityManager, numbers: readonly string[]): Promise<TicketRow[]> {
  return tx.query<TicketRow[]>(
    `SELECT t.id, t.number, t.subject, t.status, t.category, t.queue, t.impact, t.urgency, t.priority, t.triage_result AS "triageResult",
       t.channel, t.restricted, t.requester_id AS "requesterId", t.requester_name AS "requesterName", t.requester_email AS "requesterEmail",
       t.unit_id AS "unitId", u.symbol AS "unitSymbol", u.name AS "unitName", t.room, r.phone, t.assignee_id AS "assigneeId",
       a.given_name || ' ' || a.family_name AS "assigneeName", a.email AS "assigneeEmail",
       CASE WHEN s.id IS NOT NULL THEN json_build_object('id', s.id, 'inventoryNumber', s.inventory_number, 'kind', s.kind, 'model', s.model) END AS asset,
       t.received_at AS "receivedAt", t.created_at AS "createdAt", t.updated_at AS "updatedAt",
       t.first_response_due_at AS "firstResponseDueAt", t.first_responded_at AS "firstRespondedAt", t.due_at AS "dueAt",
       t.due_paused_minutes AS "duePausedMinutes", t.waiting_since AS "waitingSince", t.resolved_at AS "resolvedAt", t.closed_at AS "closedAt",
       t.detected_at AS "detectedAt", t.resolution_note AS "resolutionNote", t.message_count AS "messageCount",
       tr.name AS "triageRuleName", t.triage_trace AS "triageTrace",
       COALESCE((SELECT array_agg(p.person_id) FROM ticket_participant p
                 WHERE p.ticket_id = t.id AND p.confirmed AND p.person_id IS NOT NULL), '{}') AS "participantIds",
       (SELECT su.id FROM organizational_unit su WHERE su.email = t.requester_email AND t.requester_id IS NULL) AS "sharedWithUnitId"
     FROM ticket t
     LEFT JOIN organizational_unit u ON u.id = t.unit_id
     LEFT JOIN person r ON r.id = t.requester_id
     LEFT JOIN person a ON a.id = t.assignee_id
     LEFT JOIN asset s ON s.id = t.asset_id
     LEFT JOIN triage_rule tr ON tr.id = t.triage_rule_id
     WHERE t.number = ANY($1)`,
    [numbers],
  );
}

export interface AttachmentRow {
  id: number;
  filename: string;
  contentType: string;
  sizeBytes: number;
  inline: boolean;
  sha256: string;
}

export interface MessageRow {
  id: number;
  direction: 'inbound' | 'outbound' | 'note';
  authorName: string | null;
  fromName: string | null;
  fromEmail: string | null;
  toEmails: string[];
  ccEmails: string[];
  replyTo: string | null;
  subject: string;
  sentAt: Date | null;
  messageId: string | null;
  text: string;
  replyText: string;
  hasHtml: boolean;
  html: string | null;
  automatic: boolean;
  forwardedFrom: string | null;
  signed: 'none' | 'valid' | 'invalid' | 'unverified';
  signer: string | null;
  encrypted: 'smime' | 'pgp' | null;
  inboundEmailId: number | null;
  createdAt: Date;
  attachments: AttachmentRow[];
}

/**
 * Messages of a ticket with their attachments, oldest first.
 * @param page `afterId` and `limit` for the API, the page of a ticket takes all; internal notes only `withNotes`
 */
export async function ticketMessages(
  tx: EntityManager,
  ticketId: number,
  page: { afterId?: number | undefined; limit: number; withHtml: boolean; withNotes: boolean },
): Promise<MessageRow[]> {
  return tx.query<MessageRow[]>(
    `SELECT m.id, m.direction, p.given_name || ' ' || p.family_name AS "authorName", m.from_name AS "fromName", m.from_email AS "fromEmail",
       m.to_emails AS "toEmails", m.cc_emails AS "ccEmails", m.reply_to AS "replyTo", m.subject, m.sent_at AS "sentAt", m.message_id AS "messageId",
       m.text, m.reply_text AS "replyText", m.html IS NOT NULL AS "hasHtml", ${page.withHtml ? 'm.html' : 'NULL AS html'}, m.automatic,
       m.forwarded_from AS "forwardedFrom", m.signed, m.signer, m.encrypted, m.inbound_email_id AS "inboundEmailId", m.created_at AS "createdAt",
       COALESCE((SELECT json_agg(json_build_object('id', a.id, 'filename', a.filename, 'contentType', a.content_type, 'sizeBytes', a.size_bytes,
                   'inline', a.inline, 'sha256', a.sha256) ORDER BY a.position)
                 FROM attachment a WHERE a.ticket_message_id = m.id), '[]') AS attachments
     FROM ticket_message m LEFT JOIN person p ON p.id = m.author_id
     WHERE m.ticket_id = $1 AND m.id > $2 AND ($4 OR m.direction <> 'note') ORDER BY m.id LIMIT $3`,
    [ticketId, page.afterId ?? 0, page.limit, page.withNotes],
  );
}

export interface TicketEventRow {
  id: number;
  type: TicketEventType;
  at: Date;
  actorName: string | null;
  payload: Record<string, unknown>;
}

/**
 * The log of a ticket, oldest first.
 * @param page `afterId` and `limit` for the API, the page of a ticket takes all; inner workings only `withInternal`
 */
export async function ticketEvents(
  tx: EntityManager,
  ticketId: number,
  page: { afterId?: number | undefined; limit: number; withInternal: boolean },
): Promise<TicketEventRow[]> {
  return tx.query<TicketEventRow[]>(
    `SELECT e.id, e.type, e.at, p.given_name || ' ' || p.family_name AS "actorName", e.payload
     FROM event e LEFT JOIN person p ON p.id = e.actor_id
     WHERE e.ticket_id = $1 AND e.id > $2 AND ($4 OR e.type = ANY($5)) ORDER BY e.id LIMIT $3`,
    [ticketId, page.afterId ?? 0, page.limit, page.withInternal, PUBLIC_EVENTS],
  );
}

/** Another ticket that stands in some relation to this one. */
export interface RelatedTicket {
  number: string;
  /** Who may read this ticket need not see the other one. */
  opens: boolean;
}

export interface TicketContext {
  participants: { email: string; name: string | null; role: string; confirmed: boolean }[];
  obligations: { kind: string; ref: number | null; state: string; reason: string | null }[];
  protocols: { id: number; number: string | null; state: string }[];
  purchases: {
    id: number;
    number: string | null;
    state: string;
    subject: string;
    requesterId: number;
    unitId: number;
  }[];
  outages: { id: number; systemName: string; startedAt: string; endedAt: string | null }[];
  notifications: {
    id: number;
    kind: string;
    recipient: string;
    state: string;
    reason: string | null;
    createdAt: string;
    sentAt: string | null;
  }[];
  mergedInto: RelatedTicket | null;
  follows: RelatedTicket | null;
  suggested: RelatedTicket | null;
  merged: RelatedTicket[];
  followedBy: RelatedTicket[];
  people: Record<string, string>;
}

/** All that stands around a ticket, in one SQL: who follows it, which documents grew from it, what was sent. */
export async function ticketContext(tx: EntityManager, actor: Actor, ticketId: number): Promise<TicketContext> {
  const params = new SqlParams();
  // $1 throughout.
  params.bind(ticketId);
  const related = `json_build_object('number', t.number, 'opens', ${visibleTickets(actor, params)})`;
  const named = (column: string) =>
    `(SELECT ${related} FROM ticket own JOIN ticket t ON t.id = own.${column} WHERE own.id = $1)`;
  const naming = (column: string) =>
    `COALESCE((SELECT json_agg(${related} ORDER BY t.id) FROM ticket t WHERE t.${column} = $1), '[]')`;
  const [row] = await tx.query<TicketContext[]>(
    `SELECT
       COALESCE((SELECT json_agg(json_build_object('email', p.email, 'name', p.name, 'role', p.role, 'confirmed', p.confirmed) ORDER BY p.role DESC, p.email)
                 FROM ticket_participant p WHERE p.ticket_id = $1), '[]') AS participants,
       COALESCE((SELECT json_agg(json_build_object('kind', o.kind, 'ref', o.ref, 'state', o.state, 'reason', o.reason) ORDER BY o.id)
                 FROM ticket_obligation o WHERE o.ticket_id = $1), '[]') AS obligations,
       COALESCE((SELECT json_agg(json_build_object('id', p.id, 'number', p.number, 'state', v.state) ORDER BY p.id)
                 FROM repair_protocol p CROSS JOIN LATERAL (SELECT r.state FROM repair_protocol_revision r WHERE r.protocol_id = p.id
                   ORDER BY r.revision DESC LIMIT 1) v WHERE p.ticket_id = $1), '[]') AS protocols,
       COALESCE((SELECT json_agg(json_build_object('id', r.id, 'number', r.number, 'state', r.state, 'subject', r.subject,
                   'requesterId', r.requester_id, 'unitId', r.unit_id) ORDER BY r.id)
                 FROM purchase_request r WHERE r.ticket_id = $1), '[]') AS purchases,
       COALESCE((SELECT json_agg(json_build_object('id', o.id, 'systemName', o.system_name, 'startedAt', o.started_at, 'endedAt', o.ended_at) ORDER BY o.id)
                 FROM outage o WHERE o.ticket_id = $1), '[]') AS outages,
       COALESCE((SELECT json_agg(json_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient, 'state', n.state, 'reason', n.reason,
                   'createdAt', n.created_at, 'sentAt', n.sent_at) ORDER BY n.id)
                 FROM notification n WHERE n.ticket_id = $1), '[]') AS notifications,
       ${named('merged_into_id')} AS "mergedInto", ${named('follows_id')} AS follows, ${named('suggested_ticket_id')} AS suggested,
       ${naming('merged_into_id')} AS merged, ${naming('follows_id')} AS "followedBy",
       COALESCE((SELECT json_object_agg(p.id, p.given_name || ' ' || p.family_name) FROM person p
                 WHERE p.id IN (SELECT (e.payload->>'to')::integer FROM event e WHERE e.ticket_id = $1 AND e.type = 'ticket.assigned'
                                UNION SELECT (e.payload->>'from')::integer FROM event e
                                      WHERE e.ticket_id = $1 AND e.type IN ('ticket.assigned', 'ticket.unassigned'))), '{}') AS people`,
    params.values,
  );
  return row!;
}
