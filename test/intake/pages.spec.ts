import { createTransport, type Transporter } from 'nodemailer';
import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';
import { accessibilityProblems } from '../support/axe.js';
import { DESKTOP, openBrowser, PHONE } from '../support/browser.js';
import { until } from '../support/until.js';
import { anEmail, fixture } from './intake-office.js';

interface Row {
  id: number;
  outcome: string;
  reason: string | null;
  ticket_id: number | null;
}

let office: RunningOffice;
let mail: Transporter;
let technician: string;
let head: string;
beforeAll(async () => {
  office = await startOffice();
  mail = createTransport({ host: '127.0.0.1', port: office.smtpPort, ignoreTLS: true, pool: true });
  [technician, head] = [await office.signIn('technik'), await office.signIn('naczelnik')];
}, 60_000);
afterAll(async () => {
  mail.close();
  await office.stop();
});

/** Sends by SMTP and waits for the outcome. */
async function receive(raw: Buffer, from = 'pracownik@urzad.example'): Promise<Row> {
  const last = await latest();
  await mail.sendMail({ raw, envelope: { from, to: 'helpdesk@urzad.example' } });
  return until(async () => {
    const row = await latest();
    return row && row.id !== last?.id && row.outcome !== 'waiting' ? row : undefined;
  });
}

async function latest(): Promise<Row | undefined> {
  const [row] = await office.db.dataSource.query<Row[]>('SELECT i.* FROM inbound_email i ORDER BY i.id DESC LIMIT 1');
  return row;
}

async function outcomeOf(id: number): Promise<Row> {
  const [row] = await office.db.dataSource.query<Row[]>('SELECT i.* FROM inbound_email i WHERE i.id = $1', [id]);
  return row!;
}

/** A session for a browser. */
const cookiesOf = (session: string) =>
  session
    .split('; ')
    .map((pair) => ({ name: pair.split('=')[0]!, value: pair.slice(pair.indexOf('=') + 1), url: office.url }));

const get = (path: string, cookie = technician) =>
  fetch(office.url + path, { headers: { cookie }, redirect: 'manual' });

async function post(path: string, fields: Record<string, string> = {}, session = technician) {
  const { token, cookie } = await csrfOf(office.url, session);
  return fetch(office.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ ...fields, _csrf: token }),
  });
}

const outsider = (subject: string) => anEmail({ From: 'Obcy <obcy@example.net>', Subject: subject });

describe('what a technician decides', () => {
  it('a stranger’s e-mail becomes a ticket', async () => {
    const { id } = await receive(outsider('Oferta'));
    const page = await (await get(`/inbound-emails/${id}`)).text();
    expect(page).toContain('Nadawca spoza urzędu: obcy@example.net.');

    expect((await post(`/inbound-emails/${id}/ticket`)).status).toBe(303);
    expect(await outcomeOf(id)).toMatchObject({
      outcome: 'created',
      reason: 'by-person',
      ticket_id: expect.any(Number) as number,
    });
    expect((await post(`/inbound-emails/${id}/ticket`)).headers.get('location')).toBe(`/inbound-emails/${id}`);
    const [{ count }] = await office.db.dataSource.query<[{ count: number }]>(
      'SELECT count(*) AS count FROM ticket_message m WHERE m.inbound_email_id = $1',
      [id],
    );
    expect(count).toBe(1);
  });

  it('or belongs to a ticket, whose number may be mistyped first', async () => {
    const { ticket_id } = await receive(anEmail());
    const [{ number }] = await office.db.dataSource.query<[{ number: string }]>(
      'SELECT t.number FROM ticket t WHERE t.id = $1',
      [ticket_id],
    );
    const { id } = await receive(outsider('Dotyczy tonera'));

    const refused = await post(`/inbound-emails/${id}/appending`, { number: 'ZG/2020/999999' });
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining('Nie ma zgłoszenia o tym numerze.'),
    ]);
    await post(`/inbound-emails/${id}/appending`, { number: number.replaceAll('/', '-').toLowerCase() });
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'appended', reason: 'by-person', ticket_id });
  });

  it('or is ignored, and may be looked at again', async () => {
    const { id } = await receive(outsider('Reklama'));
    await post(`/inbound-emails/${id}/refusal`);
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'ignored', reason: 'by-person' });
    await post(`/inbound-emails/${id}/attempts`);
    await until(async () => (await outcomeOf(id)).outcome === 'review');
  });

  it('quarantined e-mails are all tried again', async () => {
    const { id } = await receive(outsider('Zepsuta'));
    await office.db.dataSource.query(
      `UPDATE inbound_email SET outcome = 'quarantined', reason = 'processing-failed', attempts = 3 WHERE id = $1`,
      [id],
    );
    await post('/inbound-emails/quarantined/attempts');
    await until(async () => (await outcomeOf(id)).outcome === 'review');
    expect(await (await get(`/inbound-emails/${id}`)).text()).toContain('zlecono ponowne przetworzenie');
  });
});

