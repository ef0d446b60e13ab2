import { createTransport } from 'nodemailer';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

interface Answer {
  status: number;
  type: string;
  /** Parsed JSON of any shape: tests name what they look at. */
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const ADMIN = 'demo-token';
const TECHNICIAN = 'demo-token-technik';
const HEAD = 'demo-token-naczelnik';
const EMPLOYEE = 'demo-token-pracownik';

let office: RunningOffice;
beforeAll(async () => (office = await startOffice()), 120_000);
afterAll(() => office.stop());

async function call(token: string | null, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${office.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, body: type.includes('json') ? JSON.parse(text) : text };
}

const get = (path: string, token = ADMIN) => call(token, 'GET', path);
const post = (path: string, body?: unknown, token = ADMIN) => call(token, 'POST', path, body);

const today = () => new Date().toISOString().slice(0, 10);
let sequence = 0;

async function anAsset(kind = 'LAPTOP'): Promise<{ id: number; inventoryNumber: string }> {
  const asset = { kind, model: 'Model 5', title: 'PURCHASED', acceptedOn: '2025-03-03', unitSymbol: 'WE' };
  const { body } = await post('/assets', { ...asset, inventoryNumber: `IT/API/${(sequence += 1)}` });
  return body;
}

async function aTicket(text = 'Laptop się nie włącza.'): Promise<{ number: string; path: string }> {
  const ticket = { subject: 'Awaria laptopa', text, requesterEmail: 'pracownik@urzad.example' };
  const { body } = await post('/tickets', ticket);
  return { number: body.number, path: `/tickets/${body.number.replaceAll('/', '-')}` };
}

describe('refusals are problem details', () => {
  it.each([
    ['no token', null, 'GET', '/tickets', undefined, 401],
    ['a token that nobody has', 'wrong', 'GET', '/assets', undefined, 401],
    ['a role that may not', EMPLOYEE, 'GET', '/inbound-emails', undefined, 403],
    ['a role that may read only', 'demo-token-audytor', 'POST', '/outages', {}, 403],
    ['an unknown e-mail', ADMIN, 'GET', '/inbound-emails/999999', undefined, 404],
    ['an unknown attachment', ADMIN, 'GET', '/attachments/999999', undefined, 404],
    ['an unknown protocol', ADMIN, 'GET', '/repair-protocols/999999', undefined, 404],
    ['an id beyond every id', ADMIN, 'GET', '/assets/99999999999999', undefined, 404],
    ['an unknown request', ADMIN, 'GET', '/purchase-requests/WZ-1-1999', undefined, 404],
    ['an unknown outage', ADMIN, 'POST', '/outages/999999/end', { endedAt: '2026-01-01T10:00:00Z' }, 404],
    ['no year', ADMIN, 'GET', '/kpi/next', undefined, 404],
    ['an unknown outcome', ADMIN, 'GET', '/inbound-emails?outcome=lost', undefined, 422],
  ])('%s', async (_rule, token, method, path, body, status) => {
    const answer = await call(token, method, path, body);

    expect(answer).toMatchObject({ status, body: { status } });
    expect(answer.type).toContain('application/problem+json');
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(['type', 'title', 'status', 'code']));
  });

  it.each([
    ['/tickets', ['requesterEmail', 'subject', 'text']],
    ['/assets', ['acceptedOn', 'inventoryNumber', 'kind', 'model', 'title']],
    ['/outages', ['cause', 'inventoryNumber', 'serviceInterrupted', 'startedAt', 'systemName']],
    ['/repair-protocols', ['ticketNumber']],
    ['/purchase-requests', ['subject']],
  ])('an empty body for %s is refused field by field', async (path, fields) => {
    const { status, body } = await post(path, {});

    expect(status).toBe(422);
    expect(Object.keys(body.errors).sort()).toEqual(fields);
  });
});

