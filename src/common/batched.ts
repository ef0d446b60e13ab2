/**
 * Lets many callers share one piece of work: what is asked for while a batch is under way goes together with the next one, so
 * that a busy moment costs fewer commits and a quiet one waits for nothing.
 * @param work does a whole batch or none of it, and answers in the order of the items. A batch that fails is done again item by
 *   item, so that nobody suffers from another's fault
 * @param options.maxItems in one batch
 * @param options.isNobodysFault an error that every item would meet, such as a database that is away: all are told at once
 */
export function batched<T, R>(
  work: (items: T[]) => Promise<R[]>,
  { maxItems, isNobodysFault }: { maxItems: number; isNobodysFault: (error: unknown) => boolean },
): (item: T) => Promise<R> {
  const waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = [];
  let running = false;

  async function runAll(): Promise<void> {
    running = true;
    while (waiting.length > 0) await runBatch(waiting.splice(0, maxItems));
    running = false;
  }

  async function runBatch(batch: typeof waiting): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      if (batch.length === 1 || isNobodysFault(error)) batch.forEach(({ reject }) => reject(error));
      else for (const one of batch) await runBatch([one]);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void runAll();
    });
}
