import { csrfOf, PASSWORD, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
}, 60_000);
afterAll(() => office.stop(), 60_000);

const REPLY = '/tickets/ZG-2026-000001/replies';
const TEXT = 'Dzień dobry, <b>toner</b> został wymieniony.\r\nPozdrawiam';

type Fields = Record<string, string | File>;

/** A browser without scripts that has a token of ours and no session. */
async function stranger() {
  const { token, cookie } = await csrfOf(office.url);
  return {
    token,
    cookie,
    post: (path: string, fields: Fields = {}, headers = {}) =>
      post(path, { _csrf: token, ...fields }, { cookie, ...headers }),
  };
}

async function post(path: string, fields: Fields, headers: Record<string, string>) {
  const hasFiles = Object.values(fields).some((value) => value instanceof File);
  const body = hasFiles ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) body.append(name, value as string);
  const response = await fetch(office.url + path, { method: 'POST', redirect: 'manual', headers, body });
  return { status: response.status, location: response.headers.get('location'), html: await response.text() };
}

/** What a form of the page would send. */
function hiddenOf(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(inputs.map(([, name, value]) => [name!, unescaped(value!)]));
}

function unescaped(text: string): string {
  return text
    .replace(
      /&(lt|gt|quot|#x27|#x3D|#x60);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? String.fromCharCode(parseInt(name.slice(2), 16)),
    )
    .replaceAll('&amp;', '&');
}

const ME = { email: 'technik@urzad.example', password: PASSWORD };

describe('a form sent after the session has ended', () => {
  it('asks to sign in, in Polish and without a code', async () => {
    const { status, html } = await (await stranger()).post(REPLY, { text: TEXT });
    expect(status).toBe(401);
    expect(html).toContain('Wpisana treść jest zachowana');
    expect(html).not.toContain('sign-in-required');
  });

  it.each<Fields>([{}, { attachments: new File(['a'], 'a.txt') }])(
    'offers what was typed again after signing in (%#)',
    async (files) => {
      const me = await stranger();
      const refused = await me.post(
        REPLY,
        { text: TEXT, status: 'RESOLVED', ...files },
        { referer: `${office.url}/tickets/ZG-2026-000001?x=1` },
      );
      const again = await me.post('/sign-in', { ...hiddenOf(refused.html), ...ME });

      expect(again.status).toBe(200);
      expect(again.html).toContain('Dzień dobry, &lt;b&gt;toner&lt;/b&gt; został wymieniony.');
      expect(again.html).toContain('href="/tickets/ZG-2026-000001?x&#x3D;1"');
      expect(again.html).toContain(`action="${REPLY}"`);
      expect(again.html.includes('Plików nie udało się zachować')).toBe('attachments' in files);
      const { _csrf, ...fields } = hiddenOf(again.html.slice(again.html.indexOf(`action="${REPLY}"`)));
      expect(_csrf).toBeTruthy();
      expect(fields).toEqual({ text: TEXT, status: 'RESOLVED' });
    },
  );

  it('is not carried along when nothing was typed: the way leads back and says so', async () => {
    const me = await stranger();
    const refused = await me.post('/tickets/ZG-2026-000001/assignment', { assigneeId: 'me' });
    expect(refused.html).toContain('nic nie zostało zapisane');
    expect(hiddenOf(refused.html)).toMatchObject({ next: '/tickets/ZG-2026-000001/assignment' });
    expect(refused.html).not.toContain('name="kept"');
    expect(await me.post('/sign-in', { ...hiddenOf(refused.html), ...ME })).toMatchObject({
      status: 303,
      location: '/tickets/ZG-2026-000001/assignment',
    });
  });

  it('keeps no secrets in the page', async () => {
    const { html } = await (
      await stranger()
    ).post('/settings/people/1/password', { password: 'hasło jak z nut', note: 'dla praktykanta' });
    expect(html).toContain('praktykanta');
    expect(html).not.toContain('jak z nut');
  });

  it('survives a wrong password', async () => {
    const me = await stranger();
    const refused = await me.post(REPLY, { text: TEXT });
    const wrong = await me.post('/sign-in', { ...hiddenOf(refused.html), ...ME, password: 'nie to' });
    expect(hiddenOf(wrong.html)['kept']).toBe(hiddenOf(refused.html)['kept']);
  });

  it('answers a program with its code', async () => {
    const response = await fetch(`${office.url}/api/v1/tickets`, { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'sign-in-required' }),
    ]);
  });
});

