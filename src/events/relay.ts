import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService, DatabaseUrls } from '../database/database.service.js';
import { JobsService } from '../queues/jobs.service.js';
import { JOB_NAMES, type JobRequest, jobsFor } from '../queues/jobs.js';
import { type PeriodicSweep, Sweeper } from '../queues/processor.js';
import { consumerOf, type EventType } from './event-types.js';

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
  private connecting: Promise<void> | undefined;
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
    if (this.config.roles.has('jobs') && !this.stopped) await this.listening();
  }

  async sweep(): Promise<void> {
    await this.listening();
    await this.relay();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.relaying?.catch(() => undefined);
    await this.connecting?.catch(() => undefined);
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
      const now = this.clock.now();
      const [events] = await tx.query<[OutboxRow[], number]>(
        `UPDATE event_outbox SET handed_on_at = $2
         WHERE event_id IN (SELECT o.event_id FROM event_outbox o WHERE o.handed_on_at IS NULL OR o.handed_on_at < $3
                            ORDER BY o.event_id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING event_id AS id, (SELECT e.type FROM event e WHERE e.id = event_id) AS type,
           (SELECT e.subject_id FROM event e WHERE e.id = event_id) AS subject_id`,
        [BATCH, now, new Date(+now - LOST_AFTER_MS)],
      );
      await this.jobs.publishAll(jobsOf(events));
      const owners = events.filter(ownsItsState).map(({ id }) => id);
      if (owners.length > 0) await tx.query('DELETE FROM event_outbox WHERE event_id = ANY($1)', [owners]);
      return events.length;
    });
  }

  /** One connection, also when the start and the first sweep ask for it at once. */
  private async listening(): Promise<void> {
    if (this.listener) return;
    this.connecting ??= this.listen().finally(() => (this.connecting = undefined));
    await this.connecting;
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

/** Events with the same consumer share jobs. */
function jobsOf(events: readonly OutboxRow[]): JobRequest[] {
  return JOB_NAMES.flatMap((name) => {
    const rows = events
      .filter(({ type }) => consumerOf(type) === name)
      .map((event) => (ownsItsState(event) ? event.subject_id : event.id));
    return jobsFor(
      name,
      rows.sort((a, b) => a - b),
      1,
    );
  });
}
