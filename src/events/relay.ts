import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService, DatabaseUrls } from '../database/database.service.js';
import { JobsService } from '../queues/jobs.service.js';
import type { JobRequest } from '../queues/jobs.js';
import { type PeriodicSweep, Sweeper } from '../queues/processor.js';
import { consumersOf, type EventType } from './event-types.js';

const BATCH = 500;
/** After this long without its work done, a job counts as lost: the queue was emptied, or a backup without it was restored. */
const LOST_AFTER_MS = 60_000;

interface OutboxRow {
  id: number;
  type: EventType;
  subject_id: number;
}

/**
 * Hands committed events on as jobs: on NOTIFY at once, and every few seconds for what a lost NOTIFY left. Several processes
 * may relay at once (SKIP LOCKED). The outbox row stays until the job's work is committed, unless another row owns that state
 * already; so a lost job is published again, and one that comes twice asks the database.
 */
@Sweeper({ name: 'relay-events', everyMs: 2_000 })
@Injectable()
export class EventRelay implements PeriodicSweep, OnApplicationShutdown {
  private readonly log = new Logger('EventRelay');
  private listener: pg.Client | undefined;
  private relaying: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
    private readonly urls: DatabaseUrls,
    private readonly database: DatabaseService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** In a process with the role jobs: relays on every NOTIFY. */
  async start(): Promise<void> {
    await this.database.ready;
    if (this.config.roles.has('jobs') && !this.stopped) await this.listen();
  }

  async sweep(): Promise<void> {
    if (!this.listener) await this.listen();
    await this.takeBackLost();
    await this.relay();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.relaying?.catch(() => undefined);
    await this.listener?.end().catch(() => undefined);
  }

  /** One relay at a time; a call during it makes it look once more. */
  private relay(): Promise<void> {
    this.again = true;
    this.relaying ??= this.relayWhileAsked().finally(() => (this.relaying = undefined));
    return this.relaying;
  }

  private async relayWhileAsked(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      while ((await this.relayBatch()) === BATCH && !this.stopped);
    }
  }

  private async relayBatch(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const events = await tx.query<OutboxRow[]>(
        `SELECT o.event_id AS id, e.type, e.subject_id FROM event_outbox o JOIN event e ON e.id = o.event_id
         WHERE o.handed_on_at IS NULL ORDER BY o.event_id LIMIT $1 FOR UPDATE OF o SKIP LOCKED`,
        [BATCH],
      );
      if (events.length === 0) return 0;
      await this.jobs.publishAll(events.flatMap(jobsOf));
      const ids = (owning: boolean) => events.filter((event) => ownsItsState(event) === owning).map(({ id }) => id);
      await tx.query('DELETE FROM event_outbox WHERE event_id = ANY($1)', [ids(true)]);
      await tx.query('UPDATE event_outbox SET handed_on_at = $2 WHERE event_id = ANY($1)', [
        ids(false),
        this.clock.now(),
      ]);
      return events.length;
    });
  }

  private async takeBackLost(): Promise<void> {
    const before = new Date(+this.clock.now() - LOST_AFTER_MS);
    await this.db.query('UPDATE event_outbox SET handed_on_at = NULL WHERE handed_on_at < $1', [before]);
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.urls.app,
      keepAlive: true,
      application_name: 'pogotowie-relay',
    });
    client.on('error', (error) => {
      this.log.warn(`Lost the listening connection: ${error.message}`);
      this.listener = undefined;
    });
    client.on('notification', () => {
      void this.relay().catch((error: Error) => this.log.warn(`Relay: ${error.message}`));
    });
    await client.connect();
    await client.query('LISTEN event_outbox');
    this.listener = client;
  }
}

/** An e-mail that came in has a row with state and attempts of its own; its sweeper looks after it. */
function ownsItsState({ type }: OutboxRow): boolean {
  return type === 'inbound-email.received';
}

function jobsOf(event: OutboxRow): JobRequest[] {
  return consumersOf(event.type).map((name): JobRequest => {
    if (name === 'process-inbound-email') {
      return { name, id: `${name}-${event.subject_id}-1`, data: { inboundEmailId: event.subject_id } };
    }
    if (name === 'create-notifications') return { name, id: `${name}-${event.id}-1`, data: { eventId: event.id } };
    throw new Error(`no event starts the job ${name}`);
  });
}
