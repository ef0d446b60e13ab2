import type { RunningApplication } from './application.js';
import { ConfigError } from './config/config.js';

/** npm passes on a signal that the terminal has sent to the whole group already; that is one wish, not two. */
const SAME_WISH_MS = 1_000;

/**
 * Runs until Ctrl-C or SIGTERM, then stops everything in order; a start under way is first let to its end. A second signal ends
 * at once; nothing is lost by that, only the next start recovers instead of continuing.
 * @param start errors that the operator can mend are printed without a stack
 */
export async function runUntilSignal(start: () => Promise<RunningApplication>): Promise<void> {
  let stoppingSince: number | undefined;
  const onSignal = () => {
    if (stoppingSince !== undefined && Date.now() - stoppingSince < SAME_WISH_MS) return;
    if (stoppingSince !== undefined) process.exit(130);
    stoppingSince = Date.now();
    void started.then((running) => running.stop()).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const started = start();
  await started.catch(fail);
}

function fail(error: Error): never {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error(listenComplaint(error) ?? error);
  process.exit(1);
}

/** Why nothing can listen there, when that is what went wrong. */
function listenComplaint(error: Error): string | undefined {
  const {
    code = '',
    syscall,
    address,
    port,
  } = error as { code?: string; syscall?: string; address?: string; port?: number };
  if (syscall === 'getaddrinfo') return `The name in HOST or SMTP_INTAKE_HOST is not known: ${error.message}.`;
  if (syscall !== 'listen') return undefined;
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken. Choose another with PORT (web), SMTP_INTAKE_PORT or LMTP_INTAKE_PORT (mail).`,
    EACCES: `Port ${port} needs rights that this user does not have; choose one above 1023.`,
    EADDRNOTAVAIL: `${address} is no address of this machine. Choose another with HOST (web) or SMTP_INTAKE_HOST (mail).`,
  };
  return why[code];
}
