import { Injectable } from '@nestjs/common';
import { isIPv6 } from 'node:net';

const WINDOW_MS = 10 * 60_000;
/** Failures within the window: of one account at one address, of one account anywhere, at one address with any account. */
const MAX_OF_PAIR = 8;
const MAX_OF_ACCOUNT = 100;
const MAX_OF_ADDRESS = 300;
const MAX_KEYS = 50_000;

/**
 * Slows down guessing, and keeps who fails on purpose from shutting out others who sit elsewhere. Few failures are borne from an
 * account at one address; the counts of an account everywhere, and of an address, which may be a whole office's, are wide, and do not
 * concern a person where they have signed in before. What remains: who shares an address with a person can keep that one account out
 * there. Kept in the memory of each web process, which bounds guessing well enough; the counts are no evidence (refusals stand in
 * the event log).
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
    for (const key of [pair, account, address]) {
      const times = [...this.recent(key, at), +at];
      this.failures.delete(key); // the keys in use are the last to be trimmed
      this.failures.set(key, times);
    }
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
  const [name, place] = [email.toLowerCase(), networkOf(ip)];
  return { pair: `pair ${place} ${name}`, account: `account ${name}`, address: `address ${place}` };
}

/** Whoever has one address of an IPv6 network of 64 bits has them all. */
function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('%')[0]!.split('::');
  const [first, last] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const groups = [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}

/** Oldest keys go first (Map and Set keep the order of insertion), so that memory stays bounded under attack. */
function trim(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= MAX_KEYS) break;
    kept.delete(key);
  }
}
