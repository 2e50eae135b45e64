import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Aggregation, Measure, Meter } from '../../../functions/catalog/meter/meter.ts';
import { meterToWire } from '../../../functions/catalog/meter/meter-wire.ts';
import { chargeSchema } from '../../../functions/catalog/plan/charge-wire.ts';
import { periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import type { UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { handler as announce } from '../../../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../../../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../functions/invoice/close/finalize.handler.ts';
import type { InvoiceLine } from '../../../functions/invoice/invoice.ts';
import { meterKey } from '../../../functions/kernel/ids.ts';
import { type Instant, plusHours, plusMilliseconds, toMilliseconds } from '../../../functions/kernel/instant.ts';
import { consume } from '../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../functions/meter/counter/batch-id.ts';
import { closeThrough, setShards } from '../../../functions/meter/shard/shard-head-store.ts';
import { voidEvent } from '../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../functions/meter/void/void-store.ts';
import { type Decimal, decimal, plain, sum } from '../../../functions/money/decimal.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { dynamo } from '../../../functions/platform/table/dynamo.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { usageEvent } from '../ingest/sample.ts';
import { FakeDynamo } from '../meter/fake-dynamo.ts';
import { lambdaContext } from '../platform/http-event.ts';
import { BillingWorld } from './billing-world.ts';
import { customer, planOf, subscription } from './transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const measures: readonly Measure[] = [
  { aggregation: 'sum', valueProperty: 'amount' },
  { aggregation: 'count' },
  { aggregation: 'max', valueProperty: 'amount' },
  { aggregation: 'min', valueProperty: 'amount' },
  { aggregation: 'latest', valueProperty: 'amount' },
  { aggregation: 'unique_count', valueProperty: 'user', distinctBy: 'text' },
];
const aggregations = measures.map(({ aggregation }) => aggregation);
const meters: readonly Meter[] = measures.map((measure) => ({
  ...{ key: meterKey(measure.aggregation), name: measure.aggregation, eventType: 'used', measure },
  ...{ groupBy: [], filters: [], createdAt: subscription.createdAt, archivedAt: null },
}));
/** A step of ten at the first unit, so that what is late may cross it. */
const priceOf = (aggregation: Aggregation) => ({
  ...{ id: aggregation, meter: aggregation, model: 'tiered' },
  tiers: [
    { upTo: '10', unitAmount: '1.00' },
    { upTo: null, unitAmount: '0.50' },
  ],
});

const { start, end } = periodOf(subscription, 0);

/** A second of the first period, and what the event has. */
interface Use {
  readonly id: string;
  readonly second: number;
  readonly amount: string;
  readonly user: string;
}
const use = (id: string, second: number, amount: string, user: string): Use => ({ id, second, amount, user });
const toEvent = ({ id, second, amount, user }: Use): UsageEvent =>
  usageEvent({ id, type: 'used', time: plusMilliseconds(start, second * 1000), data: { amount, user } });

/** The real consumer, voids and closes over tables in memory. */
class Metered {
  private readonly tables = new FakeDynamo();
  private readonly billing = new BillingWorld();
  private closed = 0;

  constructor() {
    this.billing.add(customer, subscription, planOf(...aggregations.map(priceOf)));
    for (const meter of meters) {
      const key = { pk: 'METERS', sk: `METER#${meter.key}` };
      this.billing.items.set(`catalog|${key.pk}|${key.sk}`, { ...key, ...meterToWire(meter) });
    }
    vi.stubEnv('CLAIMS_TABLE', 'claims');
    Object.assign(dynamo, { send: async (command: unknown) => this.tables.execute(command) });
  }

  private get now(): Instant {
    return plusHours(periodOf(subscription, this.closed).start, 5);
  }

  async count(...uses: readonly Use[]): Promise<void> {
    const consumer = {
      store: countingStore(dynamo, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 }),
      ...{ metersOf: () => meters, windowMinutes: 60 as const, clock: () => this.now, lease: 60_000 },
      ...{ newBatch: () => newBatchId(this.now), backOff: async () => undefined },
      report: (error: unknown) => {
        throw error;
      },
    };
    // A batch each, so that shards share them.
    for (const one of uses) await consume(consumer, [toEvent(one)]);
  }

  async takeBack(id: string): Promise<void> {
    const common = { metersOf: () => meters, windowMinutes: 60 as const, backOff: async () => undefined };
    const { source } = usageEvent();
    await voidEvent({ ...common, store: voidStore(60, 400), clock: () => this.now }, { source, id }, null);
  }

  async close(): Promise<void> {
    const period = periodOf(subscription, this.closed++);
    await closeThrough(customer.id, period.end);
    const input = { subscriptionId: subscription.id, periodEnd: period.end };
    const { invoiceId } = await draft(input, lambdaContext);
    await finalize({ invoiceId }, lambdaContext);
    await announce({ invoiceId }, lambdaContext);
    await complete(input, lambdaContext);
  }

  /** For the first period, on each invoice in their order. */
  lines(aggregation: Aggregation): readonly (readonly InvoiceLine[])[] {
    const invoices = this.billing.all('INVOICE').map((item) => this.billing.invoiceIn(item));
    return invoices
      .toSorted((a, b) => (a.period.start < b.period.start ? -1 : 1))
      .map(({ lines }) => lines.filter((line) => line.meter === aggregation && line.period.start === start));
  }
}

const shown = (lines: readonly InvoiceLine[]): string =>
  lines.map(({ quantity, amount }) => `${plain(quantity)}: ${settledToWire(amount)}`).join(', ');

