import { describe, expect, it } from 'vitest';
import { cancel } from '../../../../functions/catalog/change/change-subscription.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom, movedTo } from '../../../../functions/catalog/subscription/cycle.ts';
import { withNextPeriod } from '../../../../functions/catalog/subscription/next-period.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { subscription as october } from '../../invoice/transcoding.ts';

const moment = { now: parseInstant('2026-10-16T14:20:00Z'), graceHours: 1, windowMinutes: 60 };
const newYork = 'America/New_York';
const after = (of: Subscription, closes: number, zone: string): Subscription =>
  closes === 0 ? of : withNextPeriod(after(of, closes - 1, zone), zone, 1);

describe('after its close', () => {
  it('the next period is open, nothing is being closed, and it closes an hour after its end', () => {
    const next = withNextPeriod({ ...october, closing: october.period.end }, 'UTC', 1);
    expect(next).toMatchObject({ status: 'active', closing: null, closeAt: '2026-12-01T01:00:00.000Z' });
    expect(next.period).toMatchObject({ index: 1, start: '2026-11-01T00:00:00.000Z' });
  });

  it('a subscription that has ended keeps its last period', () => {
    const ended = withNextPeriod(cancel(october, 'period_end', moment), 'UTC', 1);
    expect(ended).toMatchObject({ status: 'cancelled', closing: null, period: { index: 0 } });
  });

  it('fees at the start have been billed if it was the moment of the start that was closed, and not otherwise', () => {
    const atStart = { ...october, period: periodOf(october, -1) };
    expect(withNextPeriod(atStart, 'UTC', 1)).toMatchObject({ startIsBilled: true, period: { index: 0 } });
    expect(withNextPeriod(october, 'UTC', 1).startIsBilled).toBe(false);
    expect(withNextPeriod({ ...october, startIsBilled: true }, 'UTC', 1).startIsBilled).toBe(true);
  });
});

describe('a customer that has moved', () => {
  it('moves with the period that opens: it starts where the one before ended, and ends on the new clock', () => {
    const moved = withNextPeriod(october, newYork, 1);
    expect(moved.cycles.map(({ firstIndex, timeZone }) => [firstIndex, timeZone])).toEqual([
      [0, 'UTC'],
      [1, newYork],
    ]);
    expect(moved.period).toMatchObject({ start: '2026-11-01T00:00:00.000Z', end: '2026-12-01T05:00:00.000Z' });
  });

  it('moves once: while it stays there, no cycle is added', () => {
    expect(after(october, 3, newYork).cycles).toHaveLength(2);
    expect(after(october, 3, 'UTC').cycles).toHaveLength(1);
  });

  it('and moves back: three cycles, and the first of the month at midnight again', () => {
    const back = withNextPeriod(after(october, 2, newYork), 'UTC', 1);
    expect(back.cycles.map(({ firstIndex, timeZone }) => [firstIndex, timeZone])).toEqual([
      [0, 'UTC'],
      [1, newYork],
      [3, 'UTC'],
    ]);
    expect(back.period).toMatchObject({ start: '2027-01-01T05:00:00.000Z', end: '2027-02-01T00:00:00.000Z' });
  });

  it('in the period that a planned cycle begins with, that cycle is the one that moves', () => {
    const yearly = cycleFrom(parseInstant('2026-11-01T00:00:00Z'), 1, 'UTC', 'year');
    const planned: Subscription = { ...october, cycles: [...october.cycles, yearly] };
    const moved = withNextPeriod(planned, newYork, 1);
    expect(moved.cycles).toEqual([october.cycles[0], movedTo(yearly, newYork, 1, yearly.start)]);
    expect(moved.period.end).toBe('2027-11-01T04:00:00.000Z');
  });
});
