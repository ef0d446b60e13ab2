import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startApplication } from '../../src/application.js';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { aFreePort } from '../support/free-port.js';
import { testConfig } from '../support/office.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let db: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let program: ChildProcess | undefined;

beforeAll(async () => {
  [db, folder] = await Promise.all([openTestDatabase(), temporaryFolder()]);
}, 60_000);
afterAll(async () => {
  if (program?.exitCode === null) program.kill('SIGKILL');
  await Promise.all([db.close(), folder.remove()]);
});

it.each(['PORT', 'SMTP_INTAKE_PORT', 'LMTP_INTAKE_PORT'])('a start without %s free makes nothing', async (name) => {
  const dataDir = join(folder.path, 'data');
  const taken = createServer().listen(await aFreePort(), '127.0.0.1');
  try {
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const ports = { PORT: String(await aFreePort()), [name]: String(port) };

    await expect(
      startApplication(testConfig({ ...ports, DATA_DIR: dataDir, LOG_LEVEL: 'silent' })),
    ).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    expect(existsSync(dataDir)).toBe(false);
  } finally {
    taken.close();
  }
});

it('a start says in one line where pages are opened and where mail is taken, and lists no routes', async () => {
  const [port, smtpPort] = [await aFreePort(), await aFreePort()];
  const settings = {
    APP_SECRET: 'a secret only for tests, long enough',
    HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
    INTERNAL_DOMAINS: 'urzad.example',
    SMTP_URL: 'smtp://127.0.0.1:25',
    PUBLIC_URL: 'https://helpdesk.urzad.example',
    ...{ DATABASE_URL: db.url, MIGRATION_DATABASE_URL: db.ownerUrl, DATA_DIR: folder.path },
    ...{ PORT: String(port), SMTP_INTAKE_PORT: String(smtpPort) },
  };
  program = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/main.ts'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, NODE_OPTIONS: '', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: { context: string; msg: string }[] = [];
  for await (const line of createInterface({ input: program.stdout! })) {
    said.push(JSON.parse(line));
    if (said.at(-1)!.context === 'Pogotowie') break;
  }
  program.kill('SIGTERM');

  expect(await once(program, 'exit')).toEqual([0, null]);
  expect(said.at(-1)!.msg).toBe(
    `Pages: https://helpdesk.urzad.example (listening on 127.0.0.1:${port}); ` +
      `mail listeners: SMTP on 127.0.0.1:${smtpPort}; roles: web, jobs, intake`,
  );
  expect(said.map(({ context }) => context)).not.toContain('RouterExplorer');
}, 60_000);
