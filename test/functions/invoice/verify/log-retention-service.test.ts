import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Instant, plusDays, plusHours } from '../../../../functions/kernel/instant.ts';
import { closeThrough } from '../../../../functions/meter/shard/shard-head-store.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { allMeters, CountedWorld, customer, first, meters, now } from '../../meter/counted-world.ts';

import { day, inTime, late } from '../evidence-world.ts';
import { some, verify } from '../verifying.ts';

vi.mock('../../../../functions/catalog/meter/meter-store.ts', () => ({
  requireMeter: async (key: string) => allMeters.find((meter) => meter.key === key),
}));

const onClock = vi.hoisted((): { clock: string | null; createdAt: string } => ({ clock: null, createdAt: '' }));
vi.mock('../../../../functions/catalog/customer/customer-store.ts', () => ({
  findCustomer: async () => ({ testClockId: onClock.clock }),
}));
vi.mock('../../../../functions/catalog/test-clock/test-clock-store.ts', () => ({ findTestClock: async () => onClock }));

let world = new CountedWorld();
beforeEach(() => {
  onClock.clock = null;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now) });
  world = new CountedWorld();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a line of a period that the log has expired for, 500 days after it came, is left out, and holds up nothing', () => {
  const wrong = { outcome: 'mismatch' };
  const left = { outcome: 'verified' };
  /** Its own usage in time, and what came late, both with a counter that was damaged. */
  const verifiedAt = async (at: Instant) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    vi.setSystemTime(at);
    return verify(
      await inTime({ meter: meters.total }),
      await late({ meter: meters.total }, day.end, plusHours(day.end, 24)),
    );
  };

  it.each([
    [498, wrong],
    [499, left],
    [730, left],
  ])('%i days after its start', async (days, verdict) => {
    expect(await verifiedAt(plusDays(first, days))).toMatchObject(verdict);
  });

  it('the other lines of the invoice are looked at all the same', async () => {
    await world.count(some);
    const early = { start: plusDays(first, -200), end: plusDays(first, -199) };
    const claimed = { ...(await inTime({ meter: meters.events }, early)), quantity: decimal('7') };
    vi.setSystemTime(plusDays(first, 400));
    expect(await verify(claimed, await inTime({ meter: meters.total }))).toEqual({ outcome: 'verified' });
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    const line = await inTime({ meter: meters.total });
    expect(await verify(claimed, line)).toMatchObject({ mismatches: [{ lineId: line.id }] });
  });

  it.each([
    ['may be of a period of long ago where the clock is younger than the log', -498, wrong],
    ['may have come as long ago as there has been the clock', -499, left],
  ])('on a test clock events %s', async (_, days, verdict) => {
    const at = plusDays(first, 5000);
    onClock.clock = 'clock_1';
    onClock.createdAt = plusDays(at, days);
    expect(await verifiedAt(at)).toMatchObject(verdict);
  });
});
