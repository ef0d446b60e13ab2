import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../src/common/project-root.js';
import type { Kill, Passage } from './kill-points.js';
import type { Order, Report } from './pipeline.js';

const START_TIMEOUT_MS = 60_000;

export interface CompiledPipeline {
  entry: string;
  emailTemplates: string;
  remove(): void;
}

/** The program compiled once for the many processes of a test file. */
export function compilePipeline(): CompiledPipeline {
  const folder = join(PROJECT_ROOT, `.cache/kill-matrix-${process.pid}`);
  const swc = join(PROJECT_ROOT, 'node_modules/@swc/cli/bin/swc.js');
  const sources = ['src', 'migrations', 'test/intake/kill-matrix'];
  execFileSync(process.execPath, [swc, ...sources, '--out-dir', folder, '--quiet'], { cwd: PROJECT_ROOT });
  const emailTemplates = join(folder, 'templates');
  for (const name of ['emails', 'layouts/email.hbs', 'layouts/email-text.hbs'])
    cpSync(join(PROJECT_ROOT, 'templates', name), join(emailTemplates, name), { recursive: true });
  return {
    emailTemplates,
    entry: join(folder, 'test/intake/kill-matrix/pipeline.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** One process of the pipeline, from its birth to the point where it kills itself. */
export class Life {
  /** Resolves when the process has gone, and all its connections with it. */
  readonly ended: Promise<unknown>;
  private readonly child: ChildProcess;
  private readonly loaded: Promise<Report>;
  private output = '';

  constructor({ entry, emailTemplates }: CompiledPipeline, env: Record<string, string>) {
    this.child = fork(entry, {
      cwd: PROJECT_ROOT,
      env: { ...process.env, NODE_OPTIONS: '', EMAIL_TEMPLATES: emailTemplates, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.ended = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-10_000)));
    this.loaded = this.report('loaded');
    this.loaded.catch(() => undefined); // told when it is to start
  }

  async start(): Promise<void> {
    await this.loaded;
    await this.order({ do: 'start' }, 'started');
  }

  /** Counts passages from now on. @param kill null only records */
  async arm(kill: Kill | null): Promise<void> {
    await this.order({ do: 'arm', kill }, 'armed');
  }

  async record(): Promise<readonly Passage[]> {
    const report = await this.order({ do: 'tell' }, 'told');
    return report.is === 'told' ? report.record : [];
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** SIGKILL from outside. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** What it said last, for the message of a failing test. */
  get log(): string {
    return this.output;
  }

  private async order(order: Order, answer: Report['is']): Promise<Report> {
    const answered = this.report(answer);
    this.child.send(order);
    return answered;
  }

  private report(is: Report['is']): Promise<Report> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(() => reject(new Error(`not ${is}:\n${this.output}`))), START_TIMEOUT_MS);
      const onMessage = (report: Report): void => {
        if (report.is === is) end(() => resolve(report));
      };
      const onExit = (): void => end(() => reject(new Error(`ended before it was ${is}:\n${this.output}`)));
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        this.child.off('message', onMessage).off('exit', onExit);
        finish();
      };
      this.child.on('message', onMessage).on('exit', onExit);
    });
  }
}
