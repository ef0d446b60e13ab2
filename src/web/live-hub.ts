import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { canSeeTicket, mayEver, type TicketFacts } from '../access/policy.js';
import { SessionService } from '../access/session.service.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService, DatabaseUrls } from '../database/database.service.js';

const KEEP_ALIVE_MS = 25_000;
const RECONNECT_MS = 2_000;

interface Listener {
  sessionId: string;
  actor: Actor;
  stream: LiveStream;
}

/** One open page. */
export interface LiveStream {
  write(chunk: string): void;
  end(): void;
}

/**
 * Passes PostgreSQL's `live` notifications on to open pages, each hint only to those who may see its ticket. After a lost
 * connection everyone is told to fetch the whole list again.
 */
@Injectable()
export class LiveHub implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
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
    private readonly sessions: SessionService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('web')) return;
    this.keepAlive = setInterval(() => {
      this.broadcast(': \n\n');
      void this.reviewListeners();
    }, KEEP_ALIVE_MS);
    void this.database.ready.then(() => this.listen());
  }

  /** The HTTP server closes when its last answer has ended, so open streams end first. */
  beforeApplicationShutdown(): void {
    this.stopped = true;
    clearInterval(this.keepAlive);
    clearTimeout(this.reconnect);
    for (const { stream } of this.listeners) stream.end();
    this.listeners.clear();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client?.end().catch(() => undefined);
  }

  /** @returns the function to call when the page has gone */
  join(sessionId: string, actor: Actor, stream: LiveStream): () => void {
    const listener = { sessionId, actor, stream };
    this.listeners.add(listener);
    stream.write('retry: 3000\n\n');
    return () => this.listeners.delete(listener);
  }

  /** Reads everyone's roles anew and ends the streams of sessions that are over; every 25 s, so a revoked role hears no longer. */
  async reviewListeners(): Promise<void> {
    for (const listener of this.listeners) {
      try {
        const actor = await this.sessions.actorOfSession(listener.sessionId, this.clock.now());
        if (actor && mayEver(actor, 'ticket.list')) listener.actor = actor;
        else this.dismiss(listener);
      } catch (error) {
        this.log.warn(`A listener could not be reviewed: ${(error as Error).message}`);
      }
    }
  }

  private dismiss(listener: Listener): void {
    this.listeners.delete(listener);
    listener.stream.end();
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
        for (const { actor, stream } of this.listeners) {
          if (canSeeTicket(actor, ticket)) stream.write(`event: ticket\ndata: ${data}\n\n`);
        }
      }
    } catch (error) {
      this.log.warn(`Hints were not passed on: ${(error as Error).message}`);
    }
  }

  private broadcast(chunk: string): void {
    for (const { stream } of this.listeners) stream.write(chunk);
  }
}
