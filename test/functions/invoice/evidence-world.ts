import fc from 'fast-check';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { chargeSchema, chargeToWire } from '../../../functions/catalog/plan/charge-wire.ts';
import type { InvoiceLine } from '../../../functions/invoice/invoice.ts';
import { invoiceId } from '../../../functions/kernel/ids.ts';
import { type Instant, plusHours } from '../../../functions/kernel/instant.ts';
import { counterDiscrepancy } from '../../../functions/meter/recount/discrepancy-wire.ts';
import { compareWithLog } from '../../../functions/meter/recount/recount-service.ts';
import { repairCounter } from '../../../functions/meter/recount/repair-store.ts';
import { closedThroughOf, closeThrough, setShards } from '../../../functions/meter/shard/shard-head-store.ts';
import type { Usage } from '../../../functions/meter/usage/usage.ts';
import { usageBetween, usageSoFar } from '../../../functions/meter/usage/usage-service.ts';
import { currency } from '../../../functions/money/currency.ts';
import { subtract, zero } from '../../../functions/money/money.ts';
import type { RatedLine } from '../../../functions/rate/line.ts';
import { meteredFor } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { allMeters, type CountedWorld, customer, first, meters, now, range, used } from '../meter/counted-world.ts';

export const usd = currency('USD');
export const day = { start: first, end: plusHours(first, 24) };

/** One unit, one dollar; or by kind. */
export interface Priced {
  readonly meter: Meter;
  readonly groupPrices?: object;
}

const chargeOf = ({ meter, ...prices }: Priced) =>
  chargeSchema.parse({ id: 'units', name: 'Units', model: 'linear', meter: meter.key, unitAmount: '1', ...prices });

const rated = (priced: Priced, { readings }: Usage): RatedLine => {
  const charge = chargeOf(priced);
  if (charge.model === 'flat') throw new TypeError('no usage');
  return rateCharge(charge, meteredFor(charge, priced.meter, readings), usd);
};

/** As the draft makes it. */
const lineOf = (
  priced: Priced,
  period: InvoiceLine['period'],
  { quantity, amount, exactAmount, breakdown }: RatedLine,
) => ({
  ...{ id: `${priced.meter.key} of ${period.start}`, customerId: customer, chargeId: 'units', description: 'Units' },
  ...{ model: 'linear' as const, meter: priced.meter.key, period, quantity, amount, exactAmount, breakdown },
  ...{
    proration: null,
    discount: zero(usd),
    discounts: [],
    tax: null,
    statementLine: null,
    price: chargeToWire(chargeOf(priced)),
  },
});

/** The line of what came in time. */
export const inTime = async (priced: Priced, period = day): Promise<InvoiceLine> => {
  const usage = await usageBetween(customer, priced.meter.key, period.start, period.end);
  return { ...lineOf(priced, period, rated(priced, usage)), kind: 'charge', adjusts: null };
};

/** The line of what the late usage that met `watermark` has changed. */
export const late = async (priced: Priced, watermark: Instant, until: Instant, period = day): Promise<InvoiceLine> => {
  const ratedBefore = async (bound: Instant) =>
    rated(priced, await usageSoFar(customer, priced.meter.key, period.start, period.end, bound));
  const [before, after] = await Promise.all([ratedBefore(watermark), ratedBefore(until)]);
  const quantity = after.quantity.minus(before.quantity);
  const amount = subtract(after.amount, before.amount);
  const of = { invoiceId: invoiceId('inv_1'), number: 'INV-1', lineId: 'line_1', closedThrough: watermark };
  const line = lineOf(priced, period, { ...after, quantity, amount, exactAmount: amount });
  return { ...line, kind: 'adjustment', adjusts: { ...of, before, after, withheld: zero(currency('USD')) } };
};

/** Mends the first counter that differs. */
export const repair = async (world: CountedWorld, meter: Meter): Promise<void> => {
  const { differences } = await compareWithLog(customer, { meters: allMeters, minutes: 60, range });
  const [difference] = differences;
  if (difference === undefined) throw new Error('nothing differs');
  const discrepancy = counterDiscrepancy(customer, difference, now);
  world.note(discrepancy);
  await repairCounter(meter, discrepancy, 'damaged on purpose', now);
};

const event = fc.record({
  hour: fc.nat(5),
  units: fc.constantFrom('1', '0.1', '-3', '12'),
  user: fc.constantFrom('ann', 'bob'),
  kind: fc.constantFrom('a', 'b'),
});
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ step: fc.constant('count' as const), events: fc.array(event, { maxLength: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('void' as const), which: fc.nat(20) }) },
  fc.record({ step: fc.constant('close' as const), hour: fc.nat(7) }),
  fc.record({ step: fc.constant('split' as const), shards: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ step: fc.constant('backfill' as const) }),
);
export const steps = fc.array(step, { maxLength: 14 });
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Counts, voids, closes, splits and backfills.
 *  @returns the watermarks that late usage may have met */
export const play = async (world: CountedWorld, all: readonly Step[]): Promise<readonly Instant[]> => {
  const watermarks = new Set<Instant>();
  let made = 0;
  let known: readonly Meter[] = [meters.total, meters.floor, meters.users];
  const take = async (one: Step): Promise<void> => {
    switch (one.step) {
      case 'count': {
        const events = one.events.map(({ hour, units, user, kind }) => used(`e${made++}`, hour, units, user, kind));
        return world.count(events, known);
      }
      case 'void':
        if (one.which < made) await world.takeBack(`e${one.which}`, known);
        return;
      case 'close':
        await closeThrough(customer, plusHours(first, one.hour));
        watermarks.add((await closedThroughOf(customer)) ?? first);
        return;
      case 'split':
        return setShards(customer, one.shards).catch(() => undefined);
      case 'backfill':
        known = allMeters;
        for (const meter of allMeters) await world.backfill(meter);
    }
  };
  for (const one of all) await take(one);
  return [...watermarks].sort();
};

/** Two periods, and for each every line that any meter may have, in time and late. */
export const everyLine = async (watermarks: readonly Instant[], priced: readonly Priced[]) => {
  const periods = [
    { start: first, end: plusHours(first, 3) },
    { start: plusHours(first, 3), end: day.end },
  ];
  const lines = periods.flatMap((period) =>
    priced.flatMap((one) => [
      inTime(one, period),
      ...watermarks.map((watermark, at) => late(one, watermark, watermarks[at + 1] ?? plusHours(watermark, 1), period)),
    ]),
  );
  return Promise.all(lines);
};
