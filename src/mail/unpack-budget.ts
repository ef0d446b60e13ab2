/** What comes out of a small message is too much for the thread that serves people. */
export class NeedsWorker extends Error {}

/**
 * So much is read on the thread that serves people: the hardest text of this size that we know takes it about 0.1 s.
 * More is read in a worker.
 */
export const INLINE_MAX_BYTES = 64 * 1024;

/** How many bytes may come out of compression and wrappers while one message is read; a few kilobytes can hold gigabytes. */
export class UnpackBudget {
  constructor(
    private left: number,
    /** what lies beyond is not left out: NeedsWorker says that another thread must read the message */
    private readonly isInline: boolean,
  ) {}

  get leftBytes(): number {
    return this.left;
  }

  /** @returns whether so much may be unpacked @throws NeedsWorker */
  take(bytes: number): boolean {
    if (bytes <= this.left) {
      this.left -= bytes;
      return true;
    }
    if (this.isInline) throw new NeedsWorker();
    return false;
  }
}
