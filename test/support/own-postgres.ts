import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { temporaryFolder } from './temporary-folder.js';

export interface OwnPostgres {
  /** Of the application's role; the same after a restart. */
  url: string;
  ownerUrl: string;
  /** Ends the server, open transactions are rolled back; `start` brings it back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and removes its files. */
  close(): Promise<void>;
}

/** A PostgreSQL server for one test file, empty, that may be stopped and started under load. Making it takes seconds. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await temporaryFolder();
  const start = () => startEmbeddedPostgres({ dataDir: folder.path, settings: { fsync: 'off' } });
  let server: EmbeddedPostgres | undefined = await start();
  const { appUrl, ownerUrl } = server;

  async function stop(): Promise<void> {
    await server?.stop();
    server = undefined;
  }

  return {
    url: appUrl,
    ownerUrl,
    stop,
    async start() {
      server ??= await start();
    },
    async close() {
      await stop();
      await folder.remove();
    },
  };
}
