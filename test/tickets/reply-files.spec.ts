import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let path: string;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  const response = await fetch(`${office.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-token', 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'Skaner', text: 'Zacina.', requesterEmail: 'pracownik@urzad.example' }),
  });
  path = `/tickets/${((await response.json()) as { number: string }).number.replaceAll('/', '-')}`;
}, 120_000);
afterAll(() => office.stop(), 60_000);

interface SentFile {
  name: string;
  bytes: number;
}

async function send(account: string, action: string, text: string, files: readonly SentFile[]) {
  const { token, cookie } = await csrfOf(office.url, await office.signIn(account));
  const body = new FormData();
  body.set('_csrf', token);
  body.set('text', text);
  for (const { name, bytes } of files) body.append('attachments', new File([Buffer.alloc(bytes, 'a')], name));
  const response = await fetch(office.url + action, { method: 'POST', redirect: 'manual', headers: { cookie }, body });
  return { status: response.status, html: await response.text() };
}

const files = (count: number, bytes = 10): SentFile[] =>
  Array.from({ length: count }, (_, index) => ({ name: `skan-${index + 1}.txt`, bytes }));

async function storedFiles(): Promise<string[]> {
  const rows = await office.db.dataSource.query<{ filename: string }[]>(
    'SELECT a.filename FROM attachment a ORDER BY a.id',
  );
  return rows.map(({ filename }) => filename);
}

it.each<[string, SentFile[], string]>([
  ['more files than a form may have', files(11), 'Można dołączyć najwyżej 10 plików, razem do 60 MB.'],
  ['many more', files(60), 'Można dołączyć najwyżej 10 plików, razem do 60 MB.'],
  [
    'files that are too large together',
    files(5, 13 * 1024 * 1024),
    'Można dołączyć najwyżej 10 plików, razem do 60 MB.',
  ],
  ['a file that is too large', files(1, 15 * 1024 * 1024 + 1), 'Plik „skan-1.txt” jest większy niż 15 MB.'],
])(
  'given %s, when a reply is sent, then the page keeps what was typed and says it at the field',
  async (_case, sent, message) => {
    const answer = await send('technik', `${path}/replies`, 'Proszę o numer seryjny.', sent);

    expect(answer.status).toBe(422);
    expect(answer.html).toContain('Proszę o numer seryjny.</textarea>');
    expect(answer.html).toMatch(new RegExp(`id="f-attachments-error">.*${message}`));
    expect(await storedFiles()).toEqual([]);
  },
);

it('the requester is told so too', async () => {
  const answer = await send('pracownik', `${path}/messages`, 'W załączeniu zdjęcia.', files(11));
  expect(answer.status).toBe(422);
  expect(answer.html).toContain('W załączeniu zdjęcia.</textarea>');
});

it('as many as there may be are taken', async () => {
  expect((await send('technik', `${path}/replies`, 'W załączeniu.', files(10))).status).toBe(303);
  expect(await storedFiles()).toHaveLength(10);
});

it('a form that takes no files refuses them as a whole', async () => {
  expect((await send('technik', `${path}/notes`, 'x', files(11))).status).toBe(415);
});
