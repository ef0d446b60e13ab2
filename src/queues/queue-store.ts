import { createPostgresBackend, type Queue, type RedisConnectionClient, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { within } from '../common/within.js';
import { JOBS_SCHEMA } from '../database/migrate.js';
import { PreparingClient } from '../database/preparing-client.js';

/** How long an answer may take; callers have transactions open meanwhile. */
const ANSWER_MS = 5_000;
const MAX_RECONNECT_MS = 5_000;

/** What BullMQ keeps jobs in: PostgreSQL, or Redis or Valkey with QUEUE_URL. */
export class QueueStore {
  /** For `new Queue` and `new Worker`. */
  readonly connection: { host?: string };
  private readonly pool: pg.Pool | undefined;
  /** Of the queues on Redis, once they have one. */
  private readonly clients: { status: string }[] = [];

  /** @param maxConnections on PostgreSQL */
  constructor(
    private readonly queueUrl: string | undefined,
    databaseUrl: string,
    maxConnections: number,
  ) {
    if (queueUrl) {
      this.connection = redisOptions(queueUrl);
      return;
    }
    setDefaultBackendFactory(createPostgresBackend);
    this.pool = new pg.Pool({
      Client: PreparingClient,
      connectionString: databaseUrl,
      options: `-c search_path=${JOBS_SCHEMA}`,
      max: maxConnections,
      application_name: 'pogotowie-jobs',
      keepAlive: true,
    });
    // The types of the constructors know only Redis; the factory above takes the pool.
    this.connection = this.pool as unknown as { host: string };
  }

  /** Follows the connection of a queue. */
  watch(queue: Queue): void {
    if (!this.queueUrl) return;
    const client = queue.getBackend().client as Promise<RedisConnectionClient & { status: string }>;
    client.then(
      (connected) => this.clients.push(connected),
      () => undefined, // the queue tells its listeners
    );
  }

  /** false: known to be away. What is asked of Redis then would wait in memory until it is back, however long. */
  get isAnswering(): boolean {
    if (!this.queueUrl) return true;
    return this.clients.length > 0 && this.clients.every(({ status }) => status === 'ready');
  }

  /** @throws Error when the store does not answer in time; the work may still be done later */
  async inTime<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isAnswering) throw new Error('the job queue does not answer');
    return within(ANSWER_MS, work());
  }

  async close(): Promise<void> {
    await this.pool?.end();
  }
}

function redisOptions(queueUrl: string) {
  const url = new URL(queueUrl);
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    username: url.username || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: Number(url.pathname.slice(1) || 0),
    tls: url.protocol === 'rediss:' ? {} : undefined,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt: number) => Math.min(attempt * 500, MAX_RECONNECT_MS),
  };
}
