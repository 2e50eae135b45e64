import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InvoiceLine } from '../../../../functions/invoice/invoice.ts';
import type { Progress } from '../../../../functions/invoice/verify/part-progress-wire.ts';
import { verifyPart } from '../../../../functions/invoice/verify/verify-part-service.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { allMeters, CountedWorld, meters, now } from '../../meter/counted-world.ts';

import { inTime, usd } from '../evidence-world.ts';
import { some, verify } from '../verifying.ts';

vi.mock('../../../../functions/catalog/meter/meter-store.ts', () => ({
  requireMeter: async (key: string) => allMeters.find((meter) => meter.key === key),
}));

vi.mock('../../../../functions/catalog/customer/customer-store.ts', () => ({ findCustomer: async () => undefined }));

let world = new CountedWorld();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now) });
  world = new CountedWorld();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('distinct users of a log of two days, where the counters have one too many', () => {
  const part = async (line: InvoiceLine, queries: number, progress: Progress | null = null) =>
    verifyPart({ currency: usd, lines: [line] }, progress, { bytes: 1_000_000, queries });
  const damaged = async (): Promise<InvoiceLine> => {
    await world.count(some.slice(0, 2));
    await world.count(some.slice(2), allMeters, plusHours(now, 24));
    world.damage('users#2026-10-03T05:00#a#=made-up', { events: { N: '1' }, sum: { N: '1' } });
    return inTime({ meter: meters.users });
  };

  it('are counted within what is left of the limit: two queries for the digests, two for the users', async () => {
    expect(await part(await damaged(), 4)).toMatchObject({ mismatches: [{ expected: '3', found: '4' }] });
  });

  it('are counted by a part of its own where too little is left', async () => {
    const line = await damaged();
    for (const queries of [2, 3]) {
      const first = await part(line, queries);
      if (first.outcome !== 'more') throw new Error('decided too early');
      expect(await part(line, queries, first.progress)).toMatchObject({ mismatches: [{ expected: '3', found: '4' }] });
    }
  });

  it('are not counted where no part can: a mismatch, and no time-out', async () => {
    const line = await damaged();
    expect(await verify(line)).toEqual({
      outcome: 'mismatch',
      mismatches: [{ lineId: line.id, expected: null, found: '4', expectedAmount: null, foundAmount: '4.00' }],
    });
  });
});
