import type { ProcessRole } from '../config/config.js';

export interface DependencyState {
  status: 'up' | 'down';
  /** A code and no sentence: of the socket (`ECONNREFUSED`), of PostgreSQL (`28P01`), or one of ours (`timeout`). */
  error?: string;
  /** What exactly was said. It may name hosts and accounts, so it is for the operator and not for everybody. */
  message?: string;
}

export type MailboxState = DependencyState & { name: string; lastReadAt: Date | null };

/** Without these a process of the role does nothing; whatever else is down, its work goes on and nothing is lost. */
const VITAL: Record<ProcessRole, readonly string[]> = {
  web: ['database'],
  jobs: ['database', 'queue'],
  intake: ['database'],
};

/** A mailbox is looked into every half minute. */
const SILENT_AFTER_MS = 5 * 60_000;

/**
 * Whether a process is of use. A mail server that cannot be reached only degrades it: mail waits in the database or in the mailbox
 * and goes on by itself, while a load balancer that took all processes away for it would make an outage of a delay.
 */
export function readiness(
  roles: Iterable<ProcessRole>,
  dependencies: Readonly<Record<string, DependencyState>>,
): 'up' | 'degraded' | 'down' {
  const vital = new Set([...roles].flatMap((role) => VITAL[role]));
  const down = Object.keys(dependencies).filter((name) => dependencies[name]!.status === 'down');
  if (down.length === 0) return 'up';
  return down.some((name) => vital.has(name)) ? 'down' : 'degraded';
}

/** What the last look into a mailbox says of it, whichever process looked. */
export function mailboxState(
  mailbox: { name: string; lastPolledAt: Date | null; lastError: string | null },
  now: Date,
): MailboxState {
  const { name, lastPolledAt: lastReadAt, lastError } = mailbox;
  if (lastError !== null) return { status: 'down', error: 'failed', message: lastError, name, lastReadAt };
  const isSilent = lastReadAt === null || +now - +lastReadAt > SILENT_AFTER_MS;
  if (isSilent) return { status: 'down', error: 'not-read', message: 'nobody has read it lately', name, lastReadAt };
  return { status: 'up', name, lastReadAt };
}

/** An error as a state. */
export function stateOfError(error: unknown): DependencyState {
  const { message, code } = error as { message?: string; code?: unknown };
  const isNotConnected = message?.includes('not connected yet');
  return {
    status: 'down',
    error: typeof code === 'string' ? code : isNotConnected ? 'not-connected' : 'failed',
    message: message || String(code),
  };
}