it('a ticket: registered, read, changed, answered, with its timeline', async () => {
  const { number, path } = await aTicket();

  expect((await get(path)).body).toMatchObject({
    ...{ number, subject: 'Awaria laptopa', channel: 'API', messageCount: 1 },
    requester: { email: 'pracownik@urzad.example', unit: 'WE' },
  });
  const { body: unassigned } = await get('/tickets?assignee=none&status=open');
  expect(unassigned.items.map((item: { number: string }) => item.number)).toContain(number);
  const patch = { assignee: 'technik@urzad.example', impact: 'OFFICE', subject: 'Laptop' };
  const patched = await call(ADMIN, 'PATCH', path, patch);
  expect(patched.body).toMatchObject({ status: 'ASSIGNED', subject: 'Laptop', impact: 'OFFICE' });
  expect(patched.body.assignee.email).toBe('technik@urzad.example');
  expect(await call(ADMIN, 'PATCH', path, { status: 'CLOSED' })).toMatchObject({
    status: 409,
    body: { code: 'ticket.transition-not-allowed' },
  });
  expect((await post(`${path}/messages`, { direction: 'note', text: 'Sprawdzę zasilacz.' })).status).toBe(201);
  expect((await post(`${path}/messages`, { direction: 'outbound', text: 'Przyjdę o 12.' })).body).toMatchObject({
    direction: 'outbound',
    text: expect.stringContaining('Przyjdę o 12.'),
  });

  const directions = async (token: string) =>
    (await get(`${path}/messages`, token)).body.items.map((message: { direction: string }) => message.direction);
  expect(await directions(ADMIN)).toEqual(['inbound', 'note', 'outbound']);
  expect(await directions(EMPLOYEE)).toEqual(['inbound', 'outbound']);
  const { body: events } = await get(`${path}/events?limit=2`);
  expect(events.items).toHaveLength(2);
  const { body: rest } = await get(`${path}/events?cursor=${events.nextCursor}`);
  expect([...events.items, ...rest.items].map(({ type }: { type: string }) => type)).toContain('ticket.assigned');

  // The requester reads of states, not of notes and the inner workings.
  const { body: told } = await get(`${path}/events`, EMPLOYEE);
  const types = told.items.map(({ type }: { type: string }) => type);
  expect(types).toContain('ticket.assigned');
  expect(types).not.toContain('message.noted');
  expect(types).not.toContain('ticket.reclassified');
});

it('an e-mail: its outcome, why, its raw source, its attachment, and another try', async () => {
  const mail = createTransport({ host: '127.0.0.1', port: office.smtpPort, ignoreTLS: true });
  await mail.sendMail({
    from: 'Anna <pracownik@urzad.example>',
    to: 'helpdesk@urzad.example',
    subject: 'Drukarka nie drukuje',
    text: 'Proszę o pomoc.',
    messageId: '<api-1@urzad.example>',
    attachments: [{ filename: 'zdjęcie.txt', content: 'zdjęcie' }],
  });
  mail.close();
  const listed = await until(async () => {
    const { body } = await get('/inbound-emails?outcome=created');
    return body.items.find((item: { messageId: string }) => item.messageId === '<api-1@urzad.example>');
  });

  const { body: email } = await get(`/inbound-emails/${listed.id}`);
  expect(email).toMatchObject({
    ...{ channel: 'smtp', outcome: 'created', reason: null, automatic: false, bounce: null },
    envelope: { from: 'pracownik@urzad.example', to: ['helpdesk@urzad.example'] },
    from: { email: 'pracownik@urzad.example', name: 'Anna' },
    subject: 'Drukarka nie drukuje',
    text: expect.stringContaining('Proszę o pomoc.'),
    attachments: [{ filename: 'zdjęcie.txt', inline: false }],
  });
  expect(email.trace).toContainEqual({
    check: 'sender',
    result: 'internal',
    detail: { address: 'pracownik@urzad.example' },
  });
  expect((await get(`/inbound-emails/${email.id}/raw`)).body).toContain('Message-ID: <api-1@urzad.example>');
  const looks = `SELECT count(*) AS n FROM event e WHERE e.type = 'inbound-email.raw-viewed' AND e.subject_id = $1`;
  expect(await office.db.dataSource.query(looks, [email.id])).toEqual([{ n: 1 }]);
  expect((await get(email.attachments[0].url.replace('/api/v1', ''))).body).toBe('zdjęcie');

  const messages = await get(`/tickets/${email.ticketNumber.replaceAll('/', '-')}/messages`);
  const [{ url }] = messages.body.items[0].attachments;
  expect((await get(url.replace('/api/v1', ''))).body).toBe('zdjęcie');
  expect((await get(url.replace('/api/v1', ''), 'demo-token-skarbnik')).status).toBe(404);
  expect(await post(`/inbound-emails/${email.id}/reprocess`)).toMatchObject({
    status: 202,
    body: { ticketNumber: email.ticketNumber },
  });
});

