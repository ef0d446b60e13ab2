/** Times of one thing done many times, in milliseconds. */
export interface Figures {
  count: number;
  medianMs: number;
  p95Ms: number;
  perSecond: number;
}

/** Does it `count` times, one after the other, after a few times that do not count. */
export async function measure(count: number, work: (index: number) => Promise<unknown>): Promise<Figures> {
  for (let index = 0; index < Math.min(10, count); index += 1) await work(index);
  const times: number[] = [];
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    await work(index);
    times.push(performance.now() - start);
  }
  return { ...percentiles(times), perSecond: (count / (performance.now() - begun)) * 1000 };
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

function percentiles(times: readonly number[]): Omit<Figures, 'perSecond'> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: times.length, medianMs: at(0.5), p95Ms: at(0.95) };
}
