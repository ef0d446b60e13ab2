import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

const PNG = Buffer.from('\x89PNG\r\n\x1a\nobraz', 'latin1');

let office: RunningOffice;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web,jobs' });
  const unit = `SELECT u.id FROM organizational_unit u WHERE u.symbol = 'WE'`;
  await office.db.dataSource.query(
    `INSERT INTO asset (inventory_number, kind, model, title, accepted_on, unit_id) VALUES ('UM-013-D-0087', 'PRINTER', 'LaserJet 400', 'PURCHASED', '2024-01-02', (${unit}))`,
  );
  await office.db.dataSource.query(
    `UPDATE organizational_unit SET email = 'sekretariat.we@urzad.example' WHERE symbol = 'WE'`,
  );
});
afterAll(() => office.stop());

interface Answer {
  status: number;
  html: string;
  location: string | null;
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, html: await response.text(), location: response.headers.get('location') };
}

async function open(path: string, cookie = ''): Promise<Answer> {
  return answerOf(await fetch(office.url + path, { headers: { cookie }, redirect: 'manual' }));
}

const filled = {
  email: 'pracownik@urzad.example',
  name: 'Anna Przykładowa',
  unit: 'WE',
  room: '204',
  phone: '15',
  asset: '',
  category: '',
  subject: 'Drukarka nie drukuje',
  description: 'Drukarka w pok. 204 nie drukuje, miga czerwona lampka.',
  impact: 'PERSON',
  website: '',
};

/** Sends a form as a browser without scripts does. */
async function send(
  path: string,
  fields: Record<string, string>,
  { files = [], cookie = '' }: { files?: { name: string; content: Buffer }[]; cookie?: string } = {},
): Promise<Answer> {
  const csrf = await csrfOf(office.url, cookie);
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, _csrf: csrf.token })) body.append(name, value);
  for (const { name, content } of files) body.append('attachments', new File([new Uint8Array(content)], name));
  return answerOf(
    await fetch(office.url + path, { method: 'POST', headers: { cookie: csrf.cookie }, body, redirect: 'manual' }),
  );
}

async function ticketOf(answer: Answer) {
  const { html } = await open(answer.location!);
  const [number] = /ZG\/\d{4}\/\d{6}/.exec(html) ?? [];
  const [ticket] = await office.db.dataSource.query<Record<string, unknown>[]>(
    `SELECT t.*, u.symbol AS unit, a.inventory_number AS asset, m.text, m.direction, m.from_email,
       (SELECT array_agg(f.filename || ' ' || f.content_type || ' ' || f.size_bytes ORDER BY f.position) FROM attachment f WHERE f.ticket_message_id = m.id) AS files
     FROM ticket t JOIN ticket_message m ON m.ticket_id = t.id LEFT JOIN organizational_unit u ON u.id = t.unit_id LEFT JOIN asset a ON a.id = t.asset_id
     WHERE t.number = $1`,
    [number],
  );
  return ticket!;
}

const count = async () => (await office.db.dataSource.query<{ n: number }[]>('SELECT count(*) AS n FROM ticket'))[0]!.n;

const tokens = Array.from(
  { length: 20 },
  (_, index) => `4b6a2f0e-3c46-4e0f-9a57-2f1f6f0f${String(index).padStart(4, '0')}`,
);

