import type { EntityManager } from 'typeorm';
import type { EmailOffice } from '../rendering/emails.js';
import type { NotificationKind } from './notification-kinds.js';

/** One notification with all that its text may name; what its kind does not need is null. */
export interface ContentRow {
  id: number;
  kind: NotificationKind;
  at: Date;
  /** The state that the event brought. */
  to: string | null;
  isByTimer: boolean;
  /** An e-mail of the requester's caused it. */
  isByMessage: boolean;
  number: string | null;
  ticketSubject: string | null;
  restricted: boolean;
  queue: string | null;
  priority: string | null;
  dueAt: Date | null;
  requesterName: string | null;
  unitSymbol: string | null;
  resolutionNote: string | null;
  targetNumber: string | null;
  messageId: number | null;
  messageText: string | null;
  messageFrom: string | null;
  protocolId: number | null;
  protocolNumber: string | null;
  requestId: number | null;
  requestNumber: string | null;
  requestState: string | null;
  requestUnit: string | null;
  amountGrosze: number | null;
  system: string | null;
  startedAt: Date | null;
  endedAt: Date | null;
  undelivered: string | null;
  /** Mailbox of the data protection officer, for the information clause; that of the unit IOD. */
  officerEmail: string | null;
  office: EmailOffice;
}

/** What the given notifications tell of, in the order of their events. One SQL. */
export async function notificationContents(tx: EntityManager, ids: readonly number[]): Promise<ContentRow[]> {
  return tx.query<ContentRow[]>(
    `SELECT n.id, n.kind, e.at, e.payload ->> 'to' AS "to", COALESCE(e.payload ->> 'by' = 'timer', false) AS "isByTimer",
       (e.payload ->> 'by' = 'message' OR e.payload ->> 'channel' = 'EMAIL') IS TRUE AS "isByMessage",
       t.number, t.subject AS "ticketSubject", COALESCE(t.restricted, false) AS restricted, t.queue, t.priority, t.due_at AS "dueAt",
       t.requester_name AS "requesterName", u.symbol AS "unitSymbol", t.resolution_note AS "resolutionNote", g.number AS "targetNumber",
       m.id AS "messageId", m.reply_text AS "messageText", COALESCE(m.from_name, m.from_email) AS "messageFrom",
       p.id AS "protocolId", p.number AS "protocolNumber", r.id AS "requestId", r.number AS "requestNumber", r.state AS "requestState",
       ru.symbol AS "requestUnit",
       (SELECT sum(l.quantity * l.unit_gross_grosze) FROM purchase_request_line l WHERE l.request_id = r.id)::bigint AS "amountGrosze",
       o.system_name AS system, o.started_at AS "startedAt", o.ended_at AS "endedAt",
       (SELECT string_agg(x.email, ', ') FROM inbound_email i, jsonb_to_recordset(i.bounce -> 'recipients') AS x (email text, action text)
        WHERE e.type = 'inbound-email.bounced' AND i.id = e.subject_id AND x.action = 'failed') AS undelivered,
       (SELECT d.email FROM organizational_unit d WHERE d.symbol = 'IOD') AS "officerEmail",
       (SELECT json_build_object('name', f.name, 'unitName', f.unit_name, 'dataController', f.data_controller) FROM office_profile f) AS office
     FROM notification n
     JOIN event e ON e.id = n.event_id
     LEFT JOIN ticket t ON t.id = COALESCE(n.ticket_id, CASE e.subject_type WHEN 'ticket' THEN e.subject_id END)
     LEFT JOIN organizational_unit u ON u.id = t.unit_id
     LEFT JOIN ticket g ON g.id = COALESCE((e.payload ->> 'into')::integer, t.merged_into_id) AND n.kind = 'merged'
     LEFT JOIN ticket_message m ON m.id = CASE
       WHEN e.subject_type = 'ticket_message' THEN e.subject_id
       WHEN n.kind = 'question' THEN (e.payload ->> 'messageId')::integer
       WHEN n.kind = 'reminder' THEN (SELECT (q.payload ->> 'messageId')::integer FROM event q
         WHERE q.ticket_id = n.ticket_id AND q.type = 'ticket.question-asked' AND q.id < e.id ORDER BY q.id DESC LIMIT 1) END
     LEFT JOIN repair_protocol p ON e.subject_type = 'repair_protocol' AND p.id = e.subject_id
     LEFT JOIN purchase_request r ON e.subject_type = 'purchase_request' AND r.id = e.subject_id
     LEFT JOIN organizational_unit ru ON ru.id = r.unit_id
     LEFT JOIN outage o ON e.subject_type = 'outage' AND o.id = e.subject_id
     WHERE n.id = ANY($1) ORDER BY e.id, n.id`,
    [ids],
  );
}
