import type { EntityManager } from 'typeorm';

/** Of one message, so that a pasted log does not become the document; and of all messages of one ticket. */
const MESSAGE_CHARACTERS = 8_000;
const TICKET_CHARACTERS = 60_000;

export interface TicketText {
  ticketId: number;
  number: string;
  subject: string;
  requester: string;
  device: string;
  /** The new part of each message, oldest first: what was quoted stands in an earlier one. Notes too, as only those who read them may search. */
  messages: string[];
  /** names of attached files */
  files: string;
}

/** Everything by which a ticket can be found. One SQL for many tickets. */
export async function ticketTexts(tx: EntityManager, ticketIds: readonly number[]): Promise<TicketText[]> {
  const rows = await tx.query<TicketText[]>(
    `SELECT t.id AS "ticketId", t.number, t.subject,
       concat_ws(' ', t.requester_name, t.requester_email, u.symbol, t.room) AS requester,
       concat_ws(' ', a.inventory_number, a.serial_number, a.manufacturer, a.model) AS device,
       COALESCE(m.texts, '{}') AS messages, COALESCE(f.names, '') AS files
     FROM ticket t
     LEFT JOIN organizational_unit u ON u.id = t.unit_id
     LEFT JOIN asset a ON a.id = t.asset_id
     LEFT JOIN LATERAL (SELECT array_agg(left(concat_ws(E'\\n', NULLIF(x.subject, t.subject), x.reply_text), $2) ORDER BY x.id) AS texts
                        FROM ticket_message x WHERE x.ticket_id = t.id) m ON true
     LEFT JOIN LATERAL (SELECT string_agg(y.filename, ' ' ORDER BY y.id) AS names
                        FROM ticket_message x JOIN attachment y ON y.ticket_message_id = x.id WHERE x.ticket_id = t.id) f ON true
     WHERE t.id = ANY($1)`,
    [ticketIds, MESSAGE_CHARACTERS],
  );
  return rows.map((row) => ({ ...row, messages: capped(row.messages) }));
}

/** The first message tells what the matter is; then the newest ones, as many as there is room for. */
function capped(messages: readonly string[]): string[] {
  const [first, ...later] = messages;
  if (first === undefined) return [];
  const kept: string[] = [];
  let room = TICKET_CHARACTERS - first.length;
  for (const text of later.toReversed()) {
    room -= text.length;
    if (room < 0) break;
    kept.unshift(text);
  }
  return [first, ...kept];
}
