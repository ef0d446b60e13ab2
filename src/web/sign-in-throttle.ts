import { Injectable } from '@nestjs/common';

const WINDOW_MS = 10 * 60_000;
/** Failures within the window: of one account at one address, of one account anywhere, at one address with any account. */
const MAX_OF_PAIR = 8;
const MAX_OF_ACCOUNT = 100;
const MAX_OF_ADDRESS = 300;
const MAX_KEYS = 50_000;

/**
 * Slows down guessing without letting anyone shut others out by failing on purpose. Few failures are borne from an account at one
 * address; the counts of an account everywhere, and of an address, which may be a whole office's, are wide, and do not concern a
 * person where they have signed in before. Kept in the memory of each web process, which bounds guessing well enough; the counts are
 * no evidence (refusals stand in the event log).
 */
@Injectable()
export class SignInThrottle {
  private readonly failures = new Map<string, number[]>();
  private readonly familiar = new Set<string>();

  /** Counts the attempt as a failure until `forgive` says otherwise, so that guesses side by side count as well. @returns false: too many */
  take(ip: string, email: string, at: Date): boolean {
    const { pair, account, address } = keysOf(ip, email);
    const full = (key: string, max: number) => this.recent(key, at).length >= max;
    if (full(pair, MAX_OF_PAIR)) return false;
    const isFamiliar = this.familiar.has(pair);
    if (!isFamiliar && (full(account, MAX_OF_ACCOUNT) || full(address, MAX_OF_ADDRESS))) return false;
    for (const key of [pair, account, address]) this.failures.set(key, [...this.recent(key, at), +at]);
    trim(this.failures);
    return true;
  }

  /** The attempt of that moment succeeded. */
  forgive(ip: string, email: string, at: Date): void {
    const { pair, account, address } = keysOf(ip, email);
    for (const key of [pair, account, address]) {
      const times = this.recent(key, at);
      const index = times.indexOf(+at);
      if (index >= 0) this.failures.set(key, times.toSpliced(index, 1));
    }
    this.familiar.add(pair);
    trim(this.familiar);
  }

  private recent(key: string, at: Date): number[] {
    return (this.failures.get(key) ?? []).filter((time) => +at - time < WINDOW_MS);
  }
}

function keysOf(ip: string, email: string) {
  const name = email.toLowerCase();
  return { pair: `pair ${ip} ${name}`, account: `account ${name}`, address: `address ${ip}` };
}

/** Oldest keys go first (Map and Set keep the order of insertion), so that memory stays bounded under attack. */
function trim(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= MAX_KEYS) break;
    kept.delete(key);
  }
}