describe('the web form', () => {
  it('is open without signing in, chooses the unit of its address, and says what happens to the data', async () => {
    const { status, html } = await open('/form/wgos');
    expect(status).toBe(200);
    expect(html).toMatch(/<option value="WGOŚ" selected/);
    expect(html).toContain('Administratorem danych');
    expect(html).not.toContain('<script>');
  });

  it('given a filled form with a file, when it is sent, then a ticket is there, triaged, and the requester is told', async () => {
    const answer = await send(
      '/form',
      { ...filled, asset: 'um-013-d-0087', token: tokens[0]! },
      { files: [{ name: 'C:\\Temp\\ekran.PNG', content: PNG }] },
    );
    expect(answer).toMatchObject({ status: 303, location: `/form/sent/${tokens[0]}` });

    const ticket = await ticketOf(answer);
    expect(ticket).toMatchObject({
      channel: 'FORM',
      subject: 'Drukarka nie drukuje',
      category: 'PRINTING',
      triage_result: 'REPAIR',
      queue: 'HARDWARE',
      unit: 'WE',
      room: '204',
      asset: 'UM-013-D-0087',
      requester_email: 'pracownik@urzad.example',
      direction: 'inbound',
      text: 'Drukarka w pok. 204 nie drukuje, miga czerwona lampka.\n\nPokój: 204\nTelefon: 15\nUrządzenie: um-013-d-0087',
      files: ['ekran.PNG image/png 13'],
    });
    await until(async () => {
      const sent = await office.db.dataSource.query<{ kind: string; recipient: string }[]>(
        `SELECT n.kind, n.recipient FROM notification n WHERE n.ticket_id = $1 AND n.recipient = 'pracownik@urzad.example'`,
        [ticket.id],
      );
      return sent.some(({ kind }) => kind === 'received');
    });
  });

  it('given a form that was sent, when it is sent again, even twice at once, then there is one ticket', async () => {
    const before = await count();
    const form = { ...filled, token: tokens[1]! };
    const answers = await Promise.all([send('/form', form), send('/form', form), send('/form', form)]);
    for (const answer of answers) expect(answer).toMatchObject({ status: 303, location: `/form/sent/${tokens[1]}` });
    expect(await count()).toBe(before + 1);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an outside address', { email: 'ktos@example.com' }, 'służbowych adresów'],
    ['an unknown device', { asset: 'UM-NIE-MA' }, 'Nie ma w ewidencji urządzenia'],
    ['an unknown unit', { unit: 'XYZ' }, 'Wybierz komórkę z listy'],
    ['an identity number', { description: 'PESEL 44051401359' }, 'zawiera numer PESEL'],
    ['a filled trap', { website: 'x' }, 'wypełniony przez program'],
  ])('given %s, when it is sent, then it is refused and what was typed stays', async (_case, over, message) => {
    const before = await count();
    const { status, html } = await send(
      '/form',
      { ...filled, subject: 'Zażółć <gęślą>', token: tokens[2]!, ...over },
      { files: [{ name: 'ekran.png', content: PNG }] },
    );
    expect(status).toBe(422);
    expect(html).toContain(message);
    expect(html).toContain('value="Zażółć &lt;gęślą&gt;"');
    expect(html).toContain(`value="${tokens[2]}"`);
    expect(html).toContain('Załączniki trzeba dodać ponownie');
    expect(html).toContain('ekran.png');
    expect(await count()).toBe(before);
  });

  it.each<[string, { name: string; content: Buffer }, RegExp]>([
    ['a program', { name: 'faktura.exe', content: Buffer.from('MZ') }, /nie jest przyjmowany/],
    ['a program called a document', { name: 'faktura.pdf', content: Buffer.from('MZ') }, /nie zgadza się/],
    [
      'more than the server takes',
      { name: 'film.zip', content: Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(16 * 1024 * 1024)]) },
      /większy niż 10 MB/,
    ],
  ])(
    'given %s as attachment, when it is sent, then it is refused and what was typed stays',
    async (_case, file, message) => {
      const { status, html } = await send('/form', { ...filled, token: tokens[3]! }, { files: [file] });
      expect(status).toBe(422);
      expect(html).toMatch(message);
      expect(html).toContain('value="Drukarka nie drukuje"');
    },
  );

  it('names all that is wrong in one round, in the order of the page, and asks to add again only what was not refused', async () => {
    const wrong = {
      subject: 'x',
      description: 'PESEL 44051401359',
      asset: 'UM-NIE-MA',
      email: 'ktos@example.com',
      name: '',
    };
    const files = [
      { name: 'ekran.png', content: PNG },
      { name: 'faktura.exe', content: Buffer.from('MZ') },
    ];
    const { status, html } = await send('/form', { ...filled, ...wrong, token: tokens[4]! }, { files });
    expect(status).toBe(422);
    const [, summary = ''] = /<h2>Formularz wymaga poprawek<\/h2>\s*<ul>(.*?)<\/ul>/s.exec(html) ?? [];
    expect([...summary.matchAll(/href="#f-(\w+)">([^:]+):/g)].map(([, field, label]) => [field, label])).toEqual([
      ['subject', 'Temat'],
      ['description', 'Opis'],
      ['asset', 'Numer inwentarzowy urządzenia'],
      ['attachments', 'Załączniki'],
      ['name', 'Imię i nazwisko'],
      ['email', 'Służbowy adres e-mail'],
    ]);
    const [, again = ''] = /dodać ponownie<\/h2><p>([^<]*)/.exec(html) ?? [];
    expect(again).toContain('ekran.png');
    expect(again).not.toContain('faktura.exe');
  });

  it('given more files than a form may have, when it is sent, then the form says so and what was typed stays', async () => {
    const files = Array.from({ length: 14 }, (_, index) => ({ name: `${index}.txt`, content: Buffer.from('tekst') }));
    const { status, html } = await send('/form', { ...filled, token: tokens[3]! }, { files });
    expect(status).toBe(422);
    expect(html).toContain('Można dołączyć najwyżej 5 plików.');
    expect(html).toContain('value="Drukarka nie drukuje"');
  });

  it('given a colleague whom the directory does not know, when they send it, then their word counts for name and unit', async () => {
    const ticket = await ticketOf(
      await send('/form', { ...filled, email: 'nowy@urzad.example', name: 'Nowy Pracownik', token: tokens[4]! }),
    );
    expect(ticket).toMatchObject({ requester_id: null, requester_name: 'Nowy Pracownik', unit: 'WE' });
  });

  it('given another unit than the directory knows, when it is sent, then the directory counts', async () => {
    const ticket = await ticketOf(await send('/form', { ...filled, unit: 'WF', name: 'Ktoś Inny', token: tokens[5]! }));
    expect(ticket).toMatchObject({ requester_name: 'Anna Przykładowa', unit: 'WE' });
    expect(ticket.text).toContain('Komórka: WF');
  });

  it('given a report of an incident, when it is sent, then it is restricted whatever category was chosen', async () => {
    const ticket = await ticketOf(
      await send('/form', {
        ...filled,
        category: 'EMAIL',
        description: 'Kliknęłam w link i podałam hasło.',
        token: tokens[6]!,
      }),
    );
    expect(ticket).toMatchObject({ category: 'SECURITY', restricted: true, queue: 'SECURITY' });
  });

  it('given someone who signed in, then it is filled in, and nobody else can be named', async () => {
    const cookie = await office.signIn('pracownik');
    const { html } = await open('/form', cookie);
    expect(html).toContain('value="pracownik@urzad.example"');
    expect(html).toMatch(/<option value="WE" selected/);

    const ticket = await ticketOf(
      await send('/form', { ...filled, email: 'kierownik@urzad.example', token: tokens[7]! }, { cookie }),
    );
    expect(ticket.requester_email).toBe('pracownik@urzad.example');
  });

  it('shows what a sticker stands for: by its whole number to everyone, proposals only to those who signed in', async () => {
    expect((await open('/form/asset?q=um-013-d-0087')).html).toContain('LaserJet 400');
    expect((await open('/form/asset?q=um-013')).html).toContain('Nie znaleziono');
    expect((await open('/form/asset?q=um-013', await office.signIn('pracownik'))).html).toContain('UM-013-D-0087');
    expect((await open('/form/asset?q=um-013', await office.signIn('sekretarz'))).html).toContain('Nie znaleziono');
  });

  it('knows no end of a form that was not sent', async () => {
    expect((await open(`/form/sent/${tokens[19]}`)).status).toBe(404);
    expect((await open('/form/sent/x')).status).toBe(404);
  });
});

