import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { aFreePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

export interface Health {
  status: 'up' | 'down';
  dependencies: Record<string, { status: 'up' | 'down'; error?: string }>;
}

/** The whole program in a process of its own, from its sources, that can be killed and started again. */
export class RealProcess {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly url: string,
    readonly smtpPort: number,
    readonly dataDir: string,
    private readonly env: Record<string, string>,
  ) {}

  /**
   * Chooses ports and a data directory, and starts nothing yet.
   * @param env at least SMTP_URL; without DATABASE_URL the database is the embedded one, fsync on
   */
  static async prepare(env: Record<string, string>): Promise<RealProcess> {
    const [webPort, smtpPort, folder] = await Promise.all([aFreePort(), aFreePort(), temporaryFolder()]);
    return new RealProcess(`http://127.0.0.1:${webPort}`, smtpPort, folder.path, {
      DATA_DIR: folder.path,
      DATABASE_URL: '',
      APP_SECRET: 'a secret only for tests, long enough',
      HELPDESK_ADDRESSES: 'helpdesk@urzad.example',
      INTERNAL_DOMAINS: 'urzad.example',
      PORT: String(webPort),
      SMTP_INTAKE_PORT: String(smtpPort),
      SMTP_MAX_PER_MINUTE: '100000',
      ...env,
    });
  }

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

  /** Stops it and removes its files. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** What `/health/ready` says; also while something is down. */
  async health(): Promise<Health> {
    return (await (await fetch(`${this.url}/health/ready`)).json()) as Health;
  }

  /** Whether it is still the process that was started. */
  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
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
