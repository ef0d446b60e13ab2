import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { MailTransport } from '../mail/outgoing-mail.js';
import { JobsService } from '../queues/jobs.service.js';

export interface DependencyState {
  status: 'up' | 'down';
  error?: string;
}

const TIMEOUT_MS = 3_000;

/** Whether what we stand on answers. Other modules register theirs (mailboxes). */
@Injectable()
export class DependencyChecks {
  private readonly checks = new Map<string, () => Promise<void>>();

  constructor(database: DatabaseService, jobs: JobsService, transport: MailTransport) {
    this.register('database', () => database.ping());
    this.register('queue', () => jobs.ping());
    this.register('smtp', () => transport.verify());
  }

  /** @param check rejects, with a message that names no secret, when the dependency is down */
  register(name: string, check: () => Promise<void>): void {
    this.checks.set(name, check);
  }

  /** All at once, each at most 3 s. */
  async run(): Promise<Record<string, DependencyState>> {
    const states = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await stateOf(check)] as const),
    );
    return Object.fromEntries(states);
  }
}

async function stateOf(check: () => Promise<void>): Promise<DependencyState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeout]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', error: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
