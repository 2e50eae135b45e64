import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { closedPeriodsOf, lateWindows } from '../../../../functions/invoice/late/late-windows.ts';
import { subscription } from '../transcoding.ts';

const third = { ...subscription, period: periodOf(subscription, 2) };
const startOf = (index: number) => periodOf(subscription, index).start;
const found = (...counters: readonly string[]) =>
  lateWindows(counters, closedPeriodsOf(third, 2, [])).map(({ meter, period, first, last }) => [
    meter,
    period.start,
    first.slice(0, 16),
    last.slice(0, 16),
  ]);

describe('late counters by the meter and the period that they belong to', () => {
  it('the first window of a period is its own, the last is not the next one’s; groups and values are one meter', () => {
    expect(
      found(
        'minutes#2026-11-01T00:00',
        'minutes#2026-10-31T23:00#4K',
        'minutes#2026-10-01T00:00#HD',
        'users#2026-11-30T23:00#=digest',
      ),
    ).toEqual([
      ['minutes', startOf(0), '2026-10-01T00:00', '2026-10-31T23:00'],
      ['minutes', startOf(1), '2026-11-01T00:00', '2026-11-01T00:00'],
      ['users', startOf(1), '2026-11-30T23:00', '2026-11-30T23:00'],
    ]);
  });

  it('windows before the first period are left out, and so are those after the last', () => {
    expect(found('minutes#2026-09-30T23:00', 'minutes#2026-12-01T00:00')).toEqual([]);
  });

  it('once a subscription has ended, its last period is closed as well', () => {
    const all = closedPeriodsOf(third, 3, []).map(({ start }) => start);
    expect(all).toEqual([startOf(2), startOf(1), startOf(0)]);
  });

  it('nothing late: nothing', () => {
    expect(lateWindows([], closedPeriodsOf(third, 2, []))).toEqual([]);
  });
});
