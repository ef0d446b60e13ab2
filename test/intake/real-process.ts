import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { until } from '../support/until.js';

/** The whole program in a process of its own, from its sources, that can be killed and started again. */
export class RealProcess {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(private readonly env: Record<string, string>) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/main.ts'], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (chunk: Buffer): void => void (this.output = (this.output + chunk.toString()).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await until(() => this.output.includes('SMTP intake on') || child.exitCode !== null, {
      timeoutMs: 60_000,
      what: 'the program',
    });
    if (child.exitCode !== null) throw new Error(`The program ended at once:\n${this.output}`);
  }

  /** `kill -9`: nothing in it can react. */
  async kill(): Promise<void> {
    this.output = '';
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** What it said last, for the message of a failing test. */
  get log(): string {
    return this.output;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** A connection to the embedded database of a data directory. */
export async function connectTo(dataDir: string): Promise<pg.Client> {
  const { port, appPassword } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
    port: number;
    appPassword: string;
  };
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'pogotowie_app',
    password: appPassword,
    database: 'pogotowie',
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
