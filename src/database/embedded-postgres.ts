import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { postgresAccount } from './postgres-account.js';
import { postgresBinaries } from './postgres-binaries.js';
import { createClusterIfMissing, type PostgresCluster } from './postgres-cluster.js';
import {
  type PostgresCredentials,
  postgresUrl,
  readOrCreateCredentials,
  saveCredentials,
} from './postgres-credentials.js';
import { findPostmaster, freePort, PostgresStartError, startPostmaster, stopPostmaster } from './postgres-process.js';

export interface EmbeddedPostgresOptions {
  /** The cluster lies in `postgres/` below it, its port and passwords in `postgres.json`, its log in `postgres.log`. */
  dataDir: string;
  log?: (message: string) => void;
  /** Server settings beside the usual ones; tests trade durability for speed with `{ fsync: 'off' }`. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** May create tables; for migrations. */
  ownerUrl: string;
  /** For the running program. */
  appUrl: string;
  /** May create databases; for tests, `restore` and the like. */
  superuserUrl: string;
  /** Lets go of the server; the last process to do so shuts it down, fast and clean. Close your own connections first. */
  stop(): Promise<void>;
}

/** Every process that uses the server holds this lock shared on its own connection, so that the last one can know. */
const IN_USE_LOCK = 7_310_2027;
const RETRY_MS = 50;
const START_TIMEOUT_MS = 120_000;

/**
 * Makes, starts or adopts the PostgreSQL server of a data directory. The server outlives a killed Node, so a live one is
 * adopted; a dead one is started and recovers by itself. Should it die while we run, it is started again.
 * @throws Error with PostgreSQL's own words when it cannot start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = new EmbeddedServer(resolve(options.dataDir), options.log ?? (() => undefined), options.settings ?? {});
  await server.start();
  return {
    ownerUrl: server.url('owner'),
    appUrl: server.url('app'),
    superuserUrl: server.url('superuser'),
    stop: () => server.stop(),
  };
}

class EmbeddedServer {
  private readonly credentialsPath: string;
  private readonly directory: string;
  private cluster: PostgresCluster;
  private credentials: PostgresCredentials;
  private keeper: pg.Client | undefined;
  private readonly stopping = new AbortController();
  private reviving: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataDir: string,
    private readonly log: (message: string) => void,
    private readonly settings: Readonly<Record<string, string>>,
  ) {
    this.credentialsPath = join(dataDir, 'postgres.json');
    this.directory = join(dataDir, 'postgres');
  }

  async start(): Promise<void> {
    this.credentials = await readOrCreateCredentials(this.credentialsPath);
    const account = await postgresAccount(this.directory);
    this.cluster = { directory: this.directory, account, binaries: await postgresBinaries(account) };
    await createClusterIfMissing(this.cluster, this.credentials, this.log);
    await this.holdServer();
  }

  url(role: 'superuser' | 'owner' | 'app'): string {
    return postgresUrl(this.credentials, role);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.reviving;
    const keeper = this.keeper;
    if (!keeper) return;
    const { clusterName } = this.credentials;
    const postmaster = await findPostmaster(this.directory, clusterName);
    if (postmaster && (await this.isLast(keeper)) && !(await stopPostmaster(postmaster.pid, clusterName))) {
      this.log('The embedded PostgreSQL is still writing; it will end by itself.');
    }
    await keeper.end().catch(() => undefined);
  }

  /** Until a connection holds the shared lock: a server that is starting, leaving or dead becomes a live one. */
  private async holdServer(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    let lastError: unknown;
    while (!this.stopping.signal.aborted) {
      try {
        this.keeper = await this.connect(await this.findOrStart());
        return;
      } catch (error) {
        if (!isPassing(error)) throw error;
        lastError = error;
      }
      if (Date.now() > deadline) {
        throw new Error(`The embedded PostgreSQL in ${this.dataDir} does not answer`, { cause: lastError });
      }
      await wait(RETRY_MS);
    }
  }

  /** Gives up our share of the lock and asks whether anybody else has one; a dead server has no users to ask about. */
  private async isLast(keeper: pg.Client): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_lock($1) AS is_last FROM pg_advisory_unlock_shared($1)';
    const answer = await keeper.query<{ is_last: boolean }>(sql, [IN_USE_LOCK]).catch(() => undefined);
    return answer?.rows[0]?.is_last ?? false;
  }

  private async findOrStart(): Promise<number> {
    const { clusterName } = this.credentials;
    const found = await findPostmaster(this.directory, clusterName);
    if (found && !found.isReady) throw new PostgresStartError('already-running', 'It is starting or stopping.');
    if (found) return found.port;
    const port = await freePort(this.credentials.port);
    const started = await startPostmaster(this.cluster, clusterName, port, this.settings);
    return started.port;
  }

  private async connect(port: number): Promise<pg.Client> {
    if (port !== this.credentials.port) {
      this.credentials = { ...this.credentials, port };
      await saveCredentials(this.credentialsPath, this.credentials);
    }
    const client = new pg.Client({ connectionString: this.url('superuser'), application_name: 'pogotowie-keeper' });
    client.on('error', () => undefined); // 'end' follows
    try {
      await client.connect();
      await client.query('SELECT pg_advisory_lock_shared($1)', [IN_USE_LOCK]);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', () => {
      this.keeper = undefined;
      this.reviving = this.revive();
    });
    return client;
  }

  private async revive(): Promise<void> {
    const { signal } = this.stopping;
    for (let delayMs = 1_000; !signal.aborted; delayMs = Math.min(delayMs * 2, 30_000)) {
      try {
        await this.holdServer();
        return;
      } catch (error) {
        this.log(`The embedded PostgreSQL is down: ${(error as Error).message}`);
        await wait(delayMs, undefined, { ref: false, signal }).catch(() => undefined);
      }
    }
  }
}

/** What another moment may cure: a race with another process, a server that is starting up or shutting down. */
function isPassing(error: unknown): boolean {
  if (error instanceof PostgresStartError) return error.reason !== 'failed';
  const code = (error as { code?: string }).code ?? '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code) ||
    /^(57P0|08)/.test(code) ||
    /terminated/.test(String(error))
  );
}
