import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { ImapMessage, ImapWatcherOptions, UidCounter } from './imap-watcher.js';

type FolderOptions = Pick<
  ImapWatcherOptions,
  'folder' | 'processedFolder' | 'unreadableFolder' | 'firstDay' | 'maxBytes'
>;

/** Marks stored messages where the server cannot move them. */
const STORED_KEYWORD = '$PogotowieStored';
const SECOND_MS = 1_000;
/** One batch: few round trips for many small messages, bounded memory for large ones. */
const BATCH = { messages: 50, bytes: 8 * 1024 * 1024 };

/** The open folder of one connection: which messages are new, and what becomes of them once they are stored. */
export class ImapFolder {
  /** Stored on this connection but neither moved nor marked, because the server refused both. */
  private readonly stored = new Set<number>();
  private readonly older: number[] = [];
  /** Older messages are known below this number. */
  private olderKnownTo = 1;

  private constructor(
    private readonly client: ImapFlow,
    private readonly options: FolderOptions,
    private readonly uidValidity: number,
    private readonly canMove: boolean,
  ) {}

  static async open(client: ImapFlow, options: FolderOptions): Promise<ImapFolder> {
    const canMove = client.capabilities.has('MOVE');
    if (canMove)
      for (const path of [options.processedFolder, options.unreadableFolder]) await client.mailboxCreate(path);
    const { uidValidity } = await client.mailboxOpen(options.folder);
    return new ImapFolder(client, options, Number(uidValidity), canMove);
  }

  /**
   * Hands over every message of the folder, a batch at a time; each is moved only after it was stored. A message that a
   * person moves or deletes on the way is left out.
   * @param onProgress after every answer of the server, for the watchdog
   * @throws what `onMessage` throws, with the rest of the folder untouched
   */
  async drain(
    onMessage: (message: ImapMessage) => Promise<void>,
    stopping: AbortSignal,
    onProgress: () => void,
  ): Promise<void> {
    for (;;) {
      const waiting = await this.waiting();
      onProgress();
      if (waiting.length === 0) return;
      for (const batch of await this.batches(waiting)) {
        if (stopping.aborted) return;
        const messages = await this.read(batch);
        onProgress();
        await Promise.all(messages.map(onMessage));
        await this.putAway(messages);
        onProgress();
      }
      if (stopping.aborted) return;
    }
  }

  /** @throws Error when the server does not tell */
  async counter(): Promise<UidCounter> {
    const status = await this.client.status(this.options.folder, { uidNext: true });
    if (!status || status.uidNext === undefined) throw new Error('the server does not tell the state of the folder');
    await this.findOlder(status.uidNext);
    return { uidValidity: this.uidValidity, uidNext: status.uidNext, older: this.older };
  }

  /** All of them once on a connection, then what has come since: an archive of years is not listed every half minute. */
  private async findOlder(uidNext: number): Promise<void> {
    const start = this.start();
    if (!start || uidNext <= this.olderKnownTo) return;
    const range = `${this.olderKnownTo}:${uidNext - 1}`;
    const found = await this.client.search({ uid: range, before: start }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server refused to search the folder');
    this.older.push(...found);
    this.olderKnownTo = uidNext;
  }

  /**
   * Where a server only knows dates (no WITHIN, RFC 5032) it compares them in the zone that it keeps its mail in. WITHIN counts
   * seconds back from now, so a moment to come is told as a date too; imapflow would take that of its UTC day, which may be today.
   */
  private start(): Date | string | null {
    const { firstDay } = this.options;
    if (!firstDay) return null;
    const isPast = Date.now() - +firstDay.startsAt >= SECOND_MS;
    return this.client.capabilities.has('WITHIN') && isPast ? firstDay.startsAt : firstDay.date;
  }

  private async waiting(): Promise<number[]> {
    const start = this.start();
    const query = {
      ...(start ? { since: start } : { all: true }),
      ...(this.canMove ? {} : { unKeyword: STORED_KEYWORD }),
    };
    const uids = await this.client.search(query, { uid: true });
    if (!Array.isArray(uids)) throw new Error('the server refused to search the folder');
    return uids.filter((uid) => !this.stored.has(uid));
  }

  private async batches(uids: number[]): Promise<{ whole: number[]; tooLarge: number[] }[]> {
    const batches: { whole: number[]; tooLarge: number[] }[] = [];
    let bytes = Infinity;
    for (const { uid, size = 0 } of await this.sizes(uids.slice(0, 5_000))) {
      const last = batches.at(-1);
      if (!last || bytes + size > BATCH.bytes || last.whole.length + last.tooLarge.length >= BATCH.messages) {
        batches.push({ whole: [], tooLarge: [] });
        bytes = 0;
      }
      const isTooLarge = size > this.options.maxBytes;
      batches.at(-1)?.[isTooLarge ? 'tooLarge' : 'whole'].push(uid);
      bytes += isTooLarge ? 0 : size;
    }
    return batches;
  }

  private async sizes(uids: number[]): Promise<FetchMessageObject[]> {
    return this.client.fetchAll(uids.join(','), { uid: true, size: true }, { uid: true });
  }

  private async read({ whole, tooLarge }: { whole: number[]; tooLarge: number[] }): Promise<ImapMessage[]> {
    const facts = { uid: true, size: true, internalDate: true };
    const full =
      whole.length > 0 ? await this.client.fetchAll(whole.join(','), { ...facts, source: true }, { uid: true }) : [];
    const headers =
      tooLarge.length > 0
        ? await this.client.fetchAll(tooLarge.join(','), { ...facts, headers: true }, { uid: true })
        : [];
    return [
      ...full.map((message) => this.message(message, message.source, true)),
      ...headers.map((message) => this.message(message, message.headers, false)),
    ].filter((message) => message !== null);
  }

  private message(fetched: FetchMessageObject, raw: Buffer | undefined, isWhole: boolean): ImapMessage | null {
    if (!raw) return null;
    return {
      uidValidity: this.uidValidity,
      uid: fetched.uid,
      receivedAt: fetched.internalDate ? new Date(fetched.internalDate) : new Date(),
      sizeBytes: fetched.size ?? raw.length,
      raw,
      isWhole,
    };
  }

  /** Moves stored messages out of the folder, or marks them. When the server refuses, the next look finds them stored. */
  private async putAway(messages: ImapMessage[]): Promise<void> {
    for (const isWhole of [true, false]) {
      const uids = messages.filter((message) => message.isWhole === isWhole).map(({ uid }) => uid);
      if (uids.length === 0) continue;
      const range = uids.join(',');
      const done = this.canMove
        ? await this.client.messageMove(range, isWhole ? this.options.processedFolder : this.options.unreadableFolder, {
            uid: true,
          })
        : await this.client.messageFlagsAdd(range, [STORED_KEYWORD], { uid: true });
      if (!done) uids.forEach((uid) => this.stored.add(uid));
    }
  }
}
