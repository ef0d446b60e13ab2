import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { canSeeTicket, type TicketFacts } from '../access/policy.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService, DatabaseUrls } from '../database/database.service.js';

const KEEP_ALIVE_MS = 25_000;
const RECONNECT_MS = 2_000;

interface Listener {
  actor: Actor;
  write: (chunk: string) => void;
}

/**
 * Passes PostgreSQL's `live` notifications on to open pages, each hint only to those who may see its ticket. After a lost
 * connection everyone is told to fetch the whole list again.
 */
@Injectable()
export class LiveHub implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Live');
  private readonly listeners = new Set<Listener>();
  private client: pg.Client | undefined;
  private keepAlive: NodeJS.Timeout | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly pending = new Map<number, Set<string>>();
  private flushing = false;

  constructor(
    private readonly db: DataSource,
    private readonly urls: DatabaseUrls,
    private readonly database: DatabaseService,
    private readonly config: AppConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('web')) return;
    this.keepAlive = setInterval(() => this.broadcast(': \n\n'), KEEP_ALIVE_MS);
    void this.database.ready.then(() => this.listen());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.keepAlive);
    clearTimeout(this.reconnect);
    await this.client?.end().catch(() => undefined);
  }

  /** @returns the function that ends the stream */
  join(actor: Actor, write: (chunk: string) => void): () => void {
    const listener = { actor, write };
    this.listeners.add(listener);
    write('retry: 3000\n\n');
    return () => this.listeners.delete(listener);
  }

  private async listen(): Promise<void> {
    if (this.stopped) return;
    const client = new pg.Client({
      connectionString: this.urls.app,
      keepAlive: true,
      application_name: 'pogotowie-live',
    });
    const lost = (error: Error) => {
      if (this.stopped || this.client !== client) return;
      this.log.warn(`Lost the listening connection: ${error.message}`);
      this.client = undefined;
      this.reconnect = setTimeout(() => void this.listen(), RECONNECT_MS);
    };
    this.client = client;
    client.on('error', lost);
    client.on('end', () => lost(new Error('closed')));
    client.on('notification', ({ payload }) => this.hint(payload ?? ''));
    try {
      await client.connect();
      await client.query('LISTEN live');
      this.broadcast('event: refresh\ndata: \n\n');
    } catch (error) {
      lost(error as Error);
    }
  }

  /** @param payload `<ticket id> <event type>` */
  private hint(payload: string): void {
    if (this.listeners.size === 0) return;
    const [id, type] = payload.split(' ');
    const types = this.pending.get(Number(id)) ?? new Set();
    this.pending.set(Number(id), types.add(type ?? ''));
    if (!this.flushing) {
      this.flushing = true;
      setImmediate(() => void this.flush());
    }
  }

  /** One look at the database for all hints that came together. */
  private async flush(): Promise<void> {
    const hints = new Map(this.pending);
    this.pending.clear();
    this.flushing = false;
    try {
      const tickets = await this.db.query<(TicketFacts & { id: number; number: string })[]>(
        `SELECT t.id, t.number, t.restricted, t.queue, t.requester_id AS "requesterId", t.assignee_id AS "assigneeId", t.unit_id AS "unitId"
         FROM ticket t WHERE t.id = ANY($1)`,
        [[...hints.keys()]],
      );
      for (const ticket of tickets) {
        const data = JSON.stringify({ ticket: ticket.number, queue: ticket.queue, types: [...hints.get(ticket.id)!] });
        for (const { actor, write } of this.listeners) {
          if (canSeeTicket(actor, ticket)) write(`event: ticket\ndata: ${data}\n\n`);
        }
      }
    } catch (error) {
      this.log.warn(`Hints were not passed on: ${(error as Error).message}`);
    }
  }

  private broadcast(chunk: string): void {
    for (const { write } of this.listeners) write(chunk);
  }
}
