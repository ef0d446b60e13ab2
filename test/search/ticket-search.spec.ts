import type { Actor } from '../../src/access/actor.js';
import { SqlParams } from '../../src/database/sql-params.js';
import { TicketIndexService } from '../../src/search/ticket-index.service.js';
import { countTickets, listTickets } from '../../src/tickets/ticket-list.query.js';
import { visibleTickets } from '../../src/tickets/ticket-visibility.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

const NOW = new Date('2026-03-10T09:00:00Z');

let db: TestDatabase;
let index: TicketIndexService;
let technician: Actor;
beforeAll(async () => {
  db = await openTestDatabase();
  index = new TicketIndexService(db.dataSource);
  technician = await anActor(db, { roles: ['technician'] });
});
afterAll(() => db.close());
beforeEach(() =>
  db.dataSource.query(
    'DELETE FROM ticket_search_due; DELETE FROM ticket_search; DELETE FROM ticket_message; DELETE FROM ticket',
  ),
);

let sequence = 0;
interface Said {
  subject?: string;
  text?: string;
  requester?: string;
  email?: string;
  restricted?: boolean;
  assetId?: number;
}

/** A ticket as registration leaves it, with the event that asks for its indexing. */
async function aTicket({
  subject = 'Sprawa',
  text = '',
  requester = 'Anna Przykładowa',
  email = 'anna@urzad.example',
  restricted = false,
  assetId,
}: Said) {
  const number = `ZG/2026/${String(++sequence).padStart(6, '0')}`;
  const [ticket] = await db.dataSource.query<{ id: number }[]>(
    `INSERT INTO ticket (number, subject, channel, restricted, queue, requester_name, requester_email, asset_id, received_at, created_at, updated_at)
     VALUES ($1, $2, 'EMAIL', $3, $4, $5, $6, $7, $8, $8, $8) RETURNING id`,
    [number, subject, restricted, restricted ? 'SECURITY' : 'FRONT', requester, email, assetId ?? null, NOW],
  );
  await say(ticket!.id, text, 'ticket.registered');
  return { id: ticket!.id, number };
}

async function say(ticketId: number, text: string, event = 'message.received') {
  await db.dataSource.query(
    `INSERT INTO ticket_message (ticket_id, direction, text, reply_text, created_at) VALUES ($1, 'inbound', $2, $2, $3)`,
    [ticketId, text, NOW],
  );
  await db.dataSource.query(
    `INSERT INTO event (subject_type, subject_id, ticket_id, at, type) VALUES ('ticket', $1, $1, $2, $3)`,
    [ticketId, NOW, event],
  );
}

async function search(q: string, actor: Actor = technician): Promise<string[]> {
  const rows = await listTickets(
    db.dataSource.manager,
    actor,
    { q },
    { sort: { by: 'number', direction: 'desc' }, limit: 50, now: NOW },
  );
  return rows.map(({ number }) => number);
}

