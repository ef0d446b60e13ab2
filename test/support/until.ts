import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks again and again until the answer is there; for servers that offer no event to wait for.
 * @param ask undefined, null, false and a thrown error mean "not yet"
 * @throws Error with the last answer when the time is up
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  { timeoutMs = 15_000, everyMs = 20, what = 'the expected state' } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}; last: ${String(last)}`);
    await wait(everyMs);
  }
}