describe('my tickets', () => {
  it('shows an employee their own tickets and those of the unit’s shared mailbox, and lets them open both', async () => {
    const shared = await ticketOf(
      await send('/form', {
        ...filled,
        email: 'sekretariat.we@urzad.example',
        name: 'Sekretariat',
        subject: 'Toner dla sekretariatu',
        token: tokens[8]!,
      }),
    );
    const cookie = await office.signIn('kierownik');
    const { html } = await open('/my-tickets', cookie);
    expect(html).toContain('Toner dla sekretariatu');
    expect(html).not.toContain('Drukarka nie drukuje');
    const path = `/tickets/${String(shared.number).replaceAll('/', '-')}`;
    expect((await open(path, cookie)).status).toBe(200);
    expect((await open(path, await office.signIn('sekretarz'))).status).toBe(404);
  });
});

describe('an entry by telephone', () => {
  it('given a person of the directory, when a technician enters the matter, then the ticket is theirs', async () => {
    const cookie = await office.signIn('technik');
    const found = await open('/tickets/new/people?q=przyk%C5%82', cookie);
    expect(found.html).toContain('data-choose="pracownik@urzad.example"');

    const { email: _email, website: _website, ...call } = filled;
    const answer = await send(
      '/tickets/new',
      { ...call, unit: '', name: '', person: 'pracownik@urzad.example', blocked: 'on', token: tokens[9]! },
      { cookie },
    );
    expect(answer.status).toBe(303);
    const [ticket] = await office.db.dataSource.query<Record<string, unknown>[]>(
      `SELECT t.channel, t.requester_email, t.urgency, e.actor_id = p.id AS "byTechnician" FROM ticket t
       JOIN event e ON e.ticket_id = t.id AND e.type = 'ticket.registered' JOIN person p ON p.email = 'technik@urzad.example'
       ORDER BY t.id DESC LIMIT 1`,
    );
    expect(ticket).toEqual({
      channel: 'PHONE',
      requester_email: 'pracownik@urzad.example',
      urgency: 'HIGH',
      byTechnician: true,
    });
  });

  it('given somebody without a mailbox, when a technician enters the matter, then the ticket has a name and a unit', async () => {
    const cookie = await office.signIn('technik');
    const { email: _email, website: _website, ...call } = filled;
    const refused = await send('/tickets/new', { ...call, name: '', person: '', token: tokens[10]! }, { cookie });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Wskaż osobę ze spisu');

    const answer = await send(
      '/tickets/new',
      { ...call, name: 'Portier Nowak', person: '', token: tokens[10]! },
      { cookie },
    );
    const { html } = await open(answer.location!, cookie);
    expect(html).toContain('Portier Nowak');
  });

  it('is closed to employees', async () => {
    expect((await open('/tickets/new', await office.signIn('pracownik'))).status).toBe(403);
  });
});

it('slows down whoever sends form after form', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 31 && !statuses.includes(429); i++) statuses.push((await send('/form', { website: 'x' })).status);
  expect(statuses.at(-1)).toBe(429);
});