describe('search', () => {
  it.each([
    ['another form', 'drukarka', 'Proszę naprawić DRUKARKĘ w pok. 5'],
    ['the plural', 'drukarka', 'dwie drukarki'],
    ['the genitive plural', 'drukarka', 'pięć drukarek'],
    ['an inflected word typed', 'drukarkami', 'drukarka'],
    ['no diacritics typed', 'pekniety ekran', 'Pęknięty ekran'],
    ['no diacritics written', 'pęknięty', 'pekniety monitor'],
    ['ł', 'głośno', 'glosno pracuje'],
    ['an unfinished last word', 'klawia', 'klawiatura zalana'],
    ['an unfinished form', 'drukowa', 'problem z drukowaniem'],
    ['all words, in any order', 'ekran laptop', 'Laptop: czarny ekran'],
    ['a phrase', '"nie działa"', 'Skaner nie działa'],
    ['e-mail and email', 'email', 'Problem z e-mail'],
    ['a verb and its noun', 'instalacja', 'proszę zainstalować, instalowanie nie idzie'],
    ['a code with dashes', 'SN-TEST-01', 'Numer seryjny SN-TEST-01'],
    ['a code without dashes', 'sntest01', 'Numer seryjny SN-TEST-01'],
    ['apostrophes and operators', "o'brien & !", "Pan O'Brien"],
  ])('finds by %s', async (_case, q, text) => {
    const { number } = await aTicket({ text });
    await aTicket({ text: 'Coś zupełnie innego' });
    await index.indexDue();
    expect(await search(q)).toEqual([number]);
  });

  it.each([
    ['a word that is not there', 'drukarka toner', 'drukarka'],
    ['words of a phrase apart', '"działa nie"', 'Skaner nie działa'],
    ['an unfinished word in the middle', 'klawia zalana', 'klawiatura zalana'],
    ['only punctuation', '!!!', 'klawiatura'],
  ])('does not find by %s', async (_case, q, text) => {
    await aTicket({ text });
    await index.indexDue();
    expect(await search(q)).toEqual([]);
  });

  it('finds by number, requester, address, device and file name', async () => {
    const [asset] = await db.dataSource.query<{ id: number }[]>(
      `INSERT INTO asset (inventory_number, kind, model, title, accepted_on) VALUES ('UM-013-D-0087', 'PRINTER', 'LaserJet', 'PURCHASED', '2024-01-02') RETURNING id`,
    );
    const { id, number } = await aTicket({
      requester: 'Łucja Żółć',
      email: 'l.zolc@urzad.example',
      assetId: asset!.id,
    });
    await db.dataSource.query(
      `WITH b AS (INSERT INTO blob (sha256, size_bytes, content) VALUES (repeat('a', 64), 1, 'x') RETURNING sha256)
       INSERT INTO attachment (ticket_message_id, filename, content_type, size_bytes, sha256, position)
       SELECT m.id, 'kosztorys_remont.pdf', 'application/pdf', 1, b.sha256, 0 FROM b, ticket_message m WHERE m.ticket_id = $1`,
      [id],
    );
    await aTicket({});
    await index.indexDue();
    const ways = [
      number,
      number.replaceAll('/', '-'),
      number.slice(-6),
      String(Number(number.slice(-6))),
      'lucja zolc',
    ];
    for (const q of [...ways, 'l.zolc@urzad.example', 'um-013-d-0087', '0087', 'laserjet', 'kosztorys']) {
      expect([q, await search(q)]).toEqual([q, [number]]);
    }
    await db.dataSource.query('DELETE FROM attachment');
  });

  it('given a new message, when it is indexed, then its words find the ticket too', async () => {
    const { id, number } = await aTicket({ text: 'Pierwsza wiadomość' });
    await index.indexDue();
    expect(await search('kartridż')).toEqual([]);
    await say(id, 'Chodzi o kartridże');
    expect(await index.indexDue()).toBe(1);
    expect(await search('kartridż')).toEqual([number]);
    expect(await index.indexDue()).toBe(0);
  });

  it('given a restricted ticket, when someone else searches, then it is not found', async () => {
    await aTicket({ text: 'phishing', restricted: true });
    await index.indexDue();
    expect(await search('phishing')).toEqual([]);
    expect(await search('phishing', { ...technician, queues: ['SECURITY'] })).toHaveLength(1);
  });

  it('newest first', async () => {
    const numbers = [];
    for (let i = 0; i < 3; i++) numbers.push((await aTicket({ text: 'niszczarka' })).number);
    await index.indexDue();
    expect(await search('niszczarka')).toEqual(numbers.reverse());
  });

  it('counts what was found, no further than asked', async () => {
    for (let i = 0; i < 4; i++) await aTicket({ text: 'ploter', restricted: i === 0 });
    await index.indexDue();
    const count = (limit: number) =>
      countTickets(db.dataSource.manager, technician, { q: 'plotery' }, { now: NOW, limit });
    expect(await count(1001)).toBe(3);
    expect(await count(2)).toBe(2);
  });

  it('re-indexes everything on demand', async () => {
    await aTicket({ text: 'projektor' });
    await db.dataSource.query('DELETE FROM ticket_search_due');
    expect(await index.indexDue()).toBe(0);
    expect(await index.markAll()).toBe(1);
    expect(await index.indexDue()).toBe(1);
    expect(await search('projektory')).toHaveLength(1);
  });

  it('survives odd texts: very long words, control characters, thousands of messages', async () => {
    const { id } = await aTicket({ text: `${'x'.repeat(5_000)} ${'słowo '.repeat(3_000)} \u0001 😀 ſ` });
    for (let i = 0; i < 20; i++) await say(id, 'długi tekst '.repeat(700));
    expect(await index.indexDue()).toBe(1);
    expect(await search('długi tekst')).toHaveLength(1);
  });

  it('plans an index scan for a rare word', async () => {
    const params = new SqlParams();
    const plan = await db.dataSource.query<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN SELECT s.ticket_id FROM ticket_search s JOIN ticket t ON t.id = s.ticket_id
       WHERE s.document @@ ${params.bind("'rzadk'")}::tsquery AND ${visibleTickets(technician, params)}`,
      params.values,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('ticket_search_document_idx');
  });
});
