import type { RunningApplication } from './application.js';
import { ConfigError } from './config/config.js';

/**
 * Runs until Ctrl-C or SIGTERM, then stops everything in order. A second signal ends at once; nothing is lost by that, only
 * the next start recovers instead of continuing.
 * @param start errors that the operator can mend are printed without a stack
 */
export async function runUntilSignal(start: () => Promise<RunningApplication>): Promise<void> {
  let stopping = false;
  let running: RunningApplication | undefined;
  const onSignal = () => {
    if (stopping) process.exit(130);
    stopping = true;
    void (running?.stop() ?? Promise.resolve()).then(
      () => process.exit(0),
      (error: Error) => fail(error),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    running = await start();
  } catch (error) {
    fail(error as Error);
  }
}

function fail(error: Error): never {
  const { code, port } = error as { code?: string; port?: number };
  if (error instanceof ConfigError) console.error(error.message);
  else if (code === 'EADDRINUSE')
    console.error(`Port ${port} is taken. Choose another with PORT (web) or SMTP_INTAKE_PORT (mail).`);
  else console.error(error);
  process.exit(1);
}
