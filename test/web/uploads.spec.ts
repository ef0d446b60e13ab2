import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

let office: RunningOffice;
let cookie: string;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  cookie = await office.signIn('technik');
}, 60_000);
afterAll(() => office.stop(), 60_000);

/** Begins to send a form with files and goes no further: an answer comes only from who does not wait for the rest. */
async function answerToBeginning(path: string, headers: Record<string, string> = {}): Promise<number> {
  const begun = request(office.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(50 * 1024 * 1024),
      ...headers,
    },
  });
  begun.on('error', () => undefined);
  begun.write('--b\r\nContent-Disposition: form-data; name="attachments"; filename="a.txt"\r\n\r\naaaa');
  try {
    const [response] = (await once(begun, 'response')) as [IncomingMessage];
    return response.statusCode!;
  } finally {
    begun.destroy();
  }
}

describe('a form with files is refused before it is read', () => {
  it.each(['/imports', '/tickets/new', '/tickets/ZG-2026-000001/replies', '/tickets/ZG-2026-000001/messages'])(
    'by %s, given nobody is signed in',
    async (path) => {
      expect(await answerToBeginning(path)).toBe(401);
      expect(await answerToBeginning(path, { cookie: 'session=made-up' })).toBe(401);
    },
  );

  it.each(['/sign-in', '/purchase-requests', '/tickets/ZG-2026-000001/notes', '/api/v1/tickets', '/no/such/page'])(
    'by %s, which takes no files, whoever sends it',
    async (path) => {
      expect(await answerToBeginning(path, { cookie, authorization: 'Bearer demo-token' })).toBe(415);
    },
  );
});

const BUSY = 'Serwer odbiera teraz zbyt wiele plików naraz. Prosimy spróbować ponownie za chwilę.';

/** Sends what one form may hold, and does not end it. */
async function fill(path: string): Promise<ClientRequest> {
  const headers = { 'content-type': 'multipart/form-data; boundary=b', 'transfer-encoding': 'chunked' };
  const begun = request(office.url + path, { method: 'POST', headers });
  begun.on('error', () => undefined);
  const megabyte = Buffer.alloc(1024 * 1024, 'a');
  for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) {
    begun.write(`--b\r\nContent-Disposition: form-data; name="attachments"; filename="${name}"\r\n\r\n`);
    for (let sent = 0; sent < 14; sent += 1) if (!begun.write(megabyte)) await once(begun, 'drain');
    begun.write('\r\n');
  }
  return begun;
}

const matter = {
  subject: 'Drukarka nie drukuje',
  description: 'Miga czerwona lampka.',
  category: '',
  impact: 'PERSON',
};
const person = { email: 'pracownik@urzad.example', person: 'pracownik@urzad.example', name: 'Anna Przykładowa' };

const cookies = new Map<string, Promise<string>>();
function cookieOf(account: string): Promise<string> {
  if (!cookies.has(account)) cookies.set(account, office.signIn(account));
  return cookies.get(account)!;
}

/** @returns the answer to a form with one honest file */
async function send(path: string, fields: Record<string, string>, { field = 'attachments', account = 'technik' } = {}) {
  const csrf = await csrfOf(office.url, await cookieOf(account));
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, _csrf: csrf.token })) body.append(name, value);
  body.append(field, new File(['a'.repeat(1024 * 1024)], 'opis.txt'));
  const init = { method: 'POST', headers: { cookie: csrf.cookie }, body, redirect: 'manual' } as const;
  const response = await fetch(office.url + path, init);
  return { status: response.status, html: await response.text() };
}

async function count(table: 'ticket_message' | 'attachment'): Promise<number> {
  const [row] = await office.db.dataSource.query<{ n: number }[]>(`SELECT count(*) AS n FROM ${table}`);
  return row!.n;
}

describe('given the server holds as many files as it can', () => {
  let begun: ClientRequest[];
  let ticketPath: string;
  beforeAll(async () => {
    await send('/tickets/new', { ...matter, ...person, unit: 'WE' });
    const [ticket] = await office.db.dataSource.query<{ number: string }[]>('SELECT t.number FROM ticket t');
    ticketPath = `/tickets/${ticket!.number.replaceAll('/', '-')}`;
    begun = await Promise.all(Array.from({ length: 5 }, () => fill('/form')));
    await until(async () => (await send('/tickets/new', {})).html.includes(BUSY));
  }, 60_000);

  const FORMS: [path: () => string, fields: Record<string, string>, by?: { field?: string; account?: string }][] = [
    [() => '/form', { ...matter, ...person, unit: 'WE' }],
    [() => '/tickets/new', { ...matter, ...person, unit: 'WE' }],
    [() => `${ticketPath}/replies`, { text: 'Miga czerwona lampka.' }],
    [() => `${ticketPath}/messages`, { text: 'Miga czerwona lampka.' }, { account: 'pracownik' }],
    [() => '/imports', { kind: 'assets' }, { field: 'file', account: 'admin' }],
  ];

  it('no form leaves a file out: it comes back with what was typed, and says to try again', async () => {
    const before = await count('ticket_message');
    for (const [path, fields, by] of FORMS) {
      const { status, html } = await send(path(), fields, by);
      expect([path(), status]).toEqual([path(), 422]);
      expect(html).toContain(BUSY);
      if (fields['description'] ?? fields['text']) expect(html).toContain('Miga czerwona lampka.');
    }
    expect(await count('ticket_message')).toBe(before);
  });

  it('when their senders go away, then the next form keeps its file', async () => {
    const before = await count('attachment');
    for (const each of begun) each.destroy();
    await until(async () => !(await send('/tickets/new', {})).html.includes(BUSY));
    expect(await send('/form', { ...matter, ...person, unit: 'WE' })).toMatchObject({ status: 303 });
    expect(await count('attachment')).toBe(before + 1);
  });
});
