import { settleAll } from './settle-all.js';

const fails = (message: string, code?: string) => Promise.reject(Object.assign(new Error(message), { code }));

it('gives all answers in their order', async () => {
  expect(await settleAll([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

it('throws when all have ended, and tells the cause rather than what followed from it', async () => {
  let ended = false;
  const slow = new Promise<void>((resolve) => setImmediate(() => resolve(void (ended = true))));

  await expect(
    settleAll([fails('transaction is aborted', '25P02'), fails('key is taken', '23505'), slow]),
  ).rejects.toThrow('key is taken');
  expect(ended).toBe(true);
  await expect(settleAll([fails('transaction is aborted', '25P02')])).rejects.toThrow('aborted');
});
