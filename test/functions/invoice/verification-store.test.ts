import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chargeSchema, chargeToWire } from '../../../functions/catalog/charge.ts';
import { invoiceId } from '../../../functions/catalog/ids.ts';
import { type Instant, plusHours } from '../../../functions/catalog/instant.ts';
import type { Meter } from '../../../functions/catalog/meter.ts';
import type { InvoiceLine } from '../../../functions/invoice/invoice.ts';
import { progressSchema } from '../../../functions/invoice/verification-progress.ts';
import { verifyPart } from '../../../functions/invoice/verification-store.ts';
import { repairCounter } from '../../../functions/meter/correction-store.ts';
import { counterDiscrepancy } from '../../../functions/meter/discrepancy.ts';
import { closedThroughOf, closeThrough, setShards } from '../../../functions/meter/head-store.ts';
import { compareWithLog } from '../../../functions/meter/recount-store.ts';
import type { Usage } from '../../../functions/meter/usage.ts';
import { usageBetween, usageSoFar } from '../../../functions/meter/usage-store.ts';
import { currency } from '../../../functions/money/currency.ts';
import { plain } from '../../../functions/money/decimal.ts';
import { settledToWire, subtract, zero } from '../../../functions/money/money.ts';
import type { RatedLine } from '../../../functions/rate/line.ts';
import { meteredFor } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { allMeters, CountedWorld, customer, first, meters, now, range, used } from '../meter/counted-world.ts';

vi.mock('../../../functions/catalog/meter-store.ts', () => ({
  requireMeter: async (key: string) => allMeters.find((meter) => meter.key === key),
}));

let world = new CountedWorld();
const day = { start: first, end: plusHours(first, 24) };
const usd = currency('USD');

/** One unit, one dollar. */
const chargeOf = (meter: Meter) =>
  chargeSchema.parse({ id: 'units', name: 'Units', model: 'linear', meter: meter.key, unitAmount: '1' });

/** A line as the draft makes it. */
const lineOf = (
  meter: Meter,
  period: InvoiceLine['period'],
  { quantity, amount, exactAmount, breakdown }: RatedLine,
) => ({
  ...{ id: `${meter.key} of ${period.start}`, customerId: customer, chargeId: 'units', description: 'Units' },
  ...{ model: 'linear' as const, meter: meter.key, period, quantity, amount, exactAmount, breakdown },
  ...{ proration: null, discount: zero(usd), discounts: [], price: chargeToWire(chargeOf(meter)) },
});

/** From part to part, each of one query, with what a state machine carries in between. */
const verify = async (...lines: readonly InvoiceLine[]) => {
  let progress = null;
  for (let parts = 0; parts < 1000; parts += 1) {
    const verdict = await verifyPart({ currency: usd, lines }, progress, { bytes: 1_000_000, queries: 1 });
    if (verdict.outcome !== 'more') return verdict;
    progress = progressSchema.parse(JSON.parse(JSON.stringify(verdict.progress)));
  }
  throw new Error('it does not come to an end');
};

const rated = (meter: Meter, { readings }: Usage): RatedLine => {
  const charge = chargeOf(meter);
  if (charge.model === 'flat') throw new TypeError('no usage');
  return rateCharge(charge, meteredFor(charge, meter, readings), usd);
};

const inTime = async (meter: Meter, period = day): Promise<InvoiceLine> => {
  const usage = await usageBetween(customer, meter.key, period.start, period.end);
  return { ...lineOf(meter, period, rated(meter, usage)), kind: 'charge', adjusts: null };
};

/** What the late usage that met `watermark` has changed. */
const late = async (meter: Meter, watermark: Instant, until: Instant, period = day): Promise<InvoiceLine> => {
  const ratedBefore = async (bound: Instant) =>
    rated(meter, await usageSoFar(customer, meter.key, period.start, period.end, bound));
  const [before, after] = await Promise.all([ratedBefore(watermark), ratedBefore(until)]);
  const quantity = after.quantity.minus(before.quantity);
  const amount = subtract(after.amount, before.amount);
  const of = { invoiceId: invoiceId('inv_1'), number: 'INV-1', lineId: 'line_1', closedThrough: watermark };
  const line = lineOf(meter, period, { ...after, quantity, amount, exactAmount: amount });
  return { ...line, kind: 'adjustment', adjusts: { ...of, before, after } };
};

