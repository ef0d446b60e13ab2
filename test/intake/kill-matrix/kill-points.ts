import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { statementName, TransactionNames } from './statement-names.js';

/** Where the process stops for ever: at the n-th passage of a point, before it or when it has just been sent and not answered. */
export interface Kill {
  point: string;
  passage: number;
  phase: 'before' | 'sent';
}

/** One passage of a point, as the process came by. */
export interface Passage {
  point: string;
  passage: number;
  /** Inside a transaction: what is written here is only kept by its COMMIT. */
  isInner: boolean;
}

export interface WatchedPorts {
  /** The office's server hands mail to us here. */
  smtpIntake: number;
  imap: number;
  /** We hand mail to the office's server there. */
  smtp: number;
}

/**
 * Watches everything by which the program touches the world (statements, bytes on sockets, files, threads), where each library
 * does it, so that the program itself knows nothing of it; and kills the process, which is in, at one of these points.
 */
export class KillPoints {
  private readonly background = new AsyncLocalStorage<true>();
  private readonly passages = new Map<string, number>();
  private passed: Passage[] = [];
  private kill: Kill | null = null;

  private constructor() {}

  static install(ports: WatchedPorts): KillPoints {
    const points = new KillPoints();
    points.watchTimers();
    points.watchStatements();
    points.watchSockets(ports);
    points.watchFiles();
    points.watchThreads();
    return points;
  }

  /** Counts from now on. @param kill null only records */
  arm(kill: Kill | null): void {
    this.passages.clear();
    this.passed = [];
    this.kill = kill;
  }

  get record(): readonly Passage[] {
    return this.passed;
  }

  /** @returns what to call once it is sent */
  private pass(point: string, isInner = false): () => void {
    if (this.background.getStore()) return () => undefined;
    const passage = (this.passages.get(point) ?? 0) + 1;
    this.passages.set(point, passage);
    this.passed.push({ point, passage, isInner });
    const { kill } = this;
    if (kill?.point !== point || kill.passage !== passage) return () => undefined;
    if (kill.phase === 'before') die();
    // What was written is on its way after the microtasks; no answer can have been worked on by then.
    return () => setImmediate(die);
  }

  /** What sweepers do every few seconds is not a step of one e-mail. */
  private watchTimers(): void {
    const { background } = this;
    const original = globalThis.setInterval;
    globalThis.setInterval = ((callback: (...args: unknown[]) => void, ...more: [number, ...unknown[]]) =>
      original((...args: unknown[]) => background.run(true, () => callback(...args)), ...more)) as typeof setInterval;
  }

  private watchStatements(): void {
    const pass = this.pass.bind(this);
    const transactions = new WeakMap<object, TransactionNames>();
    const { query } = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
    Object.assign(pg.Client.prototype, {
      query(this: pg.Client, ...args: unknown[]) {
        const text = typeof args[0] === 'string' ? args[0] : ((args[0] as { text?: string } | null)?.text ?? '');
        const names = transactions.get(this) ?? new TransactionNames();
        transactions.set(this, names);
        const { name, isInner } = names.next(statementName(text));
        const sent = pass(`${poolOf(this)}: ${name}`, isInner);
        const result = query.apply(this, args);
        sent();
        return result;
      },
    });
  }

  private watchSockets({ smtpIntake, imap, smtp }: WatchedPorts): void {
    const pass = this.pass.bind(this);
    const { write } = net.Socket.prototype as unknown as { write: (...args: unknown[]) => boolean };
    Object.assign(net.Socket.prototype, {
      write(this: net.Socket, ...args: unknown[]) {
        const said = String(args[0]).slice(0, 60);
        let sent = (): void => undefined;
        if (this.localPort === smtpIntake) sent = pass(`reply to the sender: ${replyName(said)}`);
        else if (this.remotePort === imap) sent = pass(`IMAP: ${imapCommand(said)}`);
        else if (this.remotePort === smtp) sent = pass(`mail server: ${smtpCommand(said)}`);
        const result = write.apply(this, args);
        sent();
        return result;
      },
    });
  }

  private watchFiles(): void {
    const pass = this.pass.bind(this);
    const { rename } = fsp;
    fsp.rename = async (from, to) => {
      const sent = pass('file: rename the blob to its name');
      const done = rename(from, to);
      sent();
      return done;
    };
    const { createWriteStream } = fs;
    fs.createWriteStream = (...args: Parameters<typeof createWriteStream>) => {
      pass('file: write the blob');
      return createWriteStream(...args);
    };
    syncBuiltinESMExports();
  }

  private watchThreads(): void {
    const pass = this.pass.bind(this);
    const { postMessage } = Worker.prototype as unknown as { postMessage: (...args: unknown[]) => void };
    Object.assign(Worker.prototype, {
      postMessage(this: Worker, ...args: unknown[]) {
        const sent = pass('thread: read the e-mail');
        postMessage.apply(this, args);
        sent();
      },
    });
  }
}

/** Nothing in the process runs after it: the kernel ends it on the way out of the system call. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('killed');
}

/** The program's own connections, or those of the job queue. */
function poolOf(client: pg.Client): string {
  const { application_name: name } = (client as unknown as { connectionParameters: { application_name?: string } })
    .connectionParameters;
  return name === 'pogotowie' ? 'database' : 'queue';
}

function replyName(said: string): string {
  return said
    .replace(/stored as \S+/, 'stored')
    .trim()
    .split('\r\n')
    .at(-1)!
    .slice(0, 30);
}

function imapCommand(said: string): string {
  const [tag = '', ...words] = said.trim().split(/\s+/);
  return tag.toUpperCase() === 'DONE' ? 'DONE' : (/^(?:UID )?\w+/.exec(words.join(' '))?.[0] ?? 'data');
}

function smtpCommand(said: string): string {
  return (
    /^(EHLO|MAIL FROM|RCPT TO|DATA|QUIT|RSET)\b/.exec(said)?.[1] ??
    (said.startsWith('.\r\n') ? 'end of the message' : 'the message')
  );
}
