import { browserOf, type FormBrowser } from '../support/form-browser.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let technician: FormBrowser;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  technician = await browserOf(office, 'technik');
}, 120_000);
afterAll(() => office.stop(), 60_000);

let sequence = 0;

/** @param columns of table ticket */
async function aTicket(columns: Record<string, unknown> = {}): Promise<string> {
  const number = `ZG/2026/${String(++sequence).padStart(6, '0')}`;
  const row: Record<string, unknown> = {
    number,
    subject: 'Drukarka nie drukuje',
    channel: 'EMAIL',
    requester_name: 'Anna',
    requester_email: 'pracownik@urzad.example',
    received_at: '2026-03-12T09:00:00Z',
    created_at: '2026-03-12T09:00:00Z',
    updated_at: '2026-03-12T09:00:00Z',
    ...columns,
  };
  await office.db.dataSource.query(
    `INSERT INTO ticket (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
      .map((_, index) => `$${index + 1}`)
      .join(', ')})`,
    Object.values(row),
  );
  return number;
}

interface Now {
  status: string;
  assignee: string | null;
  category: string;
  queue: string;
}

async function ticketNow(number: string): Promise<Now> {
  const [row] = await office.db.dataSource.query<Now[]>(
    `SELECT t.status, p.email AS assignee, t.category, t.queue FROM ticket t LEFT JOIN person p ON p.id = t.assignee_id WHERE t.number = $1`,
    [number],
  );
  return row!;
}

async function eventsOf(number: string): Promise<string[]> {
  const rows = await office.db.dataSource.query<{ type: string }[]>(
    'SELECT e.type FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = $1 ORDER BY e.id',
    [number],
  );
  return rows.map(({ type }) => type);
}

const LIST = '/tickets?assignee=none&sort=due';
const send = (numbers: string[], fields: Record<string, string>) =>
  technician.post('/tickets/bulk-changes', { numbers, list: LIST, ...fields });
const personId = (account: string) => String(office.people.byEmail(`${account}@urzad.example`).id);

it('gives several tickets to a person and comes back to the list with a word about it', async () => {
  const [first, second] = [await aTicket(), await aTicket({ status: 'IN_PROGRESS' })];

  const answer = await send([first, second], { action: 'assign', assigneeId: personId('technik2') });

  expect(answer).toMatchObject({ status: 303, location: LIST });
  expect(await ticketNow(first)).toMatchObject({ status: 'ASSIGNED', assignee: 'technik2@urzad.example' });
  expect(await ticketNow(second)).toMatchObject({ status: 'IN_PROGRESS', assignee: 'technik2@urzad.example' });
  expect(await eventsOf(first)).toEqual(['ticket.assigned']);
});

it('takes them with one button, whatever else is chosen, and puts them back', async () => {
  const numbers = [await aTicket(), await aTicket()];

  await send(numbers, { take: '1', action: '' });
  expect(await ticketNow(numbers[0]!)).toMatchObject({ assignee: 'technik@urzad.example' });

  await send(numbers, { action: 'unassign' });
  expect(await ticketNow(numbers[1]!)).toMatchObject({ assignee: null, status: 'NEW' });
});

it.each<[string, Record<string, string>, Partial<Now>]>([
  [
    'a category, which the queue follows',
    { action: 'category', category: 'HARDWARE' },
    { category: 'HARDWARE', queue: 'HARDWARE' },
  ],
  ['a queue alone', { action: 'queue', queue: 'INFRASTRUCTURE' }, { category: 'OTHER', queue: 'INFRASTRUCTURE' }],
  ['an end', { action: 'resolve', reason: '' }, { status: 'RESOLVED' }],
  ['a refusal with its reason', { action: 'reject', reason: 'Zgłoszenie próbne.' }, { status: 'REJECTED' }],
])('gives them %s', async (_what, fields, expected) => {
  const numbers = [await aTicket(), await aTicket()];
  expect((await send(numbers, fields)).status).toBe(303);
  for (const number of numbers) expect(await ticketNow(number)).toMatchObject(expected);
});

