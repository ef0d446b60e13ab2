import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { found } from '../../common/domain-error.js';
import { SqlParams } from '../../database/sql-params.js';
import { visibleTickets } from '../../tickets/ticket-visibility.js';
import { INBOUND_EMAIL_COLUMNS, type InboundEmailRow, type InboundOutcome } from './inbound-email.js';
import { visibleEmails } from './inbound-email-list.query.js';
import type { TicketNumbers } from './inbound-text.js';

export interface InboundEmailPageRow extends InboundEmailRow {
  mailboxName: string | null;
  ticketNumber: string | null;
  ticketSubject: string | null;
  isRestricted: boolean;
  subject: string | null;
  fromEmail: string | null;
  fromName: string | null;
  messageId: string | null;
  attemptLog: { at: Date; outcome: InboundOutcome; reason: string | null; actorName: string | null }[];
}

/** One e-mail with the history of its decisions. @throws DomainError `inbound-email.not-found`, also when the actor may not see its ticket */
export async function inboundEmailPageRow(tx: EntityManager, actor: Actor, id: number): Promise<InboundEmailPageRow> {
  const params = new SqlParams();
  const [row] = await tx.query<(InboundEmailPageRow & { attemptLog: { at: string }[] })[]>(
    `SELECT ${INBOUND_EMAIL_COLUMNS}, m.name AS "mailboxName", t.number AS "ticketNumber", t.subject AS "ticketSubject",
       COALESCE(t.restricted, false) AS "isRestricted", i.subject, i.from_email AS "fromEmail", i.from_name AS "fromName", i.message_id AS "messageId",
       (SELECT COALESCE(json_agg(json_build_object('at', a.at, 'outcome', a.outcome, 'reason', a.reason,
          'actorName', p.given_name || ' ' || p.family_name) ORDER BY a.id), '[]')
        FROM inbound_email_attempt a LEFT JOIN person p ON p.id = a.actor_id WHERE a.inbound_email_id = i.id) AS "attemptLog"
     FROM inbound_email i
     JOIN blob b ON b.sha256 = i.sha256
     LEFT JOIN ticket t ON t.id = i.ticket_id
     LEFT JOIN mailbox m ON m.id = i.mailbox_id
     WHERE i.id = ${params.bind(id)} AND ${visibleEmails(actor, params)}`,
    params.values,
  );
  const email = found(row, 'inbound-email');
  return { ...email, attemptLog: email.attemptLog.map((attempt) => ({ ...attempt, at: new Date(attempt.at) })) };
}

/** Numbers of those tickets that the actor may see. */
export async function visibleNumbers(tx: EntityManager, actor: Actor, ids: readonly number[]): Promise<TicketNumbers> {
  if (ids.length === 0) return new Map();
  const params = new SqlParams();
  const rows = await tx.query<{ id: number; number: string }[]>(
    `SELECT t.id, t.number FROM ticket t WHERE t.id = ANY(${params.bind(ids)}::integer[]) AND ${visibleTickets(actor, params)}`,
    params.values,
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}
