import { describe, expect, it } from 'vitest';
import { limitOf } from '../../bench/hot-customer.ts';
import { Partition } from '../../bench/partition.ts';
import { VirtualTime } from '../../bench/virtual-time.ts';

describe('virtual time', () => {
  it('wakes in order, whatever order they went to sleep in, and not after the end', async () => {
    const time = new VirtualTime();
    const woken: number[] = [];
    for (const after of [30, 10, 20, 10, 99]) void time.sleep(after).then(() => woken.push(time.now));
    await time.runUntil(50);
    expect(woken).toEqual([10, 10, 20, 30]);
  });
});

describe('a partition takes 1,000 write units a second', () => {
  it('10 every 10 ms, and no more', () => {
    const partition = new Partition();
    const taken = Array.from({ length: 100 }, (_, at) => partition.take(10, (at + 1) * 10));
    expect(taken).not.toContain(false);
    expect(partition.take(1, 1000)).toBe(false);
  });
});

describe('a hot customer', () => {
  it('one counter takes a transaction after the other: at 15 ms each, fewer than 67 a second', async () => {
    const { eventsPerSecond, by } = await limitOf({ eventsPerCommit: 1, shards: 1 });
    expect(by).toBe('conflict');
    expect(eventsPerSecond).toBeGreaterThan(20);
    expect(eventsPerSecond).toBeLessThan(1000 / 15);
  });
});