describe('what comes from outside', () => {
  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example'])(
    'does not choose where signing in leads (%s)',
    async (next) => {
      expect(await (await stranger()).post('/sign-in', { ...ME, next })).toMatchObject({ status: 303, location: '/' });
    },
  );

  it('does not choose where a kept form is sent', async () => {
    const kept = JSON.stringify({ action: 'https://evil.example/', fields: [['text', TEXT]], hadFiles: false });
    const { html } = await (await stranger()).post('/sign-in', { ...ME, kept });
    expect(html).toContain('<form class="form" method="post" action="/"');
    expect(html).not.toContain('evil.example');
  });

  it.each(['{', '[]', '{"action":"/","fields":[["a"]],"hadFiles":false}'])(
    'does not break signing in (%s)',
    async (kept) => {
      expect(await (await stranger()).post('/sign-in', { ...ME, kept })).toMatchObject({ status: 303, location: '/' });
    },
  );

  it('is not put before a person to send: without a token the browser must say that the form is ours', async () => {
    const { cookie } = await stranger();
    for (const headers of <Record<string, string>[]>[
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await post(REPLY, { text: TEXT }, { cookie, ...headers });
      expect(answer.status).toBe(403);
      expect(answer.html).not.toContain('został wymieniony');
    }
  });

  it('does not lead elsewhere by the page it says it comes from', async () => {
    const me = await stranger();
    const { html } = await me.post(REPLY, { text: TEXT }, { referer: 'https://evil.example//evil' });
    expect(hiddenOf(html)['next']).toBe(REPLY);
  });
});

describe('a form whose token was lost with the browser', () => {
  const ours = { 'sec-fetch-site': 'same-origin' };

  it('is offered again to who is signed in', async () => {
    const cookie = await office.signIn('technik');
    const { status, html } = await post(REPLY, { text: TEXT, _csrf: 'old' }, { cookie, ...ours });
    expect(status).toBe(403);
    expect(hiddenOf(html.slice(html.indexOf(`action="${REPLY}"`)))).toMatchObject({ text: TEXT });
  });

  it('asks to sign in who is not', async () => {
    const { status, html } = await post(REPLY, { text: TEXT, _csrf: 'old' }, ours);
    expect(status).toBe(403);
    expect(JSON.parse(hiddenOf(html)['kept']!)).toMatchObject({ action: REPLY, fields: [['text', TEXT]] });
  });

  it('is the page of signing in itself: it comes again, without the password', async () => {
    const { status, html } = await post('/sign-in', { ...ME, password: 'tajne', next: '/tickets', _csrf: 'old' }, ours);
    expect(status).toBe(403);
    expect(html).toContain('Prosimy zalogować się jeszcze raz');
    expect(html).toContain('value="technik@urzad.example"');
    expect(hiddenOf(html)).toMatchObject({ next: '/tickets' });
    expect(html).not.toContain('tajne');
  });
});

describe('an address that only takes a form', () => {
  it.each([
    ['/tickets/ZG-2026-000001/replies', '/tickets/ZG-2026-000001'],
    ['/repair-protocols/7/edit/rows', '/repair-protocols/7/edit'],
    ['/purchase-requests/7/acceptances', '/purchase-requests/7/acceptances/new'],
    ['/settings/calendar/exceptions/2026-08-14/removal', '/settings/calendar'],
    ['/inbound-emails/quarantined/attempts', '/inbound-emails'],
    ['/demo/mail/hurry', '/demo/mail'],
    ['/kpi/2026/reports', '/kpi/2026'],
    ['/sign-out', '/'],
  ])('%s leads to the page where it stands', async (address, page) => {
    const response = await fetch(office.url + address, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, page]);
  });
});

it('a page that is not there says so in Polish, without a code', async () => {
  const response = await fetch(`${office.url}/nie-ma`);
  const html = await response.text();
  expect(response.status).toBe(404);
  expect(html).toContain('Nie ma takiej strony.');
  expect(html).not.toContain('page.not-found');
});
