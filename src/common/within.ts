/** @throws Error with code `timeout` when the work takes longer; it is not stopped by that */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer in ${ms / 1000} s`), { code: 'timeout' });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
