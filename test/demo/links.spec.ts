import { jest } from '@jest/globals';
import type { RunningApplication } from '../../src/application.js';
import type { Actor } from '../../src/access/actor.js';
import { startDemo } from '../../src/demo/demo.js';
import { PageClient } from '../repairs/page-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { aFreePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

/** Pages alike that are opened from pages alike: `/tickets/N` from `/my-tickets`. */
const OF_A_KIND = 3;
/** Codes of enumerations and of events, which only forms may hold; settings of the program are named as they are. */
const RAW_CODE = /\b(?!SMTP_)[A-Z]{3,}_[A-Z_]+\b|\b(?:ticket|purchase|protocol|outage)\.[a-z-]+\b/g;

let db: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let program: RunningApplication;

beforeAll(async () => {
  db = await openTestDatabase();
  folder = await temporaryFolder();
  jest.spyOn(console, 'log').mockImplementation(() => undefined); // what the demo says to the person at the terminal
  program = await startDemo(
    { reset: false },
    {
      DATABASE_URL: db.url,
      MIGRATION_DATABASE_URL: db.ownerUrl,
      DATA_DIR: folder.path,
      PORT: String(await aFreePort()),
      SMTP_INTAKE_PORT: String(await aFreePort()),
      IMAP_URL: `imap://helpdesk%40urzad.example:secret@127.0.0.1:${await aFreePort()}`,
      LOG_LEVEL: 'silent',
    },
  );
}, 120_000);
afterAll(async () => {
  await program.stop();
  await db.close();
  await folder.remove();
});

async function signIn(account: string): Promise<PageClient> {
  const [person] = await db.dataSource.query<{ id: number }[]>('SELECT id FROM person WHERE email = $1', [
    `${account}@urzad.example`,
  ]);
  return PageClient.signIn(db, program.url, { personId: person!.id, roles: [] } as unknown as Actor);
}

/** Opens what the pages lead to, from the first one on. @returns what answered badly or showed a code, with the page that leads to it */
async function walk(client: PageClient): Promise<{ pages: number; faults: string[] }> {
  const queue = [{ path: '/', from: '' }];
  const seen = new Set(['/']);
  const alike = new Map<string, number>();
  const faults: string[] = [];
  for (const { path, from } of queue) {
    const { status, html, location, contentType } = await client.get(path);
    if (status >= 400) faults.push(`${path} answered ${status}, from ${from}`);
    if (!location && !contentType?.includes('html')) continue;
    const text = html.replace(/<(?:script|style|option)\b.*?<\/(?:script|style|option)>|<[^>]*>/gs, ' ');
    faults.push(...(text.match(RAW_CODE) ?? []).map((code) => `${path} shows ${code}`));
    const links = [...html.matchAll(/href="(\/[^"#]*)/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    );
    for (const href of location ? [location] : links) {
      if (seen.has(href) || href.startsWith('/static/')) continue;
      seen.add(href);
      const kind = `${path.replace(/\?.*/, '')} ${href.replace(/=[^&]*/g, '=')}`.replace(/\d+/g, 'N');
      alike.set(kind, (alike.get(kind) ?? 0) + 1);
      if (alike.get(kind)! <= OF_A_KIND) queue.push({ path: href, from: path });
    }
  }
  return { pages: queue.length, faults };
}

it('given a mailbox in its settings, when the demo first starts, then the mailbox stands beside those of the sample', async () => {
  // The reader of mailboxes takes it over after the start, by itself.
  const mailboxes = await until(async () => {
    const rows = await db.dataSource.query<{ host: string }[]>('SELECT host FROM mailbox ORDER BY id');
    return rows.length > 1 ? rows : undefined;
  });

  expect(mailboxes.at(-1)).toEqual({ host: '127.0.0.1' });
});

it.each(['pracownik', 'kierownik', 'skarbnik', 'sekretarz', 'audytor', 'technik', 'naczelnik', 'admin'])(
  'given %s, when every link is followed, then each page is there and speaks Polish',
  async (account) => {
    const { pages, faults } = await walk(await signIn(account));

    expect(faults).toEqual([]);
    expect(pages).toBeGreaterThan(10);
  },
  180_000,
);