describe('an e-mail of a security ticket', () => {
  it('is hidden, with its source and files, from technicians outside its queue', async () => {
    const subject = 'Podejrzany mail';
    const raw = anEmail({ Subject: subject }, 'Otrzymałam wiadomość z fakturą, kliknęłam w link i podałam hasło.');
    const { id, ticket_id } = await receive(raw);
    expect(ticket_id).not.toBeNull();
    await office.db.dataSource.query(
      `DELETE FROM queue_member WHERE person_id = (SELECT p.id FROM person p WHERE p.email = 'technik@urzad.example')`,
    );

    const statuses = async (cookie: string) =>
      Promise.all(
        [`/inbound-emails/${id}`, `/inbound-emails/${id}/raw`].map(async (path) => (await get(path, cookie)).status),
      );
    expect(await statuses(technician)).toEqual([404, 404]);
    expect(await (await get('/inbound-emails')).text()).not.toContain(subject);
    expect(await statuses(head)).toEqual([200, 200]);
    expect((await post(`/inbound-emails/${id}/attempts`)).status).toBe(404);
  });
});

it('the raw source is text, and every look is in the log', async () => {
  const { id } = await receive(fixture('attack'));
  const response = await get(`/inbound-emails/${id}/raw`);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(fixture('attack'));
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  expect(
    await office.db.dataSource.query(
      `SELECT e.actor_id FROM event e WHERE e.type = 'inbound-email.raw-viewed' AND e.subject_id = $1`,
      [id],
    ),
  ).toHaveLength(1);
});

