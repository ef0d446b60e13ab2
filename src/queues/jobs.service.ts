import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type JobsOptions, Queue, UnrecoverableError, Worker } from 'bullmq';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService, DatabaseUrls } from '../database/database.service.js';
import { JOB_NAMES, type JobName, type JobPayloads, type JobRequest } from './jobs.js';
import { type JobProcessor, type PeriodicSweep, Processor, Sweeper } from './processor.js';
import { QueueStore } from './queue-store.js';

const JOB_OPTIONS: JobsOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
  // A finished id may come again: the row, not the queue, remembers what was done.
  removeOnComplete: true,
  removeOnFail: true,
};

/** How soon a worker asks again after its store did not answer. BullMQ's own 15 s would leave work lying long after a restart. */
const RETRY_STORE_MS = 1_000;

/** On PostgreSQL a bulk makes temporary tables, which cost as much as so many single jobs. */
const BULK_PAYS_FROM = 8;

/**
 * BullMQ behind one door: PostgreSQL by default, Redis or Valkey with QUEUE_URL. Queues open after the database is ready,
 * because BullMQ remembers a failed first connection for ever.
 */
@Injectable()
export class JobsService implements OnApplicationShutdown {
  private readonly log = new Logger('Jobs');
  private readonly queues = new Map<JobName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly sweeping = new Set<Promise<void>>();
  private store: QueueStore | undefined;
  private stopped = false;

  constructor(
    private readonly config: AppConfig,
    private readonly urls: DatabaseUrls,
    private readonly database: DatabaseService,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Opens the queues and, in a process with the role jobs, starts workers and sweepers. */
  async start(): Promise<void> {
    this.checkProcessors();
    await this.database.ready;
    if (this.stopped) return;
    // Each worker keeps one connection for LISTEN.
    const store = new QueueStore(this.config.queueUrl, this.urls.app, JOB_NAMES.length + 6);
    for (const name of JOB_NAMES) {
      const queue = new Queue(name, { connection: store.connection, defaultJobOptions: JOB_OPTIONS });
      queue.on('error', (error) => this.log.warn(`Queue ${name}: ${error.message}`));
      this.queues.set(name, queue);
      store.watch(queue);
    }
    this.store = store;
    if (!this.config.roles.has('jobs')) return;
    for (const { job, concurrency, instance } of this.processors())
      this.startWorker(job, concurrency, instance, store.connection);
    for (const { name, everyMs, instance } of this.sweepers()) this.startSweeper(name, everyMs, instance);
  }

  /**
   * Publishes jobs. A job id that already waits is not added again.
   * @throws within seconds when the queue's store does not answer; they may still be published then
   */
  async publishAll(requests: readonly JobRequest[]): Promise<void> {
    if (requests.length > 0) await this.connected.inTime(() => this.publish(requests));
  }

  /** One cheap round trip. @throws when the queue's store does not answer */
  async ping(): Promise<void> {
    await this.connected.inTime(async () => this.queues.get(JOB_NAMES[0]!)?.getWaitingCount());
  }

  /** The queue's store is known not to answer: rows wait for it. */
  get isAway(): boolean {
    return this.store?.isAnswering === false;
  }

  /** Jobs that wait, by name; for metrics. */
  async waitingCounts(): Promise<Record<string, number>> {
    const counts = await Promise.all(
      [...this.queues].map(async ([name, queue]) => [name, await queue.getWaitingCount()]),
    );
    return Object.fromEntries(counts) as Record<string, number>;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.timers.forEach(clearInterval);
    // Jobs at hand are let to their end, unless nobody can be told of it: their rows know what was done.
    const force = this.store?.isAnswering === false;
    await Promise.allSettled(this.workers.map((worker) => worker.close(force)));
    await Promise.allSettled(this.sweeping);
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.getBackend().close(force)));
    await this.store?.close();
  }

  private get connected(): QueueStore {
    if (!this.store) throw new Error('the job queue is not connected yet');
    return this.store;
  }

  private async publish(requests: readonly JobRequest[]): Promise<void> {
    for (const name of new Set(requests.map((request) => request.name))) {
      const queue = this.queues.get(name)!;
      const group = requests
        .filter((request) => request.name === name)
        .map(({ id, data }) => ({ name, data, opts: { jobId: id } }));
      if (group.length >= BULK_PAYS_FROM) await queue.addBulk(group);
      else for (const { data, opts } of group) await queue.add(name, data, opts);
    }
  }

  private startWorker(
    job: JobName,
    concurrency: number,
    processor: JobProcessor<JobName>,
    connection: { host?: string },
  ): void {
    const worker = new Worker(
      job,
      async ({ data }) => {
        try {
          await processor.process(data as JobPayloads[JobName]);
        } catch (error) {
          throw error instanceof DomainError ? new UnrecoverableError(error.code) : error;
        }
      },
      { connection, concurrency, runRetryDelay: RETRY_STORE_MS },
    );
    worker.on('error', (error) => this.log.warn(`Worker ${job}: ${error.message}`));
    worker.on('failed', (failed, error) => this.log.warn(`Job ${failed?.id ?? job} failed: ${error.message}`));
    this.workers.push(worker);
  }

  private startSweeper(name: string, everyMs: number, sweeper: PeriodicSweep): void {
    let running: Promise<void> | undefined;
    const run = () => {
      if (running || this.stopped) return;
      running = sweeper
        .sweep()
        .catch((error: Error) => this.log.warn(`Sweeper ${name}: ${error.message}`))
        .finally(() => {
          if (running) this.sweeping.delete(running);
          running = undefined;
        });
      this.sweeping.add(running);
    };
    run();
    this.timers.push(setInterval(run, everyMs));
  }

  private processors() {
    return this.discovery.getProviders().flatMap((provider) => {
      const mark = this.discovery.getMetadataByDecorator(Processor, provider);
      return mark ? [{ ...mark, instance: provider.instance as JobProcessor<JobName> }] : [];
    });
  }

  private sweepers() {
    return this.discovery.getProviders().flatMap((provider) => {
      const mark = this.discovery.getMetadataByDecorator(Sweeper, provider);
      return mark ? [{ ...mark, instance: provider.instance as PeriodicSweep }] : [];
    });
  }

  /** A job without a processor would wait for ever; two would race. */
  private checkProcessors(): void {
    const names = this.processors().map(({ job }) => job);
    const wrong = JOB_NAMES.filter((name) => names.filter((other) => other === name).length !== 1);
    if (wrong.length > 0) throw new Error(`Jobs without exactly one processor: ${wrong.join(', ')}`);
  }
}
