import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { type RunningApplication, startApplication } from '../../src/application.js';
import { BlobsService } from '../../src/blobs/blobs.service.js';
import { readManifest } from '../../src/commands/backup-manifest.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { DatabaseService } from '../../src/database/database.service.js';
import { aFreePort } from '../support/free-port.js';
import { testConfig } from '../support/office.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { commandLine, type Spoken } from './command-line.js';

const SETTINGS = {
  APP_SECRET: 'a secret only for tests, long enough',
  HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
  INTERNAL_DOMAINS: 'urzad.example',
  DEMO: 'true',
};
const LARGE = randomBytes(400_000);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

/** On the embedded database of a data folder, said by somebody who stands in the temporary folder. */
function cli(dataDir: string, ...args: string[]): Promise<Spoken> {
  return commandLine(args, { ...SETTINGS, DATA_DIR: join(folder.path, dataDir) }, folder.path);
}

async function program(dataDir: string): Promise<RunningApplication> {
  const running = await startApplication(
    testConfig({
      DATA_DIR: join(folder.path, dataDir),
      PORT: String(await aFreePort()),
      ROLES: 'web',
      LOG_LEVEL: 'silent',
    }),
  );
  await running.app.get(DatabaseService).ready;
  return running;
}

it('backs up beside the running program, restores elsewhere, and the program goes on there', async () => {
  const first = await program('first');
  let name: string;
  try {
    const db = first.app.get(DataSource);
    await db.query(
      `INSERT INTO organizational_unit (symbol, symbol_folded, name) VALUES ('WO', 'wo', 'Wydział Ćwiczeń')`,
    );
    name = await first.app.get(BlobsService).put(db.manager, LARGE);

    expect(await cli('first', 'backup', 'copies/monday')).toMatchObject({ status: 0, stderr: '' });
  } finally {
    await first.stop();
  }
  expect(await readdir(join(folder.path, 'copies'))).toEqual(['monday']);

  const restored = await cli('second', 'restore', 'copies/monday');
  expect(restored).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/tables with \d+ rows, and 1 files/),
  });
  const again = await cli('second', 'restore', 'copies/monday');
  expect(again).toMatchObject({ status: 1, stderr: expect.stringMatching(/not empty.*set DATA_DIR to a new folder/s) });

  const second = await program('second');
  try {
    const units = await second.app.get(DataSource).query('SELECT u.name FROM organizational_unit u');
    expect(units).toEqual([{ name: 'Wydział Ćwiczeń' }]);
    expect(LARGE.equals(await second.app.get(BlobsService).get(name))).toBe(true);
  } finally {
    await second.stop();
  }

  // Without a running program the command starts the server, and stops it again.
  expect(await cli('second', 'backup', 'copies/tuesday')).toMatchObject({ status: 0, stderr: '' });
  const [monday, tuesday] = await Promise.all(
    ['monday', 'tuesday'].map((day) => readManifest(join(folder.path, 'copies', day))),
  );
  expect(tuesday!.tables.map(({ name: table, rows }) => [table, rows])).toEqual(
    monday!.tables.map(({ name: table, rows }) => [table, rows]),
  );
}, 180_000);

it('writes the annual card into the folder where the person stands; data of the demo need no settings', async () => {
  const dataDir = join(folder.path, 'second');
  await writeFile(join(dataDir, 'demo-secret'), SETTINGS.APP_SECRET);

  const said = await commandLine(['report', '2025', '--pdf'], { DATA_DIR: dataDir }, folder.path);

  expect(said).toEqual({ status: 0, stderr: '', stdout: `${join(folder.path, 'annual-card-2025.pdf')}\n` });
  expect(await readdir(folder.path)).toContain('annual-card-2025.pdf');
}, 60_000);

it.each([
  [['report', '20x5'], 1, /"20x5"/],
  [['backup', '--fast'], 2, /--fast.*Usage: .*backup DIR/s],
])(
  '%j: the mistake is named, in words and not as a stack',
  async (args, exitCode, message) => {
    const { status, stdout, stderr } = await cli('second', ...args);

    expect({ status, stdout }).toEqual({ status: exitCode, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  },
  60_000,
);

it.each([
  [['doctor'], 'stdout', 'There is nothing yet'],
  [['backup', 'copies/none'], 'stderr', 'There is nothing yet'],
  [['restore', 'copies'], 'stderr', 'is not a backup'],
] as const)(
  'before the first start %j says what is not there, and makes nothing',
  async (args, channel, words) => {
    const settings = {
      ...SETTINGS,
      DEMO: 'false',
      SMTP_URL: 'smtp://127.0.0.1:25',
      DATA_DIR: join(folder.path, 'untouched'),
    };
    const said = await commandLine([...args], settings, folder.path);

    expect(said).toMatchObject({ status: 1, [channel]: expect.stringContaining(words) });
    expect(await readdir(folder.path)).not.toContain('untouched');
  },
  60_000,
);

it('a database that does not let us in is told in words', async () => {
  const away = { ...SETTINGS, DATABASE_URL: `postgres://app:tajne@127.0.0.1:${await aFreePort()}/pogotowie` };

  const { status, stdout } = await commandLine(['doctor'], away, folder.path);

  expect({ status, stdout }).toEqual({
    status: 1,
    stdout: expect.stringMatching(/^✗ database: .*ECONNREFUSED.*Check DATABASE_URL/),
  });
  expect(stdout).not.toContain('tajne');
}, 60_000);

describe('a folder of data', () => {
  it.each([[['demo']], [['demo', '--reset']]])('of a real office is not taken by %j', async (args) => {
    const dataDir = join(folder.path, 'office');
    await mkdir(join(dataDir, 'postgres'), { recursive: true });

    const { status, stderr } = await commandLine(args, { DATA_DIR: dataDir }, folder.path);

    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("data that are not the demo's") });
    expect(stderr).not.toContain('    at ');
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it('of a demo that runs is not thrown away by --reset', async () => {
    const dataDir = join(folder.path, 'running');
    const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } });
    try {
      await writeFile(join(dataDir, 'demo-secret'), 'x');

      const { status, stderr } = await commandLine(['demo', '--reset'], { DATA_DIR: dataDir }, folder.path);

      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('stop it first') });
      expect(stderr).not.toContain('    at ');
      expect(await readdir(dataDir)).toContain('postgres');
    } finally {
      await server.stop();
    }
  }, 60_000);

  it('of the demo is not taken for a real office', async () => {
    const dataDir = join(folder.path, 'invented');
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'demo-secret'), 'x');
    const settings = { ...SETTINGS, DEMO: 'false', SMTP_URL: 'smtp://127.0.0.1:25', DATA_DIR: dataDir };

    const { status, stderr } = await commandLine([], settings, folder.path, 'main');

    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('passwords that everyone knows') });
    expect(stderr).not.toContain('    at ');
  });
});
