import { describe, expect, it } from 'vitest';
import { periodAt } from '../../../functions/catalog/billing-period.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { openPeriods } from '../../../functions/portal/open-periods.ts';

const anchor = parseInstant('2026-01-31T00:00:00Z');
const at = (periodIndex: number, now: string) =>
  openPeriods({ anchor, periodIndex, period: periodAt(anchor, 'month', periodIndex) }, 'month', parseInstant(now));

describe('the current period is the one that now lies in, closed or not', () => {
  it('is the open one while it runs', () => {
    const { ended, current } = at(1, '2026-03-10T00:00:00Z');
    expect(ended).toEqual([]);
    expect(current).toEqual({
      index: 1,
      period: { start: '2026-02-28T00:00:00.000Z', end: '2026-03-31T00:00:00.000Z' },
    });
  });

  it('is the next one from the end on, while the ended one is in its grace', () => {
    const { ended, current } = at(0, '2026-02-28T00:00:00Z');
    expect(ended.map(({ index }) => index)).toEqual([0]);
    expect(current.period.start).toBe('2026-02-28T00:00:00.000Z');
  });

  it('counts on from the original anchor over several that wait for their close', () => {
    const { ended, current } = at(0, '2026-05-01T00:00:00Z');
    expect(ended.map(({ period }) => period.end.slice(0, 10))).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
    expect(current.period.end).toBe('2026-05-31T00:00:00.000Z');
  });

  it('is the first one before the subscription starts', () => {
    const { ended, current } = at(0, '2026-01-01T00:00:00Z');
    expect(ended).toEqual([]);
    expect(current.index).toBe(0);
  });
});