const all = (lines: (meter: Meter) => Promise<InvoiceLine>) => Promise.all(allMeters.map(lines));

beforeEach(() => {
  world = new CountedWorld();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const some = [used('a', 1, '5'), used('b', 1, '0.5', 'bob'), used('c', 3, '7', 'cid', 'b'), used('d', 3, '-2')];

describe('the log bears out what was counted', () => {
  it.each(allMeters.map((meter) => [meter.measure.aggregation, meter] as const))('by %s', async (_, meter) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    expect(await verify(await inTime(meter))).toEqual({ outcome: 'verified' });
  });

  it('nothing at all for a line of nothing', async () => {
    expect(await verify(await inTime(meters.total))).toEqual({ outcome: 'verified' });
    expect(await verify()).toEqual({ outcome: 'verified' });
  });

  it('whatever was counted, closed, split, voided and backfilled in between, late usage too', async () => {
    const event = fc.record({
      hour: fc.nat(5),
      units: fc.constantFrom('1', '0.1', '-3', '12'),
      user: fc.constantFrom('ann', 'bob'),
    });
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('count' as const), events: fc.array(event, { maxLength: 5 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), which: fc.nat(20) }) },
      fc.record({ kind: fc.constant('close' as const), hour: fc.nat(7) }),
      fc.record({ kind: fc.constant('split' as const), shards: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('backfill' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        world = new CountedWorld();
        const watermarks: Instant[] = [];
        let made = 0;
        let known: readonly Meter[] = [meters.total, meters.floor, meters.users];
        for (const one of steps) {
          if (one.kind === 'count') {
            const events = one.events.map(({ hour, units, user }) => used(`e${made++}`, hour, units, user));
            await world.count(events, known);
          } else if (one.kind === 'void') {
            if (one.which < made) await world.takeBack(`e${one.which}`, known);
          } else if (one.kind === 'close') {
            await closeThrough(customer, plusHours(first, one.hour));
            watermarks.push((await closedThroughOf(customer)) ?? first);
          } else if (one.kind === 'split') await setShards(customer, one.shards).catch(() => undefined);
          else {
            known = allMeters;
            for (const meter of allMeters) await world.backfill(meter);
          }
        }
        const periods = [
          { start: first, end: plusHours(first, 3) },
          { start: plusHours(first, 3), end: day.end },
        ];
        const epochs = [...new Set(watermarks)].sort();
        for (const period of periods) {
          expect(await verify(...(await all((meter) => inTime(meter, period))))).toEqual({ outcome: 'verified' });
          for (const [at, watermark] of epochs.entries()) {
            const until = epochs[at + 1] ?? plusHours(watermark, 1);
            const lines = await all((meter) => late(meter, watermark, until, period));
            expect(await verify(...lines)).toEqual({ outcome: 'verified' });
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('a counter that was damaged is found before the invoice is final', () => {
  it.each([
    ['total#2026-10-03T01:00', meters.total, { sum: { N: '4' } }, '10.5', '9'],
    ['events#2026-10-03T03:00', meters.events, { events: { N: '9' } }, '4', '11'],
    ['peak#2026-10-03T03:00', meters.peak, { value: { S: '70' } }, '7', '70'],
    ['floor#2026-10-03T03:00', meters.floor, { value: { S: '0' } }, '-2', '0'],
    [
      'last#2026-10-03T03:00',
      meters.last,
      { at: { S: '2026-10-03T02:00:00.000Z#transcoder#x' }, value: { S: '3' } },
      '-2',
      '3',
    ],
    ['users#2026-10-03T05:00#a#=made-up', meters.users, { sum: { N: '1' }, events: { N: '1' } }, '3', '4'],
    ['total#2026-10-03T09:00', meters.total, { sum: { N: '4' }, events: { N: '1' } }, '10.5', '14.5'],
  ] as const)('%s', async (counter, meter, change, expected, found) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    world.damage(counter, change);
    const line = await inTime(meter);
    expect(await verify(line)).toMatchObject({
      outcome: 'mismatch',
      mismatches: [{ lineId: line.id, expected, found }],
    });
  });

  it('the other lines are looked at as well', async () => {
    await world.count(some);
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    world.damage('peak#2026-10-03T03:00', { value: { S: '70' } });
    const verdict = await verify(...(await all((meter) => inTime(meter))));
    expect(verdict).toMatchObject({
      mismatches: [{ lineId: expect.stringMatching(/^total/) }, { lineId: expect.stringMatching(/^peak/) }],
    });
  });
});

describe('where values of a property have a price of their own', () => {
  const priced = (meter: Meter) =>
    chargeSchema.parse({
      ...{ id: 'units', name: 'Units', model: 'linear', meter: meter.key, unitAmount: '1' },
      groupPrices: { property: 'kind', prices: { a: { unitAmount: '10' } } },
    });
  const line = async (meter: Meter): Promise<InvoiceLine> => {
    const { readings } = await usageBetween(customer, meter.key, day.start, day.end);
    const charge = priced(meter);
    if (charge.model === 'flat') throw new TypeError('no usage');
    const billed = rateCharge(charge, meteredFor(charge, meter, readings), usd);
    return { ...lineOf(meter, day, billed), price: chargeToWire(charge), kind: 'charge', adjusts: null };
  };

  it('the distinct users of each value, and of the others: ann and bob of a at 10, cid of b at 1', async () => {
    await world.count([...some, used('e', 5, '1', 'ann', 'b')]);
    const users = await line(meters.users);
    expect([plain(users.quantity), settledToWire(users.amount)]).toEqual(['4', '22.00']);
    expect(await verify(users)).toEqual({ outcome: 'verified' });
  });

  it('a value that took from another is found, though the quantity is right', async () => {
    await world.count(some);
    const [counter = ''] = [...world.counters().keys()].filter((key) => key.startsWith('users#2026-10-03T03:00#b#='));
    world.damage(counter, { events: { N: '0' }, sum: { N: '0' } });
    world.damage('users#2026-10-03T03:00#a#=made-up', { events: { N: '1' }, sum: { N: '1' } });
    const users = await line(meters.users);
    expect(await verify(users)).toMatchObject({
      mismatches: [{ expected: '3', found: '3', expectedAmount: '21.00', foundAmount: '30.00' }],
    });
  });
});

describe('a counter that was mended bears out the line that was short, and the adjustment that has the rest', () => {
  const repair = async (meter: Meter): Promise<void> => {
    const { differences } = await compareWithLog(customer, { meters: allMeters, minutes: 60, range });
    const [difference] = differences;
    if (difference === undefined) throw new Error('nothing differs');
    const discrepancy = counterDiscrepancy(customer, difference, now);
    world.note(discrepancy);
    await repairCounter(meter, discrepancy, 'damaged on purpose', now);
  };

  it.each([
    ['a sum: 9 of 10.5, then 1.5', 'total#2026-10-03T01:00', meters.total, { sum: { N: '4' } }, '9', '1.5'],
    [
      'a peak: 5 of 7, then 2',
      'peak#2026-10-03T03:00',
      meters.peak,
      { value: { S: '-2' }, events: { N: '1' } },
      '5',
      '2',
    ],
    [
      'users: 2 of 3, then 1',
      'users#2026-10-03T03:00#b#=',
      meters.users,
      { sum: { N: '0' }, events: { N: '0' } },
      '2',
      '1',
    ],
  ] as const)('%s', async (_, counter, meter, change, short, rest) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    const [whole = counter] = [...world.counters().keys()].filter((key) => key.startsWith(counter));
    world.damage(whole, change);
    await repair(meter);
    const lines = [await inTime(meter), await late(meter, day.end, plusHours(day.end, 24))];
    expect(lines.map(({ quantity }) => plain(quantity))).toEqual([short, rest]);
    expect(await verify(...lines)).toEqual({ outcome: 'verified' });
  });
});
