import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { TestDatabase } from '../support/database.js';

/**
 * What goes wrong at a statement: the server refuses it (disk full); the connection breaks between its answer and the next statement; or
 * it was carried out, but the connection breaks before the answer is there.
 */
export type Fault = 'refused' | 'cut-after' | 'answer-lost';

type Query = (...args: unknown[]) => Promise<unknown>;
type Client = pg.PoolClient & { processID: number };

interface Plan {
  fault: Fault | null;
  /** From 1. */
  at: number;
  afterEach: () => Promise<void>;
}

const REFUSAL = `DO $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`;

/** Sees every statement that a data source sends, transaction control included, and lets one of them fail on the real server. */
export class StatementFaults {
  private readonly watched = new WeakSet<object>();
  private plan: Plan | undefined;
  private seen: string[] = [];

  private constructor(private readonly killer: pg.Client) {}

  static async on(db: TestDatabase): Promise<StatementFaults> {
    const killer = new pg.Client({ connectionString: db.superuserUrl });
    await killer.connect();
    const faults = new StatementFaults(killer);
    poolOf(db.dataSource).on('acquire', (client) => faults.watch(client as Client));
    return faults;
  }

  async close(): Promise<void> {
    await this.killer.end();
  }

  /** Runs the work without any fault. @returns the statements it sent, in order */
  async record(work: () => Promise<unknown>, afterEach: () => Promise<void>): Promise<string[]> {
    await this.run(work, { fault: null, at: 0, afterEach });
    return this.seen;
  }

  /** Runs the work with one fault. @throws what the work throws */
  async inject(fault: Fault, at: number, work: () => Promise<unknown>): Promise<void> {
    await this.run(work, { fault, at, afterEach: async () => undefined });
    if (this.seen.length < at) throw new Error(`only ${this.seen.length} statements, no fault at ${at}`);
  }

  private async run(work: () => Promise<unknown>, plan: Plan): Promise<void> {
    this.seen = [];
    this.plan = plan;
    try {
      await work();
    } finally {
      this.plan = undefined;
    }
  }

  private watch(client: Client): void {
    if (this.watched.has(client)) return;
    this.watched.add(client);
    const query = client.query.bind(client) as Query;
    client.query = ((...args: unknown[]) => this.statement(client, query, args)) as typeof client.query;
  }

  private async statement(client: Client, query: Query, args: unknown[]): Promise<unknown> {
    const { plan } = this;
    if (!plan) return query(...args);
    this.seen.push(String(args[0]));
    const fault = this.seen.length === plan.at ? plan.fault : null;
    if (fault === 'refused') return query(REFUSAL);
    const answer = await query(...args);
    await plan.afterEach();
    if (fault) await this.cut(client);
    if (fault === 'answer-lost') throw new Error('Connection terminated unexpectedly');
    return answer;
  }

  private async cut(client: Client): Promise<void> {
    const ended = new Promise((resolve) => client.once('end', resolve)); // `once` of node:events would throw its error here
    await this.killer.query('SELECT pg_terminate_backend($1)', [client.processID]);
    await ended;
  }
}

function poolOf({ driver }: DataSource): pg.Pool {
  return (driver as unknown as { master: pg.Pool }).master;
}
