import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../functions/catalog/subscription/cycle.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { openPeriods } from '../../../functions/portal/open-periods.ts';
import { subscription } from '../invoice/transcoding.ts';

const cycles = [cycleFrom(parseInstant('2026-01-31T00:00:00Z'), 0, 'UTC', 'month')] as const;
const at = (index: number, now: string, cancelAt: string | null = null) => {
  const schedule = { cycles, cancelAt: cancelAt === null ? null : parseInstant(cancelAt) };
  return openPeriods({ ...subscription, ...schedule, period: periodOf(schedule, index) }, parseInstant(now));
};

describe('the current period is the one that now lies in, closed or not', () => {
  it('is the open one while it runs', () => {
    const { ended, current } = at(1, '2026-03-10T00:00:00Z');
    expect(ended).toEqual([]);
    expect(current).toMatchObject({
      ...{ index: 1, start: '2026-02-28T00:00:00.000Z', end: '2026-03-31T00:00:00.000Z' },
    });
  });

  it('is the next one from the end on, while the ended one is in its grace', () => {
    const { ended, current } = at(0, '2026-02-28T00:00:00Z');
    expect(ended.map(({ index }) => index)).toEqual([0]);
    expect(current.start).toBe('2026-02-28T00:00:00.000Z');
  });

  it('counts on from the original anchor over several that wait for their close', () => {
    const { ended, current } = at(0, '2026-05-01T00:00:00Z');
    expect(ended.map(({ end }) => end.slice(0, 10))).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
    expect(current.end).toBe('2026-05-31T00:00:00.000Z');
  });

  it('is the first one before the subscription starts', () => {
    const { ended, current } = at(0, '2026-01-01T00:00:00Z');
    expect(ended).toEqual([]);
    expect(current.index).toBe(0);
  });

  it('is the first one, too, while fees are due at the start', () => {
    expect(at(-1, '2026-01-31T00:00:00Z')).toMatchObject({ ended: [], current: { index: 0 } });
  });

  it('is the last one when the subscription has ended in it', () => {
    const { ended, current } = at(0, '2026-06-01T00:00:00Z', '2026-03-10T00:00:00Z');
    expect(ended.map(({ index }) => index)).toEqual([0]);
    expect(current).toMatchObject({ index: 1, end: '2026-03-10T00:00:00.000Z', wholeEnd: '2026-03-31T00:00:00.000Z' });
  });
});
