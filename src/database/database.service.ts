import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { messageOf } from '../common/message-of.js';
import { migrate } from './migrate.js';

/** Where the database is; the embedded server's addresses when none is configured. */
export class DatabaseUrls {
  constructor(
    readonly owner: string,
    readonly app: string,
  ) {}
}

/**
 * Connects in the background: an unreachable database is no reason not to start. Whoever needs it awaits `ready`;
 * pages answer 503 until then, SMTP intake 4xx.
 */
@Injectable()
export class DatabaseService implements OnApplicationShutdown {
  /** Resolves when migrations have run and the pool works; never rejects. */
  readonly ready: Promise<void>;
  private readonly log = new Logger('Database');
  private readonly stopping = new AbortController();
  private markReady!: () => void;
  private _isReady = false;

  constructor(
    readonly dataSource: DataSource,
    private readonly urls: DatabaseUrls,
  ) {
    this.ready = new Promise((resolve) => (this.markReady = resolve));
  }

  get isReady(): boolean {
    return this._isReady;
  }

  /** Tries until it succeeds, waiting 0.5 s, 1 s, 2 s … at most 15 s. Resolves at once when the first try fails. */
  async start(): Promise<void> {
    if (!(await this.tryConnect())) void this.keepTrying();
  }

  /** Tries once, for a command. @throws what the database says */
  async connect(): Promise<void> {
    const done = await migrate(this.urls.owner, this.urls.app);
    if (done.length > 0) this.log.log(`Migrated: ${done.join(', ')}`);
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
    this._isReady = true;
    this.markReady();
  }

  /** One cheap round trip. @throws when the database does not answer */
  async ping(): Promise<void> {
    if (!this._isReady) throw new Error('not connected yet');
    await this.dataSource.query('SELECT 1');
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async keepTrying(): Promise<void> {
    for (let delayMs = 500; !this.stopping.signal.aborted; delayMs = Math.min(delayMs * 2, 15_000)) {
      await wait(delayMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (!this.stopping.signal.aborted && (await this.tryConnect())) return;
    }
  }

  private async tryConnect(): Promise<boolean> {
    try {
      await this.connect();
      return true;
    } catch (error) {
      this.log.error(`The database is not reachable yet: ${messageOf(error)}`);
      return false;
    }
  }
}