beforeEach(() => {
  const now = toMilliseconds(plusHours(periodOf(subscription, 8).end, 2));
  vi.useFakeTimers({ toFake: ['Date'], now });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('late usage of any aggregation is billed as what it changes, at 1.00 for the first ten and 0.50 for the rest', () => {
  it.each([
    ['sum', '16: 13.00', '12: 6.00', '1: 0.50', '-12: -6.00', '17 − 12 = 5 in the end'],
    ['count', '3: 3.00', '1: 1.00', '1: 1.00', '-1: -1.00', 'each event is one'],
    [
      'max',
      '9: 9.00',
      '3: 2.00',
      '',
      '-3: -2.00',
      '12 is greater than 9: 11.00 − 9.00; 1 is not; without 12 it is 9 again',
    ],
    ['min', '2: 2.00', '', '-1: -1.00', '', '12 is not less than 2, 1 is'],
    ['latest', '2: 2.00', '', '-1: -1.00', '', '12 was used earlier than 2, 1 later'],
    ['unique_count', '2: 2.00', '', '1: 1.00', '', 'ann and bob, then cy'],
  ] as const)('%s: %s; then %s; then %s; and − 12: %s (%s)', async (aggregation, first, ...later) => {
    const world = new Metered();
    await world.count(use('a', 10, '5', 'ann'), use('b', 20, '9', 'bob'), use('c', 30, '2', 'ann'));
    await world.close();
    await world.count(use('d', 25, '12', 'bob'));
    await world.close();
    await world.count(use('e', 40, '1', 'cy'));
    await world.close();
    await world.takeBack('d');
    await world.close();
    expect(world.lines(aggregation).map(shown)).toEqual([first, ...later.slice(0, 3)]);
  });

  it.each([
    ['sum', '5: 5.00', '-5: -5.00', '7: 7.00'],
    ['count', '1: 1.00', '-1: -1.00', '1: 1.00'],
    ['max', '5: 5.00', '-5: -5.00', '7: 7.00'],
    ['min', '5: 5.00', '-5: -5.00', '7: 7.00'],
    ['latest', '5: 5.00', '-5: -5.00', '7: 7.00'],
    ['unique_count', '1: 1.00', '-1: -1.00', '1: 1.00'],
  ] as const)(
    '%s: the only event is taken back, nothing is left; a later one counts on: %s, %s, %s',
    async (aggregation, ...expected) => {
      const world = new Metered();
      await world.count(use('a', 10, '5', 'ann'));
      await world.close();
      await world.takeBack('a');
      await world.close();
      await world.count(use('b', 5, '7', 'bob'));
      await world.close();
      expect(world.lines(aggregation).map(shown)).toEqual(expected);
    },
  );

  it('names the first invoice, its figures before and after: the greatest of September was 9, and is 12', async () => {
    const world = new Metered();
    await world.count(use('a', 10, '9', 'ann'));
    await world.close();
    await world.count(use('b', 20, '12', 'ann'));
    await world.close();
    const [, [line] = []] = world.lines('max');
    const { before, after, number, closedThrough } = line?.adjusts ?? {};
    const rated = [before, after].map((one) => one && [plain(one.quantity), settledToWire(one.amount)]);
    expect({ rated, number, closedThrough }).toEqual({
      rated: [
        ['9', '9.00'],
        ['12', '11.00'],
      ],
      ...{ number: 'INV-000001', closedThrough: end },
    });
  });
});

/** What the events come to, by other means than the counters. */
const figureOf = (aggregation: Aggregation, uses: readonly Use[]): Decimal => {
  const amounts = uses.map(({ amount }) => decimal(amount)).toSorted((a, b) => a.comparedTo(b));
  const zero = decimal('0');
  switch (aggregation) {
    case 'sum':
      return sum(amounts);
    case 'count':
      return decimal(String(uses.length));
    case 'max':
      return amounts.at(-1) ?? zero;
    case 'min':
      return amounts[0] ?? zero;
    case 'latest':
      return decimal(
        uses.toSorted((a, b) => (toEvent(a).time + a.id < toEvent(b).time + b.id ? 1 : -1))[0]?.amount ?? '0',
      );
    case 'unique_count':
      return decimal(String(new Set(uses.map(({ user }) => user)).size));
  }
};

describe('law: over all invoices a period costs what its usage costs, whatever counts it', () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('use' as const),
        second: fc.integer({ min: 0, max: 7000 }),
        amount: fc.integer({ min: -4, max: 40 }).map((n) => plain(decimal(String(n)).dividedBy(2))),
        user: fc.constantFrom('ann', 'bob', 'cy'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), of: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('close' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const) }) },
  );

  it('in whatever order it comes and is taken back, over shards, before and after closes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
        const world = new Metered();
        const standing = new Map<string, Use>();
        const ids: string[] = [];
        let closes = 0;
        for (const one of steps) {
          if (one.kind === 'use') {
            const used = use(`e${ids.length}`, one.second, one.amount, one.user);
            await world.count(used);
            ids.push(used.id);
            standing.set(used.id, used);
          } else if (one.kind === 'void' && ids.length > 0) {
            const id = ids[one.of % ids.length] ?? '';
            await world.takeBack(id);
            standing.delete(id);
          } else if (one.kind === 'close' && closes < 6) {
            await world.close();
            closes++;
          } else if (one.kind === 'split') {
            await setShards(customer.id, 3);
          }
        }
        await world.close();
        for (const aggregation of aggregations) {
          const lines = world.lines(aggregation).flat();
          const used = figureOf(aggregation, [...standing.values()]);
          const costs = rateCharge(chargeSchema.parse(priceOf(aggregation)), plainMetered(used), customer.currency);
          expect([aggregation, plain(sum(lines.map(({ quantity }) => quantity)))]).toEqual([aggregation, plain(used)]);
          expect([aggregation, plain(sum(lines.map(({ amount }) => amount.amount)))]).toEqual([
            aggregation,
            plain(costs.amount.amount),
          ]);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
