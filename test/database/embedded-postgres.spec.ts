import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { until } from '../support/until.js';

const parent = mkdtempSync(join(tmpdir(), 'embedded-')); // mode 0700: the server's user may not enter it
let dataDir = join(parent, 'data'); // one for all tests: making a cluster is the slow part
let servers: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(() => {
  servers = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  for (const server of servers) await server.stop();
  await (await started()).stop(); // whatever a test has left running
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

it('keeps its data over a clean stop, in files that only the server and we can read', async () => {
  const first = await started();
  await query(first.ownerUrl, 'CREATE TABLE word (text text)', `INSERT INTO word VALUES ('zażółć')`);
  await first.stop();
  expect(postmasterPid()).toBeUndefined();

  const second = await started();
  expect(await query(second.ownerUrl, 'SELECT text FROM word')).toEqual([{ text: 'zażółć' }]);
  expect(second.appUrl).toBe(first.appUrl);
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
});

it('listens on the loopback interface only, durable, and not as root', async () => {
  const server = await started();

  expect(await query(server.superuserUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(await query(server.superuserUrl, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(statSync(`/proc/${postmasterPid()}`).uid).not.toBe(0);
  await expect(query(server.appUrl.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
});

it('given a killed Node, when it starts again, then it adopts the live server', async () => {
  const held = await startedInChild();
  const pid = postmasterPid();
  await killed(held.child);

  const server = await started();

  expect(postmasterPid()).toBe(pid);
  expect(server.superuserUrl).toBe(held.superuserUrl);
});

it('given a killed Node and a killed server, when it starts again, then what was committed is there', async () => {
  const held = await startedInChild();
  await query(held.superuserUrl, 'CREATE TABLE note (id integer)', 'INSERT INTO note VALUES (7)');
  await killed(held.child);
  process.kill(postmasterPid()!, 'SIGKILL');

  const server = await started();

  expect(await query(server.superuserUrl, 'SELECT id FROM note')).toEqual([{ id: 7 }]);
});

it('given a pid file that names a living stranger, when it starts, then it is not fooled', async () => {
  await (await started()).stop();
  writeFileSync(
    join(dataDir, 'postgres/postmaster.pid'),
    `${process.pid}\n${dataDir}\n0\n5432\n\n127.0.0.1\n\nready\n`,
  );

  const server = await started();

  expect(postmasterPid()).not.toBe(process.pid);
  expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('given several starts at once on an empty folder, then there is one server and the last to leave ends it', async () => {
  dataDir = join(parent, 'several');
  const [first, second, held] = await Promise.all([started(), started(), startedInChild()]);
  const pid = postmasterPid();
  expect(second.ownerUrl).toBe(first.ownerUrl);
  expect(held.superuserUrl).toBe(first.superuserUrl);

  await first.stop();
  await second.stop();
  expect(postmasterPid()).toBe(pid);

  const ended = once(held.child, 'exit');
  held.child.kill('SIGTERM');
  await ended;
  expect(postmasterPid()).toBeUndefined();
});

it('given its port is taken meanwhile, when it starts, then it takes another', async () => {
  const first = await started();
  await first.stop();
  const stranger = await listening(Number(new URL(first.appUrl).port));
  try {
    const second = await started();
    expect(second.appUrl).not.toBe(first.appUrl);
    expect(await query(second.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    stranger.close();
  }
});

it('given the server dies while we run, then it is started again at the same address', async () => {
  const server = await started();
  const pid = postmasterPid()!;

  process.kill(pid, 'SIGKILL');

  await until(() => query(server.appUrl, 'SELECT 1'), { what: 'the revived server' });
  expect(postmasterPid()).not.toBe(pid);
});

it('given data of another major version, then it says what to do', async () => {
  await (await started()).stop();
  const versionFile = join(dataDir, 'postgres/PG_VERSION');
  const version = readFileSync(versionFile, 'utf8');
  writeFileSync(versionFile, '17\n');

  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/PostgreSQL 17.*backup.*restore/s);

  writeFileSync(versionFile, version);
});

async function started(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  servers.push(server);
  return server;
}

async function startedInChild(): Promise<{ child: ChildProcess; superuserUrl: string }> {
  const execArgv = ['--import', join(PROJECT_ROOT, 'test/support/typescript.mjs')];
  const child = fork(join(PROJECT_ROOT, 'test/database/hold-postgres.ts'), [dataDir], { execArgv });
  children.push(child);
  const [superuserUrl] = (await once(child, 'message')) as [string];
  return { child, superuserUrl };
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function postmasterPid(): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the server may be killed under it
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
