/** Times of one thing done many times, in milliseconds. */
export interface Figures {
  medianMs: number;
  p95Ms: number;
}

/** Does it `count` times, one after the other, after a few times that do not count. */
export async function measure(count: number, work: () => Promise<unknown>): Promise<Figures> {
  for (let index = 0; index < Math.min(10, count); index += 1) await work();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return figuresOf(times);
}

/** Does it `count` times on several lanes at once. @returns how many were done a second */
export async function measureLanes(
  count: number,
  lanes: number,
  work: (lane: number, index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let index = next++; index < count; index = next++) await work(lane, index);
    }),
  );
  return (count / (performance.now() - begun)) * 1000;
}

export function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}
