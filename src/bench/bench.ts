import 'reflect-metadata';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { hashOf } from '../access/session.service.js';
import { postgresUrl, type PostgresCredentials } from '../database/postgres-credentials.js';
import { fillTickets, lengthenTicket, prepareRawTables, rawInsert } from './fill.js';
import { type Figures, measure, measureLanes } from './measure.js';
import { SmtpClient } from './smtp-client.js';

/**
 * `npm run bench -- [--tickets 100000] [--emails 2000]`: the program in a process of its own, with its embedded database and fsync on,
 * measured from outside. Figures vary between runs: compare within one.
 */
const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    emails: { type: 'string', default: '2000' },
    requests: { type: 'string', default: '200' },
  },
});
const LANES = 8;
const SESSION = 'bench-session';

const dataDir = await mkdtemp(join(tmpdir(), 'pogotowie-bench-'));
const [port, smtpPort] = [await freePort(), await freePort()];
const server = await start();
const url = `http://127.0.0.1:${port}`;
const owner = new pg.Client({ connectionString: await databaseUrl() });
await owner.connect();

try {
  await signIn();
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, all roles in one process, fsync on\n`,
  );
  row('', 'median', 'p95', 'to raw');
  const emails = Number(values.emails);
  const accepted = await intake(emails);
  const raw = await rawInserts(emails);
  row(
    'e-mails in by SMTP, 250 after commit',
    `${accepted.acceptedPerSecond.toFixed(0)}/s`,
    '',
    ratio(accepted.acceptedPerSecond, raw),
  );
  row(
    'e-mails in by SMTP, ticket committed',
    `${accepted.committedPerSecond.toFixed(0)}/s`,
    '',
    ratio(accepted.committedPerSecond, raw),
  );
  row('the same rows by raw PostgreSQL inserts', `${raw.toFixed(0)}/s`, '', '1.00');
  const tickets = Number(values.tickets);
  await fillTickets(owner, tickets, Math.ceil(tickets / 50));
  const number = await lengthenTicket(owner, 50);
  const count = Number(values.requests);
  await page(`queue page, ${tickets} tickets`, count, '/tickets');
  await page('queue page, by deadline', count, '/tickets?sort=due&dir=asc');
  await page('search, frequent word', count, '/tickets?status=any&q=drukarka');
  await page('search, rare word', count, `/tickets?status=any&q=${Math.ceil(tickets / 2)}`);
  await page('ticket page, 50 messages', count, `/tickets/${number.replaceAll('/', '-')}`);
  await page('annual report', count, `/kpi/${new Date().getFullYear() - 1}`);
  console.log(`\nresident memory of the Node process: ${await residentMegabytes()} MB`);
} catch (error) {
  // Told before the server goes: its end would drown it in broken connections.
  console.error(error);
  process.exitCode = 1;
} finally {
  await owner.end();
  server.kill('SIGTERM');
  await once(server, 'exit');
  await rm(dataDir, { recursive: true, force: true });
}

async function start(): Promise<ChildProcess> {
  const entry = fileURLToPath(new URL('../cli.js', import.meta.url));
  const child = spawn(process.execPath, [entry, 'demo'], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      SMTP_INTAKE_PORT: String(smtpPort),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Reading goes on for ever: a closed pipe would end the program at its next line.
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('Ctrl-C') && resolve());
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}`)));
  });
  return child;
}

async function databaseUrl(): Promise<string> {
  const credentials = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')) as PostgresCredentials;
  return postgresUrl(credentials, 'owner');
}

async function signIn(): Promise<void> {
  await owner.query(
    `INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at)
     SELECT $1, p.id, now(), now(), now() + interval '1 day' FROM person p WHERE p.email = 'naczelnik@urzad.example'`,
    [hashOf(SESSION)],
  );
}

/** 8 connections hand in e-mails of colleagues; then we wait until each has its ticket. */
async function intake(count: number): Promise<{ acceptedPerSecond: number; committedPerSecond: number }> {
  const { rows: people } = await owner.query<{ email: string }>(
    'SELECT p.email FROM person p WHERE p.email IS NOT NULL ORDER BY p.id',
  );
  const clients = await Promise.all(Array.from({ length: LANES }, () => SmtpClient.open(smtpPort)));
  const begun = performance.now();
  const acceptedPerSecond = await measureLanes(count, LANES, (lane, index) => {
    const from = people[index % people.length]!.email;
    return clients[lane]!.send(from, 'helpdesk@urzad.example', email(from, index));
  });
  for (const client of clients) client.close();
  for (;;) {
    const { rows } = await owner.query<{ left: number }>(
      `SELECT count(*)::integer AS left FROM inbound_email WHERE outcome = 'waiting'`,
    );
    if (rows[0]!.left === 0) break;
  }
  return { acceptedPerSecond, committedPerSecond: (count / (performance.now() - begun)) * 1000 };
}

async function rawInserts(count: number): Promise<number> {
  await prepareRawTables(owner);
  const clients = await Promise.all(
    Array.from({ length: LANES }, async () => {
      const client = new pg.Client({ connectionString: await databaseUrl() });
      await client.connect();
      return client;
    }),
  );
  const perSecond = await measureLanes(count, LANES, (lane, index) =>
    rawInsert(clients[lane]!, index, email('x@urzad.example', index)),
  );
  for (const client of clients) await client.end();
  return perSecond;
}

async function page(name: string, count: number, path: string): Promise<void> {
  const figures: Figures = await measure(count, async () => {
    const response = await fetch(url + path, {
      headers: { cookie: `session=${SESSION}`, 'accept-encoding': 'identity' },
    });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${body.slice(0, 200)}`);
  });
  row(name, `${figures.medianMs.toFixed(1)} ms`, `${figures.p95Ms.toFixed(1)} ms`, '');
}

function email(from: string, index: number): string {
  return [
    `From: ${from}`,
    'To: helpdesk@urzad.example',
    `Subject: Drukarka nie drukuje ${index}`,
    `Message-ID: <bench-${index}@urzad.example>`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Drukarka w pokoju ${index % 300} nie drukuje, miga czerwona lampka. Prosimy o pilną pomoc, czekają interesanci.`,
  ].join('\r\n');
}

function row(name: string, median: string, p95: string, toRaw: string): void {
  console.log(`${name.padEnd(44)} ${median.padStart(12)} ${p95.padStart(12)} ${toRaw.padStart(8)}`);
}

function ratio(perSecond: number, raw: number): string {
  return (perSecond / raw).toFixed(2);
}

async function residentMegabytes(): Promise<string> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024).toFixed(0);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as { port: number };
  probe.close();
  return free;
}
