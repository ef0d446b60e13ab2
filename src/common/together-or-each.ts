/**
 * Does the work for all items at once; when that fails, for each alone, so that nobody suffers from another's fault.
 * @param work does all of it or nothing, in a transaction of its own
 * @throws the first error of those that failed alone, after all were tried
 */
export async function togetherOrEach<T>(
  items: readonly T[],
  work: (items: readonly T[]) => Promise<void>,
): Promise<void> {
  try {
    return await work(items);
  } catch (error) {
    if (items.length <= 1) throw error;
  }
  const errors: unknown[] = [];
  for (const item of items) await work([item]).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