it('a piece of the register: entered, moved, corrected, taken out, brought back', async () => {
  const asset = await anAsset();
  const path = `/assets/${asset.id}`;

  expect((await get(`/assets?q=${asset.inventoryNumber}`)).body).toMatchObject({ items: [{ id: asset.id }] });
  expect((await call(ADMIN, 'PATCH', path, { model: 'Model 6' })).body).toMatchObject({
    ...{ model: 'Model 6', kind: 'LAPTOP', unitSymbol: 'WE' },
  });
  expect((await post(`${path}/relocation`, { unitSymbol: 'BB', on: today() })).body.unitSymbol).toBe('BB');
  expect(await post(`${path}/relocation`, { unitSymbol: 'XX', on: today() })).toMatchObject({
    status: 422,
    body: { errors: { unitSymbol: expect.any(String) } },
  });
  expect((await post(`${path}/withdrawal`, { on: today(), reason: 'LT' })).body.withdrawnOn).toBe(today());
  expect((await post(`${path}/withdrawal`, { on: today(), reason: 'LT' })).status).toBe(409);
  expect((await post(`${path}/restoration`)).body.withdrawnOn).toBeNull();
  const again = { kind: 'LAPTOP', model: 'M', title: 'PURCHASED', acceptedOn: '2025-03-03' };
  expect((await post('/assets', { ...again, inventoryNumber: asset.inventoryNumber })).status).toBe(409);
});

it('an outage: recorded, ended once, corrected', async () => {
  const { inventoryNumber } = await anAsset('SERVER');
  const outage = { inventoryNumber, systemName: 'EZD', cause: 'SERVER_FAILURE', serviceInterrupted: true };

  const { status, body } = await post('/outages', { ...outage, startedAt: '2026-02-02T09:00:00+01:00' });
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { startedAt: '2026-02-02T08:00:00.000Z', endedAt: null },
  });
  const early = await post(`/outages/${body.id}/end`, { endedAt: '2026-02-02T08:00:00+01:00' });
  expect(early).toMatchObject({ status: 422, body: { errors: { endedAt: expect.any(String) } } });
  const end = { endedAt: '2026-02-02T11:00:00+01:00' };
  expect((await post(`/outages/${body.id}/end`, end)).body.endedAt).toBe('2026-02-02T10:00:00.000Z');
  expect((await post(`/outages/${body.id}/end`, end)).status).toBe(409);
  const corrected = await call(TECHNICIAN, 'PATCH', `/outages/${body.id}`, { description: 'Zasilacz.' });
  expect(corrected.body).toMatchObject({ description: 'Zasilacz.', endedAt: '2026-02-02T10:00:00.000Z' });
  expect((await get(`/outages?year=2026&asset=${inventoryNumber}`)).body).toMatchObject({ items: [{ id: body.id }] });
});

it('a repair protocol: drafted, completed, handed in, approved by another person, annulled', async () => {
  const [{ number }, { inventoryNumber }] = [await aTicket(), await anAsset()];
  const { body: draft } = await post('/repair-protocols', { ticketNumber: number, inventoryNumber }, TECHNICIAN);
  const path = `/repair-protocols/${draft.id}`;
  expect(draft).toMatchObject({ number: null, state: 'DRAFT', ticketNumber: number, asset: { inventoryNumber } });

  const incomplete = await post(`${path}/submission`, undefined, TECHNICIAN);
  expect(incomplete).toMatchObject({ status: 422, body: { errors: { diagnosis: expect.any(String) } } });
  const operations = [{ kind: 'COMPONENT_REPLACEMENT', description: 'Wymiana dysku' }];
  const content = { completedOn: today(), diagnosis: 'Uszkodzony dysk.', result: 'REPAIRED', operations };
  const patched = await call(TECHNICIAN, 'PATCH', path, { ...content, parts: [{ name: 'Dysk' }] });
  expect(patched.body.revisions[0]).toMatchObject({ diagnosis: 'Uszkodzony dysk.', parts: [{ quantity: 1 }] });
  const stale = await call(TECHNICIAN, 'PATCH', path, { edition: draft.edition, remarks: 'x' });
  expect(stale.status).toBe(409);
  expect((await post(`${path}/submission`, undefined, TECHNICIAN)).body.state).toBe('SUBMITTED');
  expect((await post(`${path}/approval`, undefined, TECHNICIAN)).status).toBe(403);
  const approved = await post(`${path}/approval`, {}, HEAD);
  expect(approved.body).toMatchObject({ state: 'APPROVED', number: expect.stringMatching(/^PN\/\d+\/\d{4}$/) });
  expect((await post(`${path}/approval`, {}, HEAD)).status).toBe(409);
  expect((await get(`/repair-protocols/${approved.body.number.replaceAll('/', '-')}`)).body.id).toBe(draft.id);
  expect((await get('/repair-protocols?counted=yes')).body).toMatchObject({ items: [{ id: draft.id, counted: true }] });
  expect((await post(`${path}/annulment`, { reason: 'Pomyłka.' }, HEAD)).body.state).toBe('ANNULLED');
});