it('given tickets that refuse, when the others are changed, then the page says of each one what happened', async () => {
  const open = await aTicket();
  const closed = await aTicket({ status: 'CLOSED' });
  const foreign = 'ZG/2026/999999';

  const answer = await send([open, closed, foreign], { action: 'assign', assigneeId: personId('technik2') });

  expect(answer.status).toBe(200);
  expect(answer.text).toContain('Przydzielono 1 zgłoszenie; 2 zgłoszeń nie zmieniono');
  expect(answer.text).toMatch(new RegExp(`${closed}</a></td><td[^>]*>Zgłoszenie jest zakończone`));
  expect(answer.text).toMatch(new RegExp(`${foreign}</a></td><td[^>]*>Nie ma takiego zgłoszenia`));
  expect(answer.text).toContain(`href="${LIST.replaceAll('&', '&amp;').replaceAll('=', '&#x3D;')}"`);
  expect(await ticketNow(open)).toMatchObject({ assignee: 'technik2@urzad.example' });
  expect(await ticketNow(closed)).toMatchObject({ assignee: null });
});

it('given a security ticket that the technician may not see, when its number is sent all the same, then it stays as it is', async () => {
  const secret = await aTicket({ category: 'SECURITY', queue: 'SECURITY', restricted: true });
  const other = await browserOf(office, 'naczelnik');
  await office.db.dataSource.query(`DELETE FROM queue_member`);

  const answer = await technician.post('/tickets/bulk-changes', { numbers: [secret], list: LIST, take: '1' });
  expect(answer.status).toBe(409);
  expect(answer.text).toContain('Nie zmieniono 1 zgłoszenia');
  expect(answer.text).toContain('Nie ma takiego zgłoszenia');
  expect(await ticketNow(secret)).toMatchObject({ assignee: null });

  const moved = await other.post('/tickets/bulk-changes', {
    numbers: [secret],
    list: LIST,
    action: 'queue',
    queue: 'FRONT',
  });
  expect(moved.text).toContain('pozostaje w kolejce bezpieczeństwa');
});

it.each<[string, Record<string, string>, string]>([
  ['no action', { action: '' }, 'Należy wybrać czynność'],
  ['no person', { action: 'assign', assigneeId: '' }, 'Należy wybrać osobę'],
  ['no category', { action: 'category', category: '' }, 'Należy wybrać kategorię'],
  ['no queue', { action: 'queue', queue: '' }, 'Należy wybrać kolejkę'],
  ['no reason of a refusal', { action: 'reject', reason: ' ' }, 'Należy podać uzasadnienie'],
])('given %s, when it is sent, then the list is shown again with the ticks kept', async (_case, fields, message) => {
  const number = await aTicket();
  const answer = await send([number], fields);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain(message);
  expect(answer.text).toMatch(new RegExp(`value="${number}"[^>]* checked`));
  expect(answer.text).toContain('<option value="none" selected>Nieprzydzielone');
  expect(await ticketNow(number)).toMatchObject({ status: 'NEW' });
});

it('changes at least one ticket and a hundred at most, and each but once', async () => {
  expect((await send([], { take: '1' })).text).toContain('Należy zaznaczyć co najmniej jedno zgłoszenie');
  const tooMany = Array.from({ length: 101 }, (_, index) => `ZG/2025/${String(index + 1).padStart(6, '0')}`);
  expect((await send(tooMany, { take: '1' })).text).toContain('najwyżej 100 zgłoszeń');
  const number = await aTicket();
  await send([number, number], { action: 'resolve' });
  expect(await eventsOf(number)).toEqual(['ticket.resolved']);
});

it('leads back to the list only', async () => {
  const number = await aTicket();
  const answer = await technician.post('/tickets/bulk-changes', {
    numbers: [number],
    list: 'https://zly.example/',
    take: '1',
  });
  expect(answer.location).toBe('/tickets');
});

it('has no boxes to tick for those who only read', async () => {
  await aTicket();
  expect((await technician.get('/tickets')).text).toContain('name="numbers"');
  const auditor = await browserOf(office, 'audytor');
  expect((await auditor.get('/tickets')).text).not.toContain('name="numbers"');
  expect((await auditor.post('/tickets/bulk-changes', { take: '1' })).status).toBe(403);
});
