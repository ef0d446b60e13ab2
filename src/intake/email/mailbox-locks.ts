import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DatabaseUrls } from '../../database/database.service.js';

/** First keys of the advisory locks about a mailbox, whose id is the second: who reads it, who renews its access token. */
export const MAILBOX_LOCKS = { reader: 7_311, token: 7_312 };

/** Which mailboxes this process reads. The locks live as long as their connection: a process that dies lets go at once. */
@Injectable()
export class MailboxLocks {
  private readonly held = new Set<number>();
  private client: pg.Client | undefined;

  constructor(private readonly urls: DatabaseUrls) {}

  holds(mailboxId: number): boolean {
    return this.held.has(mailboxId);
  }

  /** @returns false when another process reads the mailbox */
  async take(mailboxId: number): Promise<boolean> {
    const client = await this.connection();
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
      MAILBOX_LOCKS.reader,
      mailboxId,
    ]);
    if (!rows[0]?.taken) return false;
    this.held.add(mailboxId);
    return true;
  }

  async release(mailboxId: number): Promise<void> {
    if (!this.held.delete(mailboxId)) return;
    await this.client
      ?.query('SELECT pg_advisory_unlock($1, $2)', [MAILBOX_LOCKS.reader, mailboxId])
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    this.held.clear();
    await this.client?.end().catch(() => undefined);
    this.client = undefined;
  }

  private async connection(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client({
      connectionString: this.urls.app,
      keepAlive: true,
      application_name: 'pogotowie-mailboxes',
    });
    const onLoss = (): void => {
      this.held.clear();
      this.client = undefined;
    };
    client.on('error', onLoss);
    client.on('end', onLoss);
    await client.connect();
    this.client = client;
    return client;
  }
}
