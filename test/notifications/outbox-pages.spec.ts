import { aTicketByMail } from './a-ticket-by-mail.js';
import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

let office: RunningOffice;
let technician: string;
let auditor: string;
let ticketNumber: string;

beforeAll(async () => {
  office = await startOffice();
  technician = await office.signIn('technik');
  auditor = await office.signIn('audytor');
  ticketNumber = await aTicketByMail(office, { from: 'pracownik@urzad.example', subject: 'Drukarka nie drukuje' });
}, 60_000);
afterAll(() => office.stop());

const page = async (path: string, cookie = '') => {
  const response = await fetch(office.url + path, { headers: { cookie }, redirect: 'manual' });
  return { status: response.status, html: await response.text(), headers: response.headers };
};
const post = async (path: string, cookie: string, fields: Record<string, string> = {}) => {
  const signed = await csrfOf(office.url, cookie);
  return fetch(office.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: signed.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, _csrf: signed.token }),
  });
};
const sent = () =>
  until(async () => {
    const [row] = await office.db.dataSource.query<{ id: number; attempts: number }[]>(
      `SELECT n.id, n.attempts FROM notification n WHERE n.kind = 'received' AND n.state = 'sent' ORDER BY n.id LIMIT 1`,
    );
    return row;
  });

describe('the outbox', () => {
  it('lists what was sent, filtered by state and by the beginning of an address', async () => {
    await sent();
    const all = await page('/notifications', technician);
    const found = await page('/notifications?recipient=PRACOWNIK&state=sent', technician);
    const none = await page('/notifications?recipient=%25pracownik', technician);

    expect(all.html).toContain(ticketNumber);
    expect(found.html).toContain('pracownik@urzad.example');
    expect(none.html).toContain('Nic nie pasuje do filtrów');
  });

  it('shows one with its words', async () => {
    const { id } = await sent();
    const { html } = await page(`/notifications/${id}`, auditor);

    expect(html).toContain(`zostało zarejestrowane pod numerem ${ticketNumber}`);
    expect(html).toContain('Message-ID');
    expect(html).not.toContain('Wyślij ponownie');
  });

  it('sends again on demand, and says on the timeline who asked for it', async () => {
    const { id } = await sent();
    const back = `/tickets/${ticketNumber.replaceAll('/', '-')}`;
    const response = await post(`/notifications/${id}/resend`, technician, { next: back });
    const again = await until(async () => ((await sent()).attempts === 2 ? await sent() : null));
    const events = await office.db.dataSource.query<{ type: string }[]>(
      `SELECT e.type FROM event e WHERE e.subject_type = 'notification' AND e.subject_id = $1`,
      [id],
    );

    expect(response.headers.get('location')).toBe(back);
    expect(again.id).toBe(id);
    expect(events.map(({ type }) => type)).toEqual(['notification.resent']);
  });

  it('leads nobody away from here', async () => {
    const { id } = await sent();
    const response = await post(`/notifications/${id}/resend`, technician, { next: '//evil.example/' });
    expect(response.headers.get('location')).toBe(`/notifications/${id}`);
  });

  it('is read by the auditor, who sends nothing', async () => {
    const { id } = await sent();
    expect((await post(`/notifications/${id}/resend`, auditor)).status).toBe(403);
  });
});

it('a stopped address gets mail again when a person releases it', async () => {
  const [{ id }] = await office.db.dataSource.query<[{ id: number }]>(
    `INSERT INTO suppressed_address (email, since, reason) VALUES ('dawny@urzad.example', now(), 'bounced: 5.1.1') RETURNING id`,
  );
  const before = await page('/notifications/addresses', technician);
  const response = await post(`/notifications/addresses/${id}/release`, technician);
  const after = await page('/notifications/addresses', technician);

  expect(before.html).toContain('dawny@urzad.example');
  expect(before.html).toContain('wiadomość wróciła: 5.1.1');
  expect(response.status).toBe(303);
  expect(after.html).not.toContain('dawny@urzad.example</td>');
});

it('each technician decides which e-mails come', async () => {
  const shown = await page('/notifications/preferences', technician);
  const kinds = [...new Set([...shown.html.matchAll(/type="radio"[^>]* name="([^"]+)"/g)].map(([, name]) => name!))];
  const fields = Object.fromEntries(kinds.map((kind) => [kind, 'at-once']));
  const refused = await post('/notifications/preferences', technician, { ...fields, 'technician-due': 'sometimes' });
  const saved = await post('/notifications/preferences', technician, { ...fields, 'technician-due': 'off' });
  const [row] = await office.db.dataSource.query<{ mode: string }[]>(
    `SELECT c.mode FROM notification_preference c WHERE c.kind = 'technician-due'`,
  );

  expect(kinds.length).toBeGreaterThan(5);
  expect(refused.status).toBe(422);
  expect(saved.status).toBe(303);
  expect(row).toEqual({ mode: 'off' });
});

describe('the mail that the demo catches', () => {
  const mailOf = async () => /\/demo\/mail\/([\w-]+)"[^>]*>[^<]*Przyjęto/.exec((await page('/demo/mail')).html)![1]!;

  it('is read without signing in: as a page, as HTML in a frame that can do nothing, as it went', async () => {
    await sent();
    const id = await mailOf();
    const shown = await page(`/demo/mail/${id}`);
    const html = await page(`/demo/mail/${id}/html`);
    const raw = await page(`/demo/mail/${id}/raw`);

    expect(shown.html).toContain('Odpowiedz jako pracownik@urzad.example');
    expect(shown.html).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox/);
    expect(html.html).toContain('Szanowni Państwo');
    expect(raw.html).toMatch(/^Auto-Submitted: auto-replied/m);
    expect((await page('/demo/mail/999')).status).toBe(404);
  });

  it('is answered as its reader would: the answer lands on the same ticket', async () => {
    const response = await post(`/demo/mail/${await mailOf()}/reply`, '', { text: 'Pokój 112.' });
    const message = await until(async () => {
      const [row] = await office.db.dataSource.query<{ number: string; reply_text: string }[]>(
        `SELECT t.number, m.reply_text FROM ticket_message m JOIN ticket t ON t.id = m.ticket_id WHERE m.text LIKE 'Pokój 112.%'`,
      );
      return row;
    });

    expect(response.status).toBe(303);
    expect(message).toEqual({ number: ticketNumber, reply_text: 'Pokój 112.' });
  });
});
