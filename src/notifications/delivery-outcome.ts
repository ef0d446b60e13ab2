import type { MailRefused } from '../mail/outgoing-mail.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How long a receiving side may answer "later" before we give up. */
export const GIVE_UP_AFTER_MS = 72 * HOUR_MS;
const LONGEST_WAIT_MS = 4 * HOUR_MS;
const LONGEST_WAIT_FOR_SERVER_MS = 5 * MINUTE_MS;

export interface Attempt {
  /** This attempt included. */
  attempts: number;
  /** Since when the receiving side has been answering "later"; null while it has not. */
  refusedSince: Date | null;
  at: Date;
  /** [0, 1): spreads the next attempts of many. */
  random: number;
}

export type Outcome =
  | { state: 'deferred'; reason: string; nextAttemptAt: Date; refusedSince: Date | null }
  | { state: 'failed'; reason: string; suppressesAddress: boolean };

/**
 * What becomes of a notification that could not be sent.
 *
 * Our own mail server down: tried again within minutes, without end, for that says nothing about the recipient. A "later" of the
 * receiving side (4xx, and what we cannot explain): waits as long again as it has lasted, 1 minute to 4 hours, for 3 days. A final no
 * (5xx): failed, and the address gets nothing more when it is the address that does not exist.
 * Source: RFC 5321 section 4.5.4.1 (sending strategy), RFC 3463 (status codes).
 */
export function outcomeOf(
  refusal: Pick<MailRefused, 'kind' | 'replyCode' | 'status' | 'message'>,
  attempt: Attempt,
): Outcome {
  if (refusal.kind !== 'temporary') {
    return { state: 'failed', reason: `refused: ${refusal.message}`, suppressesAddress: isUnknownAddress(refusal) };
  }
  if (isOwnServer(refusal)) {
    const waitMs = Math.min(2_000 * 2 ** Math.min(attempt.attempts, 20), LONGEST_WAIT_FOR_SERVER_MS);
    return {
      state: 'deferred',
      reason: `unreachable: ${refusal.message}`,
      nextAttemptAt: after(attempt, waitMs),
      refusedSince: attempt.refusedSince,
    };
  }
  return later(`refused: ${refusal.message}`, attempt);
}

/** A mistake of ours (a template, a missing file): tried again, because it may be mended, and given up like a refusal. */
export function outcomeOfError(error: Error, attempt: Attempt): Outcome {
  return later(`error: ${error.message.slice(0, 200)}`, attempt);
}

function later(reason: string, attempt: Attempt): Outcome {
  const since = attempt.refusedSince ?? attempt.at;
  const lastedMs = +attempt.at - +since;
  if (lastedMs >= GIVE_UP_AFTER_MS) return { state: 'failed', reason, suppressesAddress: false };
  const waitMs = Math.min(Math.max(lastedMs, MINUTE_MS), LONGEST_WAIT_MS);
  return { state: 'deferred', reason, nextAttemptAt: after(attempt, waitMs), refusedSince: since };
}

/** A fifth more or less, so that many do not come back in the same second. */
function after({ at, random }: Attempt, waitMs: number): Date {
  return new Date(+at + waitMs * (0.8 + 0.4 * random));
}

/** No answer at all, "service not available", a refused sign-in or sender: the server or its settings, not the recipient. */
function isOwnServer({ replyCode }: Pick<MailRefused, 'replyCode'>): boolean {
  return replyCode === null || replyCode === 421 || replyCode >= 500;
}

/** Only a missing mailbox silences an address: "relaying denied" says more about our settings than about the recipient. */
function isUnknownAddress({
  kind,
  replyCode,
  status,
  message,
}: Pick<MailRefused, 'kind' | 'replyCode' | 'status' | 'message'>): boolean {
  if (kind !== 'recipient') return false;
  if (status !== null) return /^5\.1\.(?:1|2|3|6|10)$|^5\.2\.1$/.test(status);
  return (replyCode === 550 || replyCode === 553) && !/relay|denied|policy|spam|block/i.test(message);
}
