import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { startOfDay } from '../../calendar/wall-time.js';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/config.js';
import { DatabaseService } from '../../database/database.service.js';
import { type FirstDay, ImapWatcher } from '../../mail/imap-watcher.js';
import { ConfiguredMailbox } from './configured-mailbox.service.js';
import { MailboxesService, type ReadableMailbox } from './mailboxes.service.js';
import { MailboxLocks } from './mailbox-locks.js';
import { MailboxChanged } from './mailbox-tokens.service.js';
import { mailboxTrouble } from './mailbox-trouble.js';
import { ReceiveService } from './receive.service.js';

/** Folders beside the watched one. Polish, because people see them in their mail program. */
const PROCESSED_FOLDER = 'Przetworzone';
const UNREADABLE_FOLDER = 'Kwarantanna';

const POLL_EVERY_MS = 30_000;
/** How soon a changed setting counts, and how soon another process takes over a mailbox whose reader died. */
const CHECK_EVERY_MS = 3_000;
const MIN_MS_BETWEEN_RECORDS = 10_000;

interface Watched {
  /** Restarted when it changes. */
  settings: string;
  watcher: ImapWatcher;
}

/**
 * Reads mailboxes in a process with the role intake. One process reads a mailbox, by an advisory lock; the lock saves work,
 * correctness rests on the unique key of a delivery.
 */
@Injectable()
export class ImapIntakeService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('ImapIntake');
  private readonly watched = new Map<number, Watched>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: DatabaseService,
    private readonly configured: ConfiguredMailbox,
    private readonly mailboxes: MailboxesService,
    private readonly locks: MailboxLocks,
    private readonly receive: ReceiveService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.has('intake')) this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.stopAll();
    await this.locks.close();
  }

  private async run(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.stopping.signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.database.ready, stopped]);
    let isPrepared = false;
    while (!this.stopping.signal.aborted) {
      try {
        if (!isPrepared) await this.configured.ensure(this.clock.now());
        isPrepared = true;
        await this.check();
      } catch (error) {
        this.log.warn(`Mailboxes: ${(error as Error).message}`);
      }
      await wait(CHECK_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Brings the watchers in line with the settings and with the locks that this process holds. */
  private async check(): Promise<void> {
    const enabled = new Map((await this.mailboxes.enabled(this.clock.now())).map((mailbox) => [mailbox.id, mailbox]));
    for (const [id, { settings }] of this.watched) {
      const mailbox = enabled.get(id);
      if (!mailbox || settingsOf(mailbox) !== settings || !this.locks.holds(id)) await this.stop(id);
    }
    for (const mailbox of enabled.values()) {
      if (this.watched.has(mailbox.id) || this.stopping.signal.aborted || !(await this.locks.take(mailbox.id)))
        continue;
      const watcher = this.watcherOf(mailbox);
      this.watched.set(mailbox.id, { settings: settingsOf(mailbox), watcher });
      watcher.start();
      this.log.log(`Reading mailbox ${mailbox.id} (${mailbox.host}, ${mailbox.folder})`);
    }
  }

  private watcherOf(mailbox: ReadableMailbox): ImapWatcher {
    let recordedAt = 0;
    const record = (what: Promise<void>): void =>
      void what.catch((error: Error) => this.log.warn(`Mailbox ${mailbox.id}: ${error.message}`));
    return new ImapWatcher({
      ...mailbox,
      firstDay: mailbox.fromDate === null ? null : this.firstDay(mailbox.fromDate),
      processedFolder: PROCESSED_FOLDER,
      unreadableFolder: UNREADABLE_FOLDER,
      maxBytes: this.config.smtpIntake.maxBytes,
      pollEveryMs: POLL_EVERY_MS,
      onMessage: async ({ uidValidity, uid, raw, sizeBytes, receivedAt }) => {
        const imap = { mailboxId: mailbox.id, uidValidity, uid };
        await this.receive.store(
          { channel: 'imap', raw, sizeBytes, envelopeFrom: null, envelopeTo: [mailbox.address], receivedAt, imap },
          this.clock.now(),
        );
      },
      onPolled: (counter) => {
        const at = this.clock.now();
        if (+at - recordedAt < MIN_MS_BETWEEN_RECORDS) return;
        recordedAt = +at;
        record(this.mailboxes.recordPoll(mailbox.id, counter, at));
      },
      onTrouble: (error) => {
        if (error instanceof MailboxChanged) return; // the next check puts another watcher in its place
        recordedAt = 0;
        this.log.warn(`Mailbox ${mailbox.id}: ${mailboxTrouble(error).message}`);
        record(this.mailboxes.recordFailure(mailbox, error, this.clock.now()));
      },
    });
  }

  private firstDay(date: string): FirstDay {
    return { date, startsAt: startOfDay(date, this.config.timeZone) };
  }

  private async stop(id: number): Promise<void> {
    const watched = this.watched.get(id);
    this.watched.delete(id);
    await watched?.watcher.stop();
    await this.locks.release(id);
  }

  private async stopAll(): Promise<void> {
    await Promise.all([...this.watched.keys()].map((id) => this.stop(id)));
  }
}

/** What a watcher was started with; results of polling do not count, nor does a refresh token that the token server has changed. */
function settingsOf(mailbox: ReadableMailbox): string {
  const { host, port, secure, caCertificates, username, credentials, folder, fromDate, address, version } = mailbox;
  return JSON.stringify([
    host,
    port,
    secure,
    caCertificates,
    username,
    credentials,
    folder,
    fromDate,
    address,
    version,
  ]);
}
