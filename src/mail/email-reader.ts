import type { OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import type { ReadRequest } from './email-reader.worker.js';
import type { ReadOptions } from './parse-email.js';
import { type ReadEmail, readEmail } from './read-email.js';
import { INLINE_MAX_BYTES, NeedsWorker } from './unpack-budget.js';

const TIME_LIMIT_MS = 30_000;
const MAX_WORKERS = 2;

/** The built program has the worker as JavaScript; sources that run as they are (tests) need their loader in the thread too. */
const IS_BUILT = !import.meta.url.endsWith('.ts');
const WORKER = new URL(IS_BUILT ? './email-reader.worker.js' : './email-reader.worker.ts', import.meta.url);
const LOADER = IS_BUILT ? [] : ['--import', new URL('../../test/support/typescript.mjs', import.meta.url).href];

/** A message that could not be read within its bounds: `mail.too-slow` or `mail.unreadable`. Final for these bytes. */
export class UnreadableEmail extends Error {
  constructor(
    readonly code: 'mail.too-slow' | 'mail.unreadable',
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

type Answer = { read: ReadEmail } | { failed: string };

/**
 * Reads messages without blocking the event loop: small ones at once, large ones, and those that unpack to large ones, in a worker
 * with limits of time and memory.
 */
export class EmailReader implements OnApplicationShutdown {
  private readonly idle: Worker[] = [];
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** @param settings the office's: its time zone, who vouches for signatures */
  constructor(private readonly settings: Omit<ReadOptions, 'charset' | 'receivedAt' | 'isInline'> = {}) {}

  /**
   * @param charset the character set that a person chose; null: by evidence
   * @param receivedAt when the message came to us, against which its signature is checked
   * @throws UnreadableEmail
   */
  async read(
    raw: Buffer,
    envelopeFrom: string | null,
    rawSha256: string,
    charset: string | null = null,
    receivedAt: Date = new Date(),
  ): Promise<ReadEmail> {
    const options = { ...this.settings, charset, receivedAt };
    if (raw.length <= INLINE_MAX_BYTES) {
      try {
        return readEmail(raw, envelopeFrom, rawSha256, { ...options, isInline: true });
      } catch (error) {
        if (!(error instanceof NeedsWorker)) throw error;
      }
    }
    if (this.running >= MAX_WORKERS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    try {
      return await this.readInWorker({ raw, envelopeFrom, rawSha256, options });
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((worker) => worker.terminate()));
  }

  private async readInWorker(request: ReadRequest): Promise<ReadEmail> {
    const worker =
      this.idle.pop() ?? new Worker(WORKER, { execArgv: LOADER, resourceLimits: { maxOldGenerationSizeMb: 768 } });
    worker.ref();
    try {
      const read = await answerOf(worker, request);
      worker.unref();
      this.idle.push(worker);
      return read;
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }
}

function answerOf(worker: Worker, request: ReadRequest): Promise<ReadEmail> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => settle(() => reject(new UnreadableEmail('mail.too-slow', `over ${TIME_LIMIT_MS} ms`))),
      TIME_LIMIT_MS,
    );
    const onMessage = (answer: Answer): void =>
      settle(() =>
        'read' in answer
          ? resolve(withBuffers(answer.read))
          : reject(new UnreadableEmail('mail.unreadable', answer.failed)),
      );
    const onError = (error: Error): void => settle(() => reject(new UnreadableEmail('mail.unreadable', error.message)));
    const onExit = (code: number): void =>
      settle(() => reject(new UnreadableEmail('mail.unreadable', `worker ended with ${code}`)));
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      finish();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(request);
  });
}

/** Buffers lose their class on the way between threads. */
function withBuffers(read: ReadEmail): ReadEmail {
  for (const file of read.attachments)
    file.content = Buffer.from(file.content.buffer, file.content.byteOffset, file.content.byteLength);
  return read;
}
