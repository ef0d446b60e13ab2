import { Injectable } from '@nestjs/common';

const WINDOW_MS = 10 * 60_000;
const MAX_PER_ADDRESS = 30;
const MAX_PER_ACCOUNT = 8;
const MAX_KEYS = 50_000;

/**
 * Slows down guessing: failures are counted per network address and per account. Kept in the memory of each web process, which
 * bounds guessing well enough; the counts are no evidence (refusals stand in the event log).
 */
@Injectable()
export class SignInThrottle {
  private readonly failures = new Map<string, number[]>();

  /** Counts the attempt as a failure until `forgive` says otherwise, so that guesses side by side count as well. @returns false: too many */
  take(ip: string, email: string, at: Date): boolean {
    if (this.recent(`ip ${ip}`, at).length >= MAX_PER_ADDRESS || this.recent(key(email), at).length >= MAX_PER_ACCOUNT)
      return false;
    this.record(ip, email, at);
    return true;
  }

  /** The attempt of that moment succeeded. */
  forgive(ip: string, email: string, at: Date): void {
    for (const name of [`ip ${ip}`, key(email)]) {
      const times = this.recent(name, at);
      const index = times.indexOf(+at);
      if (index >= 0) this.failures.set(name, times.toSpliced(index, 1));
    }
  }

  private record(ip: string, email: string, at: Date): void {
    for (const name of [`ip ${ip}`, key(email)]) {
      this.failures.set(name, [...this.recent(name, at), +at]);
    }
    // Oldest keys go first (a Map keeps the order of insertion), so that memory stays bounded under attack.
    for (const name of this.failures.keys()) {
      if (this.failures.size <= MAX_KEYS) break;
      this.failures.delete(name);
    }
  }

  private recent(name: string, at: Date): number[] {
    return (this.failures.get(name) ?? []).filter((time) => +at - time < WINDOW_MS);
  }
}

function key(email: string): string {
  return `account ${email.toLowerCase()}`;
}
