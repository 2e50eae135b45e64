import { expect, it, vi } from 'vitest';
import { onceByKey } from '../../../functions/kernel/once-by-key.ts';

it('each question is asked once, also at the same time', async () => {
  const ask = vi.fn(async (question: number) => question * 2);
  const answer = onceByKey(ask);
  expect(await Promise.all([answer(1), answer(2), answer(1)])).toEqual([2, 4, 2]);
  expect([await answer(2), ask.mock.calls.length]).toEqual([4, 2]);
});

it('questions are the same whose keys are', async () => {
  const ask = vi.fn(async ({ name }: { id: string; name: string }) => name);
  const answer = onceByKey(ask, ({ id }) => id);
  expect(await answer({ id: 'a', name: 'first' })).toBe('first');
  expect(await answer({ id: 'a', name: 'second' })).toBe('first');
  expect(await answer({ id: 'b', name: 'third' })).toBe('third');
});

it('one that failed is not asked again', async () => {
  const ask = vi.fn(async (_: string) => {
    throw new TypeError('gone');
  });
  const answer = onceByKey(ask);
  await expect(answer('x')).rejects.toThrow('gone');
  await expect(answer('x')).rejects.toThrow('gone');
  expect(ask).toHaveBeenCalledTimes(1);
});
