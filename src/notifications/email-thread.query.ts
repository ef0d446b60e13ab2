import type { EntityManager } from 'typeorm';

/** Enough for every program to find the thread; RFC 5322 asks for the first and the latest. */
const KEPT = 12;

/**
 * Message-IDs that put an e-mail into the thread which this reader has: what they wrote to the ticket and what we sent them.
 * @returns oldest first, with angle brackets; the last one is what the e-mail answers
 */
export async function threadOf(
  tx: EntityManager,
  ticketId: number | null,
  recipient: string,
  exceptId: number,
): Promise<string[]> {
  if (ticketId === null) return [];
  const rows = await tx.query<{ message_id: string | null }[]>(
    `SELECT m.message_id, m.created_at AS at FROM ticket_message m
     WHERE m.ticket_id = $1 AND m.direction = 'inbound' AND m.from_email = $2 AND m.message_id IS NOT NULL
     UNION ALL
     SELECT n.message_id, n.sent_at FROM notification n
     WHERE n.ticket_id = $1 AND n.recipient = $2 AND n.state = 'sent' AND n.id <> $3
     ORDER BY at`,
    [ticketId, recipient, exceptId],
  );
  const ids = rows.flatMap(({ message_id: id }) => (id !== null && /^<[^<>\s]{1,400}>$/.test(id) ? [id] : []));
  return ids.length <= KEPT ? ids : [ids[0]!, ...ids.slice(1 - KEPT)];
}
