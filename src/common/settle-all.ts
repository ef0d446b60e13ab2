/**
 * As Promise.all, but nothing is under way any more when it throws: work that shares a transaction must not go on after its end.
 * @throws the first error, by the order given; not one that only says that the transaction had failed before (25P02), when another
 *   tells why
 */
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (errors.length > 0) throw errors.find((error) => !isConsequence(error)) ?? errors[0];
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

function isConsequence(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '25P02';
}