it('files are handed over as files, inline pictures are in the page of the message', async () => {
  const { id, ticket_id } = await receive(fixture('inline-picture'), 'anna.przykladowa@urzad.example');
  expect(ticket_id).not.toBeNull();
  const [message] = await office.db.dataSource.query<{ id: number; attachment: number }[]>(
    'SELECT m.id, a.id AS attachment FROM ticket_message m JOIN attachment a ON a.ticket_message_id = m.id WHERE m.inbound_email_id = $1',
    [id],
  );
  const file = await get(`/attachments/${message!.attachment}`);
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="ekran.png"; filename*=UTF-8''ekran.png`);
  expect(file.headers.get('content-type')).toBe('application/octet-stream');
  expect(await (await get(`/ticket-messages/${message!.id}/html`)).text()).toContain(
    '<img src="data:image/png;base64,',
  );
  const employee = await office.signIn('pracownik');
  expect((await get(`/attachments/${message!.attachment}`, employee)).status).toBe(404);
});

describe('files and formatted text of a message', () => {
  /** An e-mail with a picture from this sender, as the paths of its file and of its formatted text. */
  async function contentOf(sender: string): Promise<{ file: string; html: string }> {
    const changed = { 'Message-ID': `<${sender}>`, From: `<${sender}>` };
    const raw = Object.entries(changed).reduce(
      (text, [name, value]) => text.replace(new RegExp(`^${name}:.*$`, 'im'), `${name}: ${value}`),
      fixture('inline-picture').toString('latin1'),
    );
    const email = await receive(Buffer.from(raw, 'latin1'), sender);
    const [message] = await office.db.dataSource.query<{ id: number; attachment: number }[]>(
      'SELECT m.id, a.id AS attachment FROM ticket_message m JOIN attachment a ON a.ticket_message_id = m.id WHERE m.inbound_email_id = $1',
      [email.id],
    );
    return { file: `/attachments/${message!.attachment}`, html: `/ticket-messages/${message!.id}/html` };
  }
  const statuses = async (paths: { file: string; html: string }, account: string) => {
    const cookie = await office.signIn(account);
    return Promise.all([paths.file, paths.html].map(async (path) => (await get(path, cookie)).status));
  };

  it('of a shared mailbox are for everyone of its unit, as its tickets are, and for nobody else', async () => {
    await office.db.dataSource.query(
      `UPDATE organizational_unit SET email = 'sekretariat.we@urzad.example' WHERE symbol = 'WE'`,
    );
    const paths = await contentOf('sekretariat.we@urzad.example');

    expect(await statuses(paths, 'pracownik')).toEqual([200, 200]);
    expect(await statuses(paths, 'skarbnik')).toEqual([404, 404]);
  });

  it('of an internal note are not for the requester', async () => {
    const paths = await contentOf('pracownik@urzad.example');
    expect(await statuses(paths, 'pracownik')).toEqual([200, 200]);
    await office.db.dataSource.query(`UPDATE ticket_message SET direction = 'note' WHERE id = $1`, [
      /\d+/.exec(paths.html)![0],
    ]);

    expect(await statuses(paths, 'pracownik')).toEqual([404, 404]);
    expect(await statuses(paths, 'technik')).toEqual([200, 200]);
    expect(await statuses(paths, 'audytor')).toEqual([200, 200]);
  });
});

/** Promise P8, in a real browser. */
describe('HTML from outside', () => {
  const VECTORS = [
    '<script>top.document.title="hit"</script>',
    '<img src=x onerror="parent.document.title=\'hit\'">',
    '<svg onload="document.title=\'hit\'"><animate onbegin="document.title=\'hit\'" attributeName=x dur=1s></svg>',
    '<iframe srcdoc="<script>parent.document.title=1</script>"></iframe>',
    '<a href="javascript:document.title=1">a</a><a href="java&#9;script:document.title=1">b</a>',
    '<form action="http://tracker.test/"><button>wyślij</button></form>',
    '<img src="http://tracker.test/pixel.gif"><link rel=stylesheet href="http://tracker.test/a.css"><style>@import url(http://tracker.test/b.css)</style>',
    '<div style="background:url(http://tracker.test/c)">x</div><table background="http://tracker.test/d"><tr><td>y</td></tr></table>',
    '<div style="position:fixed;inset:0;background:#fff;z-index:9999">przykrywa stronę</div>',
    '<meta http-equiv=refresh content="0;url=http://tracker.test/"><base href="http://tracker.test/">',
    '<noscript><p title="</noscript><img src=x onerror=document.title=1>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=document.title=1&gt;">',
  ];

  it('runs nothing, calls nobody and stays in its frame', async () => {
    const { id } = await receive(
      anEmail({ 'Content-Type': 'text/html; charset=utf-8' }, `<p>Treść</p>${VECTORS.join('\n')}`),
    );
    const browser = await openBrowser();
    try {
      const page = await browser.context.newPage();
      const outside: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(office.url) && !request.url().startsWith('data:')) outside.push(request.url());
      });
      await browser.context.addCookies(cookiesOf(technician));
      await page.goto(`${office.url}/inbound-emails/${id}`);
      const title = await page.title();
      await page.locator('details[data-frame] summary').click();
      const frame = page.frameLocator('iframe.message-frame');
      expect(await frame.locator('p').first().textContent()).toBe('Treść');
      expect(await frame.locator('script, form, iframe, svg, style:not(head style), [onerror]').count()).toBe(0);
      expect(await page.locator('iframe.message-frame').getAttribute('sandbox')).not.toMatch(
        /allow-scripts|allow-same-origin/,
      );
      expect([await page.title(), outside]).toEqual([title, []]);
    } finally {
      await browser.close();
    }
  });

  it('the pages have no accessibility problems', async () => {
    const { id } = await receive(outsider('Dostępność'));
    for (const viewport of [DESKTOP, PHONE]) {
      const browser = await openBrowser({ viewport });
      try {
        await browser.context.addCookies(cookiesOf(technician));
        const page = await browser.context.newPage();
        for (const path of ['/inbound-emails', `/inbound-emails/${id}`]) {
          await page.goto(office.url + path);
          expect(await accessibilityProblems(page)).toEqual([]);
        }
      } finally {
        await browser.close();
      }
    }
  }, 60_000);
});

it('a mailbox with OAuth2 is set up without a script; what is secret is never shown again', async () => {
  const browser = await openBrowser({ javaScriptEnabled: false });
  try {
    await browser.context.addCookies(cookiesOf(await office.signIn('admin')));
    const page = await browser.context.newPage();
    const fill = async (fields: Record<string, string>) => {
      for (const [name, value] of Object.entries(fields)) await page.fill(`#f-${name}`, value);
    };
    const submit = () => page.getByRole('button', { name: 'Zapisz skrzynkę' }).click();
    await page.goto(`${office.url}/settings/mailboxes/new`);
    expect(await page.isVisible('#f-refreshToken')).toBe(false);
    await page.getByLabel('OAuth2', { exact: true }).check();
    expect(await page.isVisible('#f-password')).toBe(false);
    await fill({
      name: 'Pomoc w chmurze',
      address: 'pomoc@urzad.example',
      host: 'outlook.office365.com',
      username: 'pomoc@urzad.example',
      oauthClientId: 'pogotowie',
      oauthTokenUrl: 'http://logowanie.example/token',
      refreshToken: 'bardzo-tajny-token',
    });
    await page.getByLabel('Skrzynka jest odczytywana').uncheck();
    await submit();
    expect(await page.textContent('#f-oauthTokenUrl-error')).toContain('https://');
    expect(await page.content()).not.toContain('bardzo-tajny');
    await fill({ oauthTokenUrl: 'https://logowanie.example/token' });
    await submit();
    expect(await page.textContent('#f-refreshToken-error')).toContain('Należy podać token odświeżania.');
    await fill({ refreshToken: 'bardzo-tajny-token' });
    await submit();
    await page.getByRole('link', { name: 'Zmień' }).click();
    expect(await page.textContent('#f-refreshToken-hint')).toBe('Zapisane. Zostaw puste, aby nie zmieniać.');
    expect(await page.content()).not.toContain('bardzo-tajny');
  } finally {
    await browser.close();
  }
}, 60_000);

it('the settings of a mailbox have no accessibility problems', async () => {
  const browser = await openBrowser();
  try {
    await browser.context.addCookies(cookiesOf(await office.signIn('admin')));
    const page = await browser.context.newPage();
    await page.goto(`${office.url}/settings/mailboxes/new`);
    for (const viewport of [DESKTOP, PHONE]) {
      await page.setViewportSize(viewport);
      for (const kind of ['Hasło', 'OAuth2']) {
        await page.getByRole('radio', { name: kind }).check();
        expect(await accessibilityProblems(page)).toEqual([]);
      }
    }
  } finally {
    await browser.close();
  }
}, 60_000);
