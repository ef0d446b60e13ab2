import { batched } from './batched.js';

describe('batched', () => {
  it('what is asked for during a batch goes together in the next', async () => {
    const batches: number[][] = [];
    let free!: () => void;
    const first = new Promise<void>((resolve) => (free = resolve));
    const double = batched(
      async (items: number[]) => {
        batches.push(items);
        if (batches.length === 1) await first;
        return items.map((item) => item * 2);
      },
      { maxItems: 3, isNobodysFault: () => false },
    );

    const answers = [1, 2, 3, 4, 5].map((item) => double(item));
    free();

    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('the fault of one hurts no other', async () => {
    const done: number[] = [];
    const work = batched(
      (items: number[]) => {
        if (items.includes(3)) return Promise.reject(new Error('three'));
        done.push(...items);
        return Promise.resolve(items);
      },
      { maxItems: 10, isNobodysFault: () => false },
    );

    const answers = await Promise.allSettled([1, 2, 3, 4].map((item) => work(item)));

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(done).toEqual([1, 2, 4]);
    expect(await work(5)).toBe(5);
  });

  it('what is the fault of none is told to all at once', async () => {
    let calls = 0;
    const work = batched(
      () => {
        calls += 1;
        return Promise.reject(new Error('away'));
      },
      { maxItems: 10, isNobodysFault: () => true },
    );

    const answers = await Promise.allSettled([1, 2, 3].map((item) => work(item)));

    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(2); // the first alone, the others together
  });
});
