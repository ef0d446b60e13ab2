import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMail, type Delivery, MailTransport, type OutgoingMail } from './outgoing-mail.js';
import { sha256Hex } from './fingerprint.js';
import { readEmail, type ReadEmail } from './read-email.js';

/** A message that would have been sent. */
export interface CaughtMail {
  id: string;
  caughtAt: Date;
  mail: ReadEmail;
  raw: Buffer;
}

const NAME = /^(\d{15})-([0-9a-f]{12})$/;
const KEPT = 2_000;

/** Keeps outgoing mail in a folder instead of sending it: the demo shows it at `/demo/mail`. */
export class CatchingTransport extends MailTransport {
  constructor(private readonly folder: string) {
    super();
  }

  /** A repeat with the same Message-ID replaces the first, as a reader's program would show one. */
  async send(outgoing: OutgoingMail): Promise<Delivery> {
    const { raw } = await composeMail(outgoing);
    const id = `${String(+outgoing.date).padStart(15, '0')}-${createHash('sha256').update(`${outgoing.messageId} ${outgoing.to.address}`).digest('hex').slice(0, 12)}`;
    await mkdir(this.folder, { recursive: true });
    const partial = join(this.folder, `.${id}.${process.pid}`);
    await writeFile(partial, raw);
    await rename(partial, join(this.folder, `${id}.eml`));
    return { smtpQueueId: id };
  }

  async verify(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
  }

  /** Newest first; older ones than the last 2,000 are thrown away. */
  async list(limit: number): Promise<CaughtMail[]> {
    const ids = await this.ids();
    await Promise.all(ids.slice(KEPT).map((id) => rm(this.path(id), { force: true })));
    const mails = await Promise.all(ids.slice(0, limit).map((id) => this.get(id)));
    return mails.filter((mail) => mail !== null);
  }

  /** @returns null when there is none */
  async get(id: string): Promise<CaughtMail | null> {
    const match = NAME.exec(id);
    const raw = match && (await readFile(this.path(id)).catch(() => null));
    if (!match || !raw) return null;
    return { id, caughtAt: new Date(Number(match[1])), mail: readEmail(raw, null, sha256Hex(raw)), raw };
  }

  private async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter((name) => name.endsWith('.eml'))
      .map((name) => name.slice(0, -4))
      .filter((id) => NAME.test(id))
      .sort()
      .reverse();
  }

  private path(id: string): string {
    return join(this.folder, `${id}.eml`);
  }
}
