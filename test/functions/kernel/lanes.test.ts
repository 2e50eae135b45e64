import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inLanes, inLanesBy } from '../../../functions/kernel/lanes.ts';

/** Runs for so many milliseconds, and notes when it begins and ends. */
const worker = () => {
  const running = new Set<string>();
  let most = 0;
  const log: string[] = [];
  const run = async (item: string): Promise<string> => {
    running.add(item);
    most = Math.max(most, running.size);
    log.push(`+${item}`);
    await sleep(Number(item.slice(1)));
    running.delete(item);
    log.push(`-${item}`);
    return item.toUpperCase();
  };
  return { run, log, most: () => most };
};

describe('inLanes: so many at once, answers in the order of the items', () => {
  it('whichever is ready first', async () => {
    const { run } = worker();
    expect(await inLanes(['a20', 'b1', 'c10'], 3, run)).toEqual(['A20', 'B1', 'C10']);
  });

  it.each([
    [1, 1],
    [2, 2],
    [9, 4],
  ])('%i lanes: at most %i of four items run together', async (lanes, expected) => {
    const { run, most } = worker();
    await inLanes(['a5', 'b5', 'c5', 'd5'], lanes, run);
    expect(most()).toBe(expected);
  });

  it('nothing to do: no answers', async () => {
    expect(await inLanes([], 4, worker().run)).toEqual([]);
  });

  it('an error is passed on', async () => {
    const failing = inLanes([1, 2, 3], 2, async (item) => {
      if (item === 2) throw new RangeError('two');
      return item;
    });
    await expect(failing).rejects.toThrow('two');
  });
});

describe('inLanesBy: items with the same key follow each other', () => {
  const keyOf = (item: string) => item.slice(0, 1);

  it('in their order, while other keys run beside them', async () => {
    const { run, log, most } = worker();
    await inLanesBy(['a9', 'a1', 'b4'], keyOf, 4, run);
    expect(log.filter((line) => line.slice(1).startsWith('a'))).toEqual(['+a9', '-a9', '+a1', '-a1']);
    expect(most()).toBe(2);
  });

  it('the answers are together by key', async () => {
    expect(await inLanesBy(['a2', 'b1', 'a1'], keyOf, 2, worker().run)).toEqual(['A2', 'A1', 'B1']);
  });

  it('the first error ends its key', async () => {
    const seen: string[] = [];
    const failing = inLanesBy(['a1', 'a2'], keyOf, 2, async (item) => {
      seen.push(item);
      throw new RangeError(item);
    });
    await expect(failing).rejects.toThrow('a1');
    expect(seen).toEqual(['a1']);
  });
});
