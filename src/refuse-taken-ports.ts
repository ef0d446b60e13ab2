import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AppConfig } from './config/config.js';

/**
 * Whether we can listen, asked before anything is started: else a second start would migrate or fill a database first.
 * @throws Error of `listen`, with code EADDRINUSE, EACCES, EADDRNOTAVAIL …
 */
export async function refuseTakenPorts({ host, port, roles, smtpIntake }: AppConfig): Promise<void> {
  await listenOnce(host, port);
  if (!roles.has('intake')) return;
  for (const each of [smtpIntake.port, smtpIntake.lmtpPort]) {
    if (each !== undefined) await listenOnce(smtpIntake.host, each);
  }
}

async function listenOnce(host: string, port: number): Promise<void> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
