import type pg from 'pg';

/**
 * Fills the database with tickets of the past, in bulk: `open` of them still open, each with the e-mail it came from, its message,
 * participant, two events with their notification, and its search document; every fifth with an attachment. Invented words.
 */
export async function fillTickets(owner: pg.Client, tickets: number, open: number): Promise<void> {
  // In one transaction: the running program would make half of them ready for searching meanwhile.
  await owner.query('BEGIN');
  await owner.query('ALTER TABLE event DISABLE TRIGGER event_notify_live');
  await owner.query(
    `INSERT INTO ticket (number, subject, status, category, queue, channel, requester_id, requester_email, requester_name, unit_id, received_at,
       created_at, updated_at, due_at, closed_at, message_count, assignee_id)
     SELECT 'ZG/1990/' || lpad(n::text, 7, '0'), (ARRAY['Drukarka nie drukuje', 'Zablokowane konto', 'Wolny komputer', 'Brak sieci', 'Toner'])[1 + n % 5],
       CASE WHEN n > $1 - $2 THEN (ARRAY['NEW', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_REQUESTER'])[1 + n % 4] ELSE 'CLOSED' END,
       (ARRAY['PRINTING', 'ACCOUNTS', 'HARDWARE', 'NETWORK', 'CONSUMABLES'])[1 + n % 5],
       (ARRAY['HARDWARE', 'FRONT', 'HARDWARE', 'INFRASTRUCTURE', 'HARDWARE'])[1 + n % 5], 'EMAIL', p.id, p.email, p.family_name, p.unit_id,
       t.at, t.at, t.at, t.at + interval '3 days', CASE WHEN n > $1 - $2 THEN NULL ELSE t.at + interval '9 days' END, 1,
       CASE WHEN n % 3 = 0 THEN NULL ELSE (SELECT min(id) FROM person) END
     FROM generate_series(1, $1::integer) n
     JOIN LATERAL (SELECT now() - make_interval(mins => 10 * ($1::integer - n)) AS at) t ON true
     JOIN person p ON p.id = 1 + n % 500`,
    [tickets, open],
  );
  await owner.query(
    `INSERT INTO ticket_message (ticket_id, direction, from_email, from_name, subject, text, reply_text, created_at)
     SELECT t.id, 'inbound', t.requester_email, t.requester_name, t.subject, t.subject || ' w pokoju ' || t.id, t.subject, t.created_at
     FROM ticket t WHERE t.number LIKE 'ZG/1990/%'`,
  );
  await owner.query(
    `INSERT INTO event (subject_type, subject_id, ticket_id, at, type, payload)
     SELECT 'ticket', t.id, t.id, t.created_at, e.type, '{"channel": "EMAIL"}'
     FROM ticket t CROSS JOIN (VALUES ('ticket.registered'), ('ticket.assigned')) AS e (type) WHERE t.number LIKE 'ZG/1990/%'`,
  );
  await owner.query(
    `INSERT INTO ticket_participant (ticket_id, email, person_id, name, role)
     SELECT t.id, t.requester_email, t.requester_id, t.requester_name, 'REQUESTER' FROM ticket t WHERE t.number LIKE 'ZG/1990/%'`,
  );
  await owner.query(
    `INSERT INTO notification (event_id, kind, recipient, recipient_id, ticket_id, state, attempts, next_attempt_at, created_at, sent_at, subject, message_id)
     SELECT e.id, CASE e.type WHEN 'ticket.registered' THEN 'received' ELSE 'assigned' END, t.requester_email, t.requester_id, t.id, 'sent', 1, e.at,
       e.at, e.at, t.subject, '<fill-' || e.id || '@urzad.example>'
     FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number LIKE 'ZG/1990/%'`,
  );
  await owner.query(
    `WITH raw AS (INSERT INTO blob (sha256, size_bytes, content) VALUES (repeat('0', 64), 1, 'x') RETURNING sha256), mail AS (
       INSERT INTO inbound_email (channel, received_at, sha256, size_bytes, outcome, ticket_id, message_id, from_email, from_name, subject,
         fingerprint, attempts, processed_at)
       SELECT 'smtp', t.created_at, r.sha256, 1, 'created', t.id, '<in-' || t.id || '@urzad.example>', t.requester_email, t.requester_name,
         t.subject, 'fill-' || t.id, 1, t.created_at
       FROM ticket t CROSS JOIN raw r WHERE t.number LIKE 'ZG/1990/%' RETURNING id, ticket_id
     )
     INSERT INTO attachment (ticket_message_id, filename, content_type, size_bytes, sha256, position)
     SELECT m.id, 'zrzut-' || m.id || '.png', 'image/png', 1, r.sha256, 0
     FROM mail JOIN ticket_message m ON m.ticket_id = mail.ticket_id CROSS JOIN raw r WHERE m.id % 5 = 0`,
  );
  await owner.query(
    `INSERT INTO ticket_search (ticket_id, document)
     SELECT t.id, to_tsvector('simple', lower(translate(t.subject, 'ąćęłńóśźż', 'acelnoszz')) || ' ' || t.id)
     FROM ticket t WHERE t.number LIKE 'ZG/1990/%'`,
  );
  await owner.query('ALTER TABLE event ENABLE TRIGGER event_notify_live');
  await owner.query('COMMIT');
  await owner.query('VACUUM ANALYZE');
}

