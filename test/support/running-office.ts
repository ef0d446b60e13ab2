import { hash } from '@node-rs/argon2';
import type { RunningApplication } from '../../src/application.js';
import { startApplication } from '../../src/application.js';
import { loadSampleOffice } from '../../src/demo/load-sample-office.js';
import { Random } from '../../src/demo/random.js';
import { type SamplePeople, samplePeople } from '../../src/demo/sample-people.js';
import { SampleTables } from '../../src/demo/sample-tables.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { aFreePort } from './free-port.js';
import { testConfig } from './office.js';
import { temporaryFolder } from './temporary-folder.js';

export const PASSWORD = 'demo';

/** The whole program in this process, on a database of its own with the people of the sample office and nothing else. */
export interface RunningOffice {
  url: string;
  smtpPort: number;
  db: TestDatabase;
  people: SamplePeople;
  running: RunningApplication;
  /** Signs in as `<account>@urzad.example`. @returns the value for the header `cookie` */
  signIn(account: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param env on top of the settings of tests, e.g. SMTP_URL, IMAP_URL */
export async function startOffice(env: Record<string, string> = {}): Promise<RunningOffice> {
  const db = await openTestDatabase();
  const tables = new SampleTables();
  const people = samplePeople(tables, new Random(1), await passwordHash(), new Date().toISOString());
  await loadSampleOffice(db.ownerUrl, tables);
  const smtpPort = await aFreePort();
  const folder = await temporaryFolder();
  const config = testConfig({
    DATABASE_URL: db.url,
    MIGRATION_DATABASE_URL: db.ownerUrl,
    DATA_DIR: folder.path,
    PORT: String(await aFreePort()),
    SMTP_INTAKE_PORT: String(smtpPort),
    LOG_LEVEL: 'silent',
    ...env,
  });
  const running = await startApplication(config);
  return {
    url: running.url,
    smtpPort,
    db,
    people,
    running,
    signIn: (account) => signIn(running.url, `${account}@urzad.example`),
    async stop() {
      await running.stop();
      await db.close();
      await folder.remove();
    },
  };
}

/** The token of a page's form, and the cookie it goes with. */
export async function csrfOf(url: string, cookie = ''): Promise<{ token: string; cookie: string }> {
  const response = await fetch(`${url}/sign-in`, { headers: { cookie } });
  const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(await response.text()) ?? [];
  const fresh = response.headers.getSetCookie().map((each) => each.split(';')[0]!);
  return { token, cookie: [cookie, ...fresh].filter(Boolean).join('; ') };
}

async function signIn(url: string, email: string): Promise<string> {
  const { token, cookie } = await csrfOf(url);
  const response = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email, password: PASSWORD, _csrf: token }),
  });
  if (response.status !== 303) throw new Error(`sign-in as ${email} answered ${response.status}`);
  return [cookie, ...response.headers.getSetCookie().map((each) => each.split(';')[0]!)].join('; ');
}

let hashed: Promise<string> | undefined;

/** Argon2 takes its time; once a test file is enough. */
function passwordHash(): Promise<string> {
  hashed ??= hash(PASSWORD);
  return hashed;
}
