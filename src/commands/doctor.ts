import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { DatabaseUrls } from '../database/database.service.js';
import { MailboxesService } from '../intake/email/mailboxes.service.js';
import { mailboxTrouble, troubleAdvice } from '../intake/email/mailbox-trouble.js';
import { checkImapAccount } from '../mail/imap-connection.js';
import { JobsService } from '../queues/jobs.service.js';
import { DependencyChecks } from '../web/dependency-checks.js';
import { freeBytes } from '../web/free-space.js';

export interface Finding {
  name: string;
  /** null: fine; else what to do about it */
  advice: string | null;
}

const MAX_SKEW_MS = 5_000;
const MIN_FREE_BYTES = 2 * 1024 ** 3;
/** Where to look when something does not answer. */
const SET_BY: Record<string, string> = {
  smtp: '; check SMTP_URL (in a container, localhost is the container itself)',
  queue: '; check QUEUE_URL',
};
const NO_WAY_IN =
  'no e-mail can come in; set IMAP_URL or SMTP_INTAKE_PORT, or add a mailbox under Ustawienia → Skrzynki pocztowe';

/** Looks at everything the program stands on and says what to mend. */
export async function diagnose(app: INestApplicationContext): Promise<Finding[]> {
  await app.get(JobsService).start();
  return [...(await answers(app)), ...(await mailIn(app)), await databaseRoles(app), await clock(app), await disk(app)];
}

async function answers(app: INestApplicationContext): Promise<Finding[]> {
  const states = Object.entries(await app.get(DependencyChecks).run(['jobs']));
  return states
    .filter(([name]) => name !== 'disk') // looked at below, by a stricter measure
    .map(([name, { status, message }]) => ({
      name,
      advice: status === 'up' ? null : `${message}${SET_BY[name] ?? ''}`,
    }));
}

/** The mailboxes, and whether anything can come in at all. */
async function mailIn(app: INestApplicationContext): Promise<Finding[]> {
  const found = await mailboxes(app);
  const { smtpIntake, imapUrl } = app.get(AppConfig);
  const isOpen = smtpIntake.port !== undefined || smtpIntake.lmtpPort !== undefined || imapUrl !== undefined;
  return [...found, { name: 'mail in', advice: isOpen || found.length > 0 ? null : NO_WAY_IN }];
}

/** Signs in to each, whether or not a program reads it now. */
async function mailboxes(app: INestApplicationContext): Promise<Finding[]> {
  const service = app.get(MailboxesService);
  const readable = await service.enabled(app.get(Clock).now());
  const all = (await service.list()).filter(({ enabled }) => enabled);
  return Promise.all(
    all.map(async ({ id, name, lastError, lastTrouble }): Promise<Finding> => {
      const account = readable.find((mailbox) => mailbox.id === id);
      const advice = account
        ? await complaintOf(checkImapAccount(account))
        : troubleAdvice(lastTrouble, lastError ?? '');
      return { name: `mailbox ${name}`, advice };
    }),
  );
}

async function complaintOf(check: Promise<void>): Promise<string | null> {
  try {
    await check;
    return null;
  } catch (error) {
    const { trouble, message } = mailboxTrouble(error);
    return troubleAdvice(trouble, message);
  }
}

async function databaseRoles(app: INestApplicationContext): Promise<Finding> {
  const { owner, app: application } = app.get(DatabaseUrls);
  const isOne = new URL(owner).username === new URL(application).username;
  return {
    name: 'database roles',
    advice: isOne
      ? 'one role owns and uses the tables; set MIGRATION_DATABASE_URL to the owner and DATABASE_URL to a role of its own'
      : null,
  };
}

async function clock(app: INestApplicationContext): Promise<Finding> {
  const before = Date.now();
  const [row] = await app.get(DataSource).query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  const skewMs = Math.abs(+row!.now - (before + Date.now()) / 2);
  return {
    name: 'clock',
    advice:
      skewMs > MAX_SKEW_MS
        ? `differs from the database's by ${Math.round(skewMs / 1000)} s; synchronise both (NTP)`
        : null,
  };
}

async function disk(app: INestApplicationContext): Promise<Finding> {
  const { dataDir } = app.get(AppConfig);
  const { bytes: free } = await freeBytes(dataDir);
  return {
    name: 'disk',
    advice: free < MIN_FREE_BYTES ? `only ${Math.round(free / 1024 ** 2)} MB are free where ${dataDir} lies` : null,
  };
}
