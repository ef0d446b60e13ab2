import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { within } from '../common/within.js';
import { AppConfig, type ProcessRole, ROLES } from '../config/config.js';
import { DatabaseService } from '../database/database.service.js';
import { MailboxesService } from '../intake/email/mailboxes.service.js';
import { MailTransport } from '../mail/outgoing-mail.js';
import { JobsService } from '../queues/jobs.service.js';
import { freeBytes } from './free-space.js';
import { type DependencyState, mailboxState, stateOfError } from './readiness.js';

const TIMEOUT_MS = 3_000;
/** A sign-in at the mail server for every probe of every process would be rude. */
const SMTP_GOOD_FOR_MS = 5_000;
/** Below it a large e-mail may not fit any more. */
const MIN_FREE_BYTES = 256 * 1024 ** 2;

interface Check {
  /** Roles of a process that stands on it. */
  roles: readonly ProcessRole[];
  /** Rejects when the dependency is down. */
  ask: () => Promise<void>;
}

/** Whether what we stand on answers. */
@Injectable()
export class DependencyChecks {
  private readonly checks: Record<string, Check>;

  constructor(
    database: DatabaseService,
    jobs: JobsService,
    transport: MailTransport,
    private readonly mailboxes: MailboxesService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.checks = {
      database: { roles: ROLES, ask: shared(() => database.ping()) },
      queue: { roles: ['jobs'], ask: shared(() => jobs.ping()) },
      smtp: { roles: ['jobs'], ask: shared(() => transport.verify(), SMTP_GOOD_FOR_MS) },
      disk: { roles: ROLES, ask: shared(() => checkDisk(config.dataDir)) },
    };
  }

  /**
   * By name, asked all at once, each at most 3 s; mailboxes are `mailbox-<id>`.
   * @param roles those of this process, unless somebody wants to know it of others
   */
  async run(roles: Iterable<ProcessRole> = this.config.roles): Promise<Record<string, DependencyState>> {
    const wanted = new Set(roles);
    const asked = Object.entries(this.checks).filter(([, check]) => check.roles.some((role) => wanted.has(role)));
    const [states, mailboxes] = await Promise.all([
      Promise.all(asked.map(async ([name, { ask }]) => [name, await stateOf(ask)] as const)),
      wanted.has('intake') ? this.mailboxStates() : [],
    ]);
    return Object.fromEntries([...states, ...mailboxes]);
  }

  /** None when the database does not answer: it says so itself. */
  private async mailboxStates(): Promise<(readonly [string, DependencyState])[]> {
    const now = this.clock.now();
    const mailboxes = await within(TIMEOUT_MS, this.mailboxes.list()).catch(() => []);
    return mailboxes
      .filter(({ enabled }) => enabled)
      .map((mailbox) => [`mailbox-${mailbox.id}`, mailboxState(mailbox, now)] as const);
  }
}

async function stateOf(ask: () => Promise<void>): Promise<DependencyState> {
  try {
    await ask();
    return { status: 'up' };
  } catch (error) {
    return stateOfError(error);
  }
}

/** Whoever asks while an answer is awaited, or is not old yet, gets the same one: probes do not pile up before a dead server. */
function shared(ask: () => Promise<void>, goodForMs = 0): () => Promise<void> {
  let answer: Promise<void> | undefined;
  const forget = () => setTimeout(() => (answer = undefined), goodForMs).unref();
  return () => {
    if (!answer) {
      // Bounded here too: a question to a dead connection would otherwise be the answer for as long as the system waits for it.
      answer = within(TIMEOUT_MS, ask());
      answer.then(forget, forget);
    }
    return answer;
  };
}

async function checkDisk(folder: string): Promise<void> {
  const { path, bytes } = await freeBytes(folder);
  await access(path, constants.W_OK);
  if (bytes >= MIN_FREE_BYTES) return;
  throw Object.assign(new Error(`only ${Math.round(bytes / 1024 ** 2)} MB are free`), { code: 'low-space' });
}
