import { setTimeout as wait } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { connectImap, type ImapAccount } from './imap-connection.js';
import { ImapFolder } from './imap-folder.js';

/** One message in a mailbox, before anything on the server was changed. */
export interface ImapMessage {
  uidValidity: number;
  uid: number;
  /** When the server took it in. */
  receivedAt: Date;
  sizeBytes: number;
  /** The whole message; only its header when it is larger than the limit. */
  raw: Buffer;
  isWhole: boolean;
}

/** How the server numbers the messages of a folder. Every message that ever arrives takes the next number. */
export interface UidCounter {
  uidValidity: number;
  uidNext: number;
  /** Numbers below `uidNext` of messages that are older than the first day, and stay where they are. */
  older: readonly number[];
}

/** A day of the office, for servers that compare moments and for those that know only dates. */
export interface FirstDay {
  /** `YYYY-MM-DD` */
  date: string;
  startsAt: Date;
}

export interface ImapWatcherOptions extends ImapAccount {
  /** Where stored messages go; created when missing. */
  processedFolder: string;
  /** Where messages go that are too large to be read. */
  unreadableFolder: string;
  /** Older mail of a mailbox taken over stays where it is. null: everything is read */
  firstDay: FirstDay | null;
  maxBytes: number;
  pollEveryMs: number;
  /** Stores the message; only when it resolves the server's copy is moved. */
  onMessage: (message: ImapMessage) => Promise<void>;
  /** After every look into the folder, with what the server says of it. */
  onPolled: (counter: UidCounter) => void;
  /** Once per broken connection. */
  onTrouble: (error: unknown) => void;
}

const MAX_BACKOFF_MS = 60_000;
/** IDLE can die without a word: a connection that did not answer for this long is replaced. */
const WATCHDOG_MS = 3 * 60_000;
const SOCKET_TIMEOUT_MS = 5 * 60_000;

/**
 * Watches one folder: IDLE for speed, a timed look for what IDLE missed, a watchdog for connections that are dead without
 * knowing it. Reconnects with growing, scattered delays. Every message of the folder counts, read or unread.
 */
export class ImapWatcher {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private lastAnswerAt = Date.now();

  constructor(private readonly options: ImapWatcherOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the batch at hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      try {
        await this.session(() => (failures = 0));
      } catch (error) {
        if (!this.stopping.signal.aborted) this.options.onTrouble(error);
      }
      failures += 1;
      const backoff = Math.min(MAX_BACKOFF_MS, 500 * 2 ** failures);
      await wait(backoff * (0.5 + Math.random() / 2), undefined, { signal: this.stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  /** One connection, until it breaks or the watcher stops. */
  private async session(onWorking: () => void): Promise<void> {
    let latest: ImapFlow | undefined;
    let trouble: Error | undefined;
    const onClient = (client: ImapFlow): void => {
      this.stopping.signal.throwIfAborted();
      this.lastAnswerAt = Date.now();
      latest = client;
      trouble = undefined;
      client.on('error', (error: Error) => (trouble = error));
    };
    const watchdog = setInterval(() => {
      if (Date.now() - this.lastAnswerAt > WATCHDOG_MS) latest?.close();
    }, 10_000);
    const onStop = (): void => latest?.close();
    this.stopping.signal.addEventListener('abort', onStop);
    this.lastAnswerAt = Date.now();
    try {
      const client = await connectImap(
        this.options,
        {
          disableAutoIdle: true,
          socketTimeout: SOCKET_TIMEOUT_MS,
          maxLiteralSize: this.options.maxBytes + 1_000_000,
        },
        onClient,
      );
      const folder = await ImapFolder.open(client, this.options);
      while (!this.stopping.signal.aborted) {
        // Asked before: what has a number by now is stored afterwards, or somebody took it away.
        const counter = await folder.counter();
        await folder.drain(this.options.onMessage, this.stopping.signal, () => (this.lastAnswerAt = Date.now()));
        this.lastAnswerAt = Date.now();
        this.options.onPolled(counter);
        onWorking();
        await this.waitForMail(client);
        if (!client.usable) throw trouble ?? new Error('the server closed the connection');
      }
    } catch (error) {
      throw trouble ?? error;
    } finally {
      clearInterval(watchdog);
      this.stopping.signal.removeEventListener('abort', onStop);
      latest?.close();
    }
  }

  /** Until something arrives, the connection breaks, the time for a look has come, or the watcher stops. */
  private async waitForMail(client: ImapFlow): Promise<void> {
    const done = new AbortController();
    const wake = (): void => done.abort();
    client.on('exists', wake);
    client.on('close', wake);
    this.stopping.signal.addEventListener('abort', wake);
    try {
      void client.idle().catch(wake);
      await wait(this.options.pollEveryMs, undefined, { signal: done.signal }).catch(() => undefined);
    } finally {
      client.off('exists', wake);
      client.off('close', wake);
      this.stopping.signal.removeEventListener('abort', wake);
    }
  }
}
