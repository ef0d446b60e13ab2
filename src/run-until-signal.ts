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
  const { code, port } = error as { code?: string; port?: number };
  if (error instanceof ConfigError) console.error(error.message);
  else if (code === 'EADDRINUSE')
    console.error(`Port ${port} is taken. Choose another with PORT (web) or SMTP_INTAKE_PORT (mail).`);
  else console.error(error);
  process.exit(1);
}
