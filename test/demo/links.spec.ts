import type { RunningApplication } from '../../src/application.js';
import type { Actor } from '../../src/access/actor.js';
import { loadSampleOffice } from '../../src/demo/load-sample-office.js';
import { sampleOffice } from '../../src/demo/sample-office.js';
import { PageClient, startPages } from '../repairs/page-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const HOURS = { opensAt: '07:30', closesAt: '15:30' };
/** Pages alike that are opened from pages alike: `/tickets/N` from `/my-tickets`. */
const OF_A_KIND = 3;
/** Codes of enumerations and of events, which only forms may hold; settings of the program are named as they are. */
const RAW_CODE = /\b(?!SMTP_)[A-Z]{3,}_[A-Z_]+\b|\b(?:ticket|purchase|protocol|outage)\.[a-z-]+\b/g;

let db: TestDatabase;
let program: RunningApplication;

beforeAll(async () => {
  db = await openTestDatabase();
  await loadSampleOffice(
    db.ownerUrl,
    sampleOffice({
      seed: 20_101,
      anchor: new Date(),
      timeZone: 'Europe/Warsaw',
      schedules: [{ validFrom: '2010-01-01', hours: { 1: HOURS, 2: HOURS, 3: HOURS, 4: HOURS, 5: HOURS } }],
      passwordHash: 'none',
    }),
  );
  program = await startPages(db);
}, 120_000);
afterAll(async () => {
  await program.stop();
  await db.close();
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

it.each(['pracownik', 'kierownik', 'skarbnik', 'sekretarz', 'audytor', 'technik', 'naczelnik', 'admin'])(
  'given %s, when every link is followed, then each page is there and speaks Polish',
  async (account) => {
    const { pages, faults } = await walk(await signIn(account));

    expect(faults).toEqual([]);
    expect(pages).toBeGreaterThan(10);
  },
  180_000,
);
