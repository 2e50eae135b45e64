import fc from 'fast-check';
import type { Measure, Meter } from '../../../functions/catalog/meter/meter.ts';
import { contentHash } from '../../../functions/ingest/content-hash.ts';
import type { UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { customerId, meterKey } from '../../../functions/kernel/ids.ts';
import { parseInstant, plusHours, plusMilliseconds } from '../../../functions/kernel/instant.ts';
import type { WindowMinutes } from '../../../functions/meter/counter/window.ts';

export const start = parseInstant('2026-10-01T00:00:00Z');
export const hours = 4;
export const end = plusHours(start, hours);
export const customers = [customerId('cust_a'), customerId('cust_b')] as const;

const meter = (key: string, measure: Measure, more: Partial<Meter> = {}): Meter => ({
  ...{ key: meterKey(key), name: key, eventType: 'used', measure, groupBy: [], filters: [], createdAt: start },
  archivedAt: null,
  ...more,
});

/** One of each aggregation, all of the same events. `sizes` cannot read some of them, which all others count. */
export const meters: readonly Meter[] = [
  meter('total', { aggregation: 'sum', valueProperty: 'amount' }),
  meter('calls', { aggregation: 'count' }, { groupBy: ['region'] }),
  meter(
    'peak',
    { aggregation: 'max', valueProperty: 'amount' },
    { filters: [{ property: 'region', op: 'ne', value: 'eu' }] },
  ),
  meter('floor', { aggregation: 'min', valueProperty: 'amount' }),
  meter('last', { aggregation: 'latest', valueProperty: 'amount' }),
  meter('sizes', { aggregation: 'sum', valueProperty: 'size' }),
  meter('people', { aggregation: 'unique_count', valueProperty: 'user', distinctBy: 'text' }),
];

export interface Operations {
  /** That one begins at a step. */
  readonly chance: number;
  readonly most: number;
  /** Shares of them; the others are closes. */
  readonly voids: number;
  readonly backfills: number;
  readonly splits: number;
  /** That a consumer knows a meter. */
  readonly knows: number;
}

export interface Scenario {
  readonly seed: number;
  readonly operations: Operations;
  readonly minutes: WindowMinutes;
  readonly events: readonly {
    readonly key: number;
    readonly customer: 0 | 1;
    readonly quarter: number;
    readonly second: number;
    readonly data: {
      readonly amount: string;
      readonly region?: string;
      readonly size?: string;
      readonly user: string | number;
    };
    /** Those that carry it. */
    readonly messages: readonly number[];
  }[];
}

const scenariosOf = (customer: fc.Arbitrary<0 | 1>, lastQuarter: number): fc.Arbitrary<Scenario> =>
  fc.record({
    seed: fc.integer(),
    operations: fc.constant({ chance: 0.05, most: 14, voids: 0.4, backfills: 0.1, splits: 0.2, knows: 0.85 }),
    minutes: fc.constantFrom<WindowMinutes>(60, 30, 15),
    events: fc.array(
      fc.record({
        key: fc.nat(5),
        customer,
        quarter: fc.nat(lastQuarter),
        second: fc.nat(1),
        data: fc.record(
          {
            amount: fc.constantFrom('1', '0.1', '0.7', '-3', '12345678901234567890.123456789'),
            region: fc.constantFrom('eu', 'us'),
            size: fc.constantFrom('2', '2', 'large'),
            user: fc.constantFrom('a', 'b', 5, '5'),
          },
          { requiredKeys: ['amount', 'user'] },
        ),
        messages: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  });

/** Everything in a few counters, where consumers meet. */
export const crowded = scenariosOf(fc.constant(0), 1);
export const scenarios = fc.oneof(scenariosOf(fc.constantFrom(0, 0, 0, 1), hours * 4 - 1), crowded);

/** Voids of events of one window, several at once, while others are still being counted. */
export const contested: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer(),
  operations: fc.constant({ chance: 0.3, most: 60, voids: 0.76, backfills: 0.2, splits: 0.02, knows: 0.85 }),
  minutes: fc.constant(60),
  events: fc
    .array(fc.record({ amount: fc.integer({ min: 1, max: 9 }), message: fc.nat(2) }), { minLength: 4, maxLength: 8 })
    .map((events) =>
      events.map(({ amount, message }, key) => ({
        ...{ key, customer: 0 as const, quarter: 0, second: key, messages: [message] },
        data: { amount: String(amount), user: 'a' },
      })),
    ),
});

/** Sums that no counter can hold: 10^37 and 0.1 in one window. All meters are there from the beginning, since a backfill leaves out
 *  what its counters cannot hold. */
export const tooPrecise: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer(),
  operations: fc.constant({ chance: 0.05, most: 14, voids: 0.4, backfills: 0, splits: 0, knows: 1 }),
  minutes: fc.constant(60),
  events: fc.array(
    fc.record({
      key: fc.nat(3),
      customer: fc.constant(0 as const),
      quarter: fc.nat(4),
      second: fc.nat(1),
      data: fc.record({ amount: fc.constantFrom(`1${'0'.repeat(37)}`, '0.1', '0.7', '3'), user: fc.constant('a') }),
      messages: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 8 },
  ),
});

/** What a sender makes of an event that was set aside: the same key with another content, which fits into any counter. */
export const corrected = (event: UsageEvent): UsageEvent => {
  const data = { amount: '5', user: 'corrected' };
  return { ...event, data, hash: contentHash({ ...event, data }) };
};

export const toEvent = ({ key, customer, quarter, second, data }: Scenario['events'][number]): UsageEvent => {
  const content = { type: 'used', customer: customers[customer], data };
  const time = plusMilliseconds(start, quarter * 900_000 + second * 1000);
  return { source: 'test', id: `e${key}`, ...content, time, hash: contentHash(content) };
};

/** Numbers in [0, 1). */
export const chanceOf = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};
