/**
 * As Promise.all, but nothing is under way any more when it throws: work that shares a transaction must not go on after its end.
 * @throws the first error, by the order given
 */
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
