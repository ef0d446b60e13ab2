import { togetherOrEach } from './together-or-each.js';

it('does all at once', async () => {
  const calls: (readonly number[])[] = [];
  await togetherOrEach([1, 2, 3], (items) => Promise.resolve(void calls.push(items)));

  expect(calls).toEqual([[1, 2, 3]]);
});

it('when that fails, does each alone, the faulty one too, and tells what was wrong with it', async () => {
  const done: number[] = [];
  const work = (items: readonly number[]) =>
    items.includes(2) ? Promise.reject(new Error('two')) : Promise.resolve(void done.push(...items));

  await expect(togetherOrEach([1, 2, 3], work)).rejects.toThrow('two');
  expect(done).toEqual([1, 3]);
});