/** Makes one ticket a long conversation. @returns its number */
export async function lengthenTicket(owner: pg.Client, messages: number): Promise<string> {
  const { rows } = await owner.query<{ id: number; number: string }>(
    `SELECT id, number FROM ticket ORDER BY id DESC LIMIT 1`,
  );
  const { id, number } = rows[0]!;
  await owner.query(
    `INSERT INTO ticket_message (ticket_id, direction, from_email, from_name, subject, text, reply_text, created_at)
     SELECT $1, (ARRAY['inbound', 'outbound', 'note'])[1 + n % 3], 'pracownik@urzad.example', 'Anna Przykładowa', 'ODP: sprawa',
       repeat('Dzień dobry, sprawa nadal trwa. ', 20), repeat('Dzień dobry, sprawa nadal trwa. ', 20), now()
     FROM generate_series(1, $2::integer) n`,
    [id, messages],
  );
  return number;
}

/**
 * What one e-mail costs PostgreSQL at the least: the same rows as intake writes (raw message, delivery, ticket, participant, message,
 * events, notification), in two transactions as there, without any reading or deciding.
 */
export async function rawInsert(client: pg.Client, index: number, raw: string): Promise<void> {
  const name = index.toString(16).padStart(64, '0');
  await client.query('BEGIN');
  await client.query('INSERT INTO raw_blob (sha256, size_bytes, content) VALUES ($1, $2, $3)', [
    name,
    raw.length,
    Buffer.from(raw),
  ]);
  await client.query(
    `INSERT INTO raw_inbound_email (id, channel, received_at, sha256, size_bytes, outcome, attempts, automatic, envelope_to)
     VALUES ($1, 'smtp', now(), $2, $3, 'waiting', 0, false, '{}')`,
    [index, name, raw.length],
  );
  await client.query(EVENT, [index]);
  await client.query('COMMIT');
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO raw_ticket (id, number, subject, status, category, queue, impact, urgency, priority, channel, restricted, requester_name, received_at,
       created_at, updated_at, message_count)
     VALUES ($1::integer, $1::integer::text, 'x', 'NEW', 'OTHER', 'FRONT', 'PERSON', 'NORMAL', 'NORMAL', 'EMAIL', false, 'x', now(), now(), now(), 1)`,
    [index],
  );
  await client.query(
    `INSERT INTO raw_ticket_message (id, ticket_id, direction, subject, text, reply_text, automatic, created_at, to_emails, cc_emails)
     VALUES ($1, $1, 'inbound', 'x', $2, $2, false, now(), '{}', '{}')`,
    [index, raw],
  );
  await client.query(EVENT, [index]);
  await client.query('COMMIT');
}

const EVENT = `INSERT INTO raw_event (id, subject_type, subject_id, at, type, payload) VALUES ($1, 'ticket', $1, now(), 'x', '{}')`;

export async function prepareRawTables(owner: pg.Client): Promise<void> {
  for (const table of ['blob', 'inbound_email', 'ticket', 'ticket_message', 'event']) {
    await owner.query(`CREATE TABLE raw_${table} (LIKE ${table} INCLUDING DEFAULTS)`);
  }
}
