import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { hashOf } from '../../src/access/session.service.js';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { postgresUrl, type PostgresCredentials } from '../../src/database/postgres-credentials.js';
import { aFreePort } from '../support/free-port.js';

const SESSION = 'bench-session';

/** The built program with the sample office, in a process and a data folder of its own. */
export interface Program {
  url: string;
  smtpPort: number;
  /** Who asks: the head of the department, who sees every queue. */
  cookie: { name: string; value: string };
  owner: pg.Client;
  /** From the command to the ready program, with data that are there already. */
  startMs: number;
  /** Another connection for the owner. */
  connect(): Promise<pg.Client>;
  /** Resident memory, and the longest block of the event loop since this was last asked. */
  vitals(): Promise<{ residentMegabytes: number; longestBlockMs: number }>;
  stop(): Promise<void>;
}

export async function startProgram(env: Record<string, string>): Promise<Program> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pogotowie-bench-'));
  const [port, smtpPort] = [await aFreePort(), await aFreePort()];
  const settings = { ...env, DATA_DIR: dataDir, PORT: String(port), SMTP_INTAKE_PORT: String(smtpPort) };
  // What it takes to make the sample office is no part of what the program takes.
  await end(await start(settings));
  const begun = performance.now();
  const child = await start(settings);
  const startMs = performance.now() - begun;
  const credentials = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')) as PostgresCredentials;
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: postgresUrl(credentials, 'owner') });
    await client.connect();
    return client;
  };
  const owner = await connect();
  await signIn(owner);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    smtpPort,
    cookie: { name: 'session', value: SESSION },
    owner,
    startMs,
    connect,
    async vitals() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
      return {
        residentMegabytes: value('process_resident_memory_bytes') / 1024 / 1024,
        longestBlockMs: value('nodejs_eventloop_lag_max_seconds') * 1000,
      };
    },
    async stop() {
      await owner.end();
      await end(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function start(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dist/src/cli.js'), 'demo'], {
    env: { ...process.env, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Reading goes on for ever: a closed pipe would end the program at its next line.
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('Ctrl-C') && resolve());
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit').kill('SIGTERM');
  await once(child, 'exit');
}

async function signIn(owner: pg.Client): Promise<void> {
  await owner.query(
    `INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at)
     SELECT $1, p.id, now(), now(), now() + interval '1 day' FROM person p WHERE p.email = 'naczelnik@urzad.example'`,
    [hashOf(SESSION)],
  );
}