it('a protocol of a restricted ticket is not there for those who may not see it', async () => {
  const [{ number, path }, { inventoryNumber }] = [await aTicket(), await anAsset()];
  const { body } = await post('/repair-protocols', { ticketNumber: number, inventoryNumber });
  await office.db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE number = $1`, [
    number,
  ]);

  for (const hidden of [path, `/repair-protocols/${body.id}`]) {
    expect((await get(hidden, 'demo-token-audytor')).status).toBe(404);
    expect((await get(hidden)).status).toBe(200);
  }
});

it('a purchase request: written, handed in, approved by the head of the unit, never twice', async () => {
  const lines = [{ description: 'Laptop', assetKind: 'LAPTOP', quantity: 2, unitNetGrosze: 400_000 }];
  const { body: draft } = await post('/purchase-requests', { subject: 'Laptopy', lines }, EMPLOYEE);
  const path = `/purchase-requests/${draft.id}`;
  expect(draft).toMatchObject({ state: 'DRAFT', unitSymbol: 'WE', netGrosze: 800_000, grossGrosze: 984_000 });

  const incomplete = await post(`${path}/submission`, undefined, EMPLOYEE);
  expect(incomplete).toMatchObject({ status: 422, body: { errors: { justification: expect.any(String) } } });
  await call(EMPLOYEE, 'PATCH', path, { justification: 'Wysłużony sprzęt.' });
  expect((await post(`${path}/submission`, undefined, EMPLOYEE)).body).toMatchObject({
    ...{ state: 'SUBMITTED', awaitedStep: 'UNIT_HEAD', lines: [{ quantity: 2 }] },
  });
  const approval = { decision: 'APPROVED', step: 'UNIT_HEAD' };
  expect((await post(`${path}/approvals`, approval, EMPLOYEE)).status).toBe(403);
  const decided = await post(`${path}/approvals`, approval, 'demo-token-kierownik');
  expect(decided).toMatchObject({ status: 201, body: { state: 'UNIT_APPROVED', approvals: [{ step: 'UNIT_HEAD' }] } });
  expect((await post(`${path}/approvals`, approval, 'demo-token-kierownik')).status).toBe(409);
  expect((await post(`${path}/order`, { orderReference: 'U/1', orderedOn: today(), supplier: 'S' })).status).toBe(409);
  expect((await get('/purchase-requests?view=mine', EMPLOYEE)).body).toMatchObject({ items: [{ id: draft.id }] });
  const withdrawn = await post(`${path}/withdrawal`, { reason: 'Niepotrzebne.' }, EMPLOYEE);
  expect(withdrawn.body).toMatchObject({ state: 'WITHDRAWN', decisionReason: 'Niepotrzebne.' });
});

it('the indicators of a year, each with its evidence', async () => {
  const { status, body } = await get('/kpi/2026');

  expect(status).toBe(200);
  expect(body).toMatchObject({ year: 2026, asOf: expect.any(String), state: expect.any(String) });
  expect(body.indicators.map(({ id }: { id: number }) => id)).toEqual([1, 2, 3]);
  for (const indicator of body.indicators) {
    expect(Object.keys(indicator).sort()).toEqual(
      ['denominator', 'display', 'evidence', 'id', 'met', 'numerator', 'target', 'value'].sort(),
    );
  }
});

it('a list gives page after page', async () => {
  await anAsset();
  await anAsset();
  const first = await get('/assets?limit=1');
  const second = await get(`/assets?limit=1&cursor=${encodeURIComponent(first.body.nextCursor)}`);

  expect(first.body.items).toHaveLength(1);
  expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
});

it('the OpenAPI document names every resource', async () => {
  const response = await fetch(`${office.url}/api/docs`);
  const { paths } = (await response.json()) as { paths: Record<string, unknown> };

  for (const path of ['/tickets', '/inbound-emails', '/repair-protocols', '/purchase-requests', '/assets', '/outages'])
    expect(paths).toHaveProperty([`/api/v1${path}`]);
  expect(paths).toHaveProperty(['/api/v1/kpi/{year}']);
});
