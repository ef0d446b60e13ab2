import type { EntityManager } from 'typeorm';
import { REOPEN_DAYS } from '../../tickets/ticket-status.js';
import type { ThreadCandidate } from './decide-thread.js';
import type { ThreadSigns } from './thread-signs.js';

export interface InboundQuestion {
  inboundEmailId: number;
  sender: string | null;
  /** How many of the sender's tickets of the last hour are counted; null: none. */
  ticketsPerHour: number | null;
  fingerprint: string;
  signs: ThreadSigns;
  /** Message-ID and our signed notification id of a returned message, when the e-mail is a delivery report. */
  returned: { messageId: string | null; notificationId: number | null };
  followers: readonly string[];
  mailboxId: number | null;
  /** local date, for people who have left */
  today: string;
  at: Date;
}

export interface KnownPerson {
  id: number;
  name: string;
  unitId: number | null;
  unitSymbol: string | null;
  room: string | null;
}

export interface InboundAnswers {
  person: KnownPerson | null;
  /** The unit whose shared mailbox the sender is. */
  unit: { id: number; name: string; symbol: string } | null;
  followers: { email: string; personId: number }[];
  duplicateOf: { inboundEmailId: number; ticketId: number | null } | null;
  about: { notificationId: number; ticketId: number | null } | null;
  ticketsInLastHour: number;
  candidates: ThreadCandidate[];
  mailboxQueue: string | null;
}

/** Everything that the decision about one e-mail asks the database, in one round trip. */
export async function inboundAnswers(tx: EntityManager, question: InboundQuestion): Promise<InboundAnswers> {
  const [row] = await tx.query<(Omit<InboundAnswers, 'candidates'> & { candidates: CandidateRow[] })[]>(SQL, [
    question.sender,
    question.today,
    question.fingerprint,
    question.inboundEmailId,
    someOf(question.signs.signedNotificationIds, 0),
    question.signs.signedTicketIds,
    someOf(question.signs.references, ''),
    question.signs.number,
    question.returned.messageId,
    question.returned.notificationId,
    question.followers,
    question.mailboxId,
    new Date(+question.at - 3_600_000),
    question.ticketsPerHour ?? 0,
  ]);
  const answers = row!;
  return {
    ...answers,
    candidates: answers.candidates.map(({ resolvedAt, status, ...candidate }) => ({
      ...candidate,
      isFinished: status === 'CLOSED' || status === 'REJECTED' || status === 'WITHDRAWN',
      reopensUntil:
        status === 'RESOLVED' && resolvedAt ? new Date(+new Date(resolvedAt) + REOPEN_DAYS * 86_400_000) : null,
    })),
  };
}

/**
 * Never empty: "is one of none" implies whatever an index is partial by, and the planner reads the smallest of those from end to end.
 * @param nobody a key that no row has
 */
function someOf<T>(keys: readonly T[], nobody: T): readonly T[] {
  return keys.length > 0 ? keys : [nobody];
}

type CandidateRow = Omit<ThreadCandidate, 'isFinished' | 'reopensUntil'> & {
  status: string;
  resolvedAt: string | null;
};

const SQL = `
WITH RECURSIVE sender AS (
  SELECT p.id, p.given_name || ' ' || p.family_name AS name, p.unit_id, u.symbol, p.room
  FROM person p LEFT JOIN organizational_unit u ON u.id = p.unit_id
  WHERE p.email = $1 AND (p.closed_on IS NULL OR p.closed_on > $2)
), sign AS (
  SELECT n.ticket_id, 'signature' AS by, 1 AS rank FROM notification n WHERE n.id = ANY($5::integer[])
  UNION ALL SELECT s.id, 'signature', 1 FROM unnest($6::integer[]) AS s (id)
  UNION ALL SELECT m.ticket_id, 'reference', 2 FROM ticket_message m WHERE m.message_id = ANY($7::text[])
  UNION ALL SELECT n.ticket_id, 'reference', 2 FROM notification n WHERE n.message_id = ANY($7::text[])
  UNION ALL SELECT t.id, 'number', 3 FROM ticket t WHERE t.number = $8
), followed AS (
  -- A merged ticket's mail belongs to its target; chains are short, and a circle is impossible by the state machine.
  SELECT s.ticket_id, s.by, s.rank, 0 AS depth FROM sign s WHERE s.ticket_id IS NOT NULL
  UNION ALL
  SELECT t.merged_into_id, f.by, f.rank, f.depth + 1 FROM followed f JOIN ticket t ON t.id = f.ticket_id
  WHERE t.merged_into_id IS NOT NULL AND f.depth < 20
), candidate AS (
  SELECT DISTINCT ON (t.id) t.id, f.by, f.rank, t.status, t.resolved_at, t.restricted, t.unit_id, t.assignee_id, t.requester_email
  FROM followed f JOIN ticket t ON t.id = f.ticket_id WHERE t.merged_into_id IS NULL ORDER BY t.id, f.rank LIMIT 20
)
SELECT
  (SELECT json_build_object('id', s.id, 'name', s.name, 'unitId', s.unit_id, 'unitSymbol', s.symbol, 'room', s.room) FROM sender s) AS person,
  (SELECT json_build_object('id', u.id, 'name', u.name, 'symbol', u.symbol) FROM organizational_unit u WHERE u.email = $1) AS unit,
  (SELECT COALESCE(json_agg(json_build_object('email', p.email, 'personId', p.id)), '[]') FROM person p WHERE p.email = ANY($11::text[])) AS followers,
  (SELECT json_build_object('inboundEmailId', d.id, 'ticketId', d.ticket_id) FROM inbound_email d
   WHERE d.fingerprint = $3 AND d.id <> $4 AND d.outcome NOT IN ('waiting', 'quarantined', 'duplicate') ORDER BY d.id LIMIT 1) AS "duplicateOf",
  (SELECT json_build_object('notificationId', n.id, 'ticketId', n.ticket_id) FROM notification n
   WHERE n.message_id = $9 OR n.id = $10 ORDER BY n.id LIMIT 1) AS about,
  (SELECT count(*)::integer FROM (SELECT FROM inbound_email c
   WHERE c.from_email = $1 AND c.received_at > $13 AND c.outcome = 'created' LIMIT $14) c) AS "ticketsInLastHour",
  (SELECT COALESCE(json_agg(json_build_object('ticketId', c.id, 'by', c.by, 'status', c.status, 'resolvedAt', c.resolved_at,
     'senderIsParticipant', c.requester_email IS NOT DISTINCT FROM $1 AND $1 IS NOT NULL
       OR EXISTS (SELECT FROM ticket_participant q WHERE q.ticket_id = c.id AND q.email = $1 AND q.confirmed)
       OR EXISTS (SELECT FROM sender s WHERE s.id = c.assignee_id),
     'senderIsInUnit', NOT c.restricted AND c.unit_id IS NOT NULL
       AND (EXISTS (SELECT FROM sender s WHERE s.unit_id = c.unit_id)
         OR EXISTS (SELECT FROM organizational_unit u WHERE u.id = c.unit_id AND u.email = $1))) ORDER BY c.rank, c.id DESC), '[]')
   FROM candidate c) AS candidates,
  (SELECT b.queue FROM mailbox b WHERE b.id = $12) AS "mailboxQueue"`;
