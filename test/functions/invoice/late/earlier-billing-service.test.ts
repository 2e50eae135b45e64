import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chargeSchema } from '../../../../functions/catalog/plan/charge-wire.ts';
import { periodOf as billingPeriod, type Period } from '../../../../functions/catalog/subscription/billing-period.ts';
import { handler as announce } from '../../../../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../../../../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../../functions/invoice/close/finalize.handler.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { markPaid } from '../../../../functions/invoice/lifecycle/payment-service.ts';
import { requireInvoice } from '../../../../functions/invoice/store/invoice-store.ts';
import type { InvoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, plusHours, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { groupKey } from '../../../../functions/meter/counter/group.ts';
import { decimal, ONE, plain, sum } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import type { Metered } from '../../../../functions/rate/metered.ts';
import { rateCharge } from '../../../../functions/rate/rate-charge.ts';
import { chargeInput, resolutions } from '../../catalog/arbitraries.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import type { CountedUsage } from '../counted-usage.ts';
import { customer, minutes, planOf, seat, subscription } from '../transcoding.ts';

const counted = vi.hoisted((): { all: CountedUsage[] } => ({ all: [] }));
vi.mock('../../../../functions/meter/usage/usage-service.ts', async () =>
  (await import('../counted-usage.ts')).usageReads(() => counted.all),
);
vi.mock('../../../../functions/invoice/verify/proof-store.ts', () => ({ requireVerified: async () => undefined }));

const closes = 4;
const meter = 'transcoding_minutes';
const periods = Array.from({ length: closes }, (_, index) => billingPeriod(subscription, index));
const periodOf = (index: number): Period => periods[index] ?? subscription.period;

/** Units of a period that arrive before the close of another, or of the same. */
interface Arrival {
  readonly units: string;
  readonly of: number;
  readonly before: number;
  readonly meter?: string;
  readonly resolution?: string;
}

/** As the consumer routes it by the watermark, which is the start of the open period. */
const count = ({ units, of, before, meter: own = meter, resolution = '' }: Arrival): void => {
  const group = groupKey({ groupBy: ['resolution'] }, { resolution }) ?? '';
  const window: Instant = plusHours(periodOf(of).start, 5);
  counted.all.push({ meter: own, window, units, group, epoch: of === before ? null : periodOf(before).start });
};

const closeAll = async (arrivals: readonly Arrival[], ...charges: readonly unknown[]) => {
  counted.all = [];
  const world = new BillingWorld();
  world.add(customer, subscription, planOf(...charges));
  for (const [index, { end }] of periods.entries()) {
    for (const arrival of arrivals) if (arrival.before === index) count(arrival);
    const input = { subscriptionId: subscription.id, periodEnd: end };
    const { invoiceId } = await draft(input, lambdaContext);
    await finalize({ invoiceId }, lambdaContext);
    await pay(invoiceId);
    await announce({ invoiceId }, lambdaContext);
    await complete(input, lambdaContext);
  }
  const invoices = world.all('INVOICE').map((item) => world.invoiceIn(item));
  return { world, invoices: invoices.toSorted((a, b) => (a.period.start < b.period.start ? -1 : 1)) };
};

/** What is given back becomes balance, since all was paid before. */
const pay = async (id: InvoiceId): Promise<void> => {
  const { status, amountRemaining, createdAt } = await requireInvoice(id);
  if (status === 'open') await markPaid(id, { paymentId: `pay_${id}`, amount: amountRemaining, at: createdAt });
};

const shown = ({ lines, total, balanceBefore, balanceAfter, amountDue }: Invoice) => ({
  lines: lines.map(({ kind, quantity, amount }) => `${kind} ${plain(quantity)}: ${settledToWire(amount)}`),
  sums: [total, balanceBefore, balanceAfter, amountDue].map(settledToWire).join(' '),
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(plusHours(periodOf(closes - 1).end, 2)) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('late usage over four closes', () => {
  it('chained: 268.00, then + 7.00 for 100, then + 3.50 for 50 more; the first invoice stays', async () => {
    const { invoices } = await closeAll(
      [
        { units: '3400', of: 0, before: 0 },
        { units: '100', of: 0, before: 1 },
        { units: '50', of: 0, before: 2 },
      ],
      minutes,
    );
    expect(invoices.map(shown)).toEqual([
      { lines: ['charge 3400: 268.00'], sums: '268.00 0.00 0.00 268.00' },
      { lines: ['charge 0: 0.00', 'adjustment 100: 7.00'], sums: '7.00 0.00 0.00 7.00' },
      { lines: ['charge 0: 0.00', 'adjustment 50: 3.50'], sums: '3.50 0.00 0.00 3.50' },
      { lines: ['charge 0: 0.00'], sums: '0.00 0.00 0.00 0.00' },
    ]);
    expect(invoices[2]?.lines[1]?.adjusts).toMatchObject({ number: 'INV-000001', invoiceId: invoices[0]?.id });
  });

  it('− 44.00 becomes credit: 30.00 and 10.00 are paid of it, and 4.00 of the last 9.00', async () => {
    const { invoices } = await closeAll(
      [
        { units: '1200', of: 0, before: 0 },
        { units: '-500', of: 0, before: 1 },
        { units: '400', of: 2, before: 2 },
        { units: '90', of: 3, before: 3 },
      ],
      minutes,
    );
    expect(invoices.map(shown).map(({ sums }) => sums)).toEqual([
      '114.00 0.00 0.00 114.00',
      '-44.00 0.00 44.00 0.00',
      '40.00 44.00 4.00 0.00',
      '9.00 4.00 0.00 5.00',
    ]);
    expect(invoices.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid', 'paid']);
  });

  it('of two periods at once, each on its own line; a charge a line, a fee none', async () => {
    const { invoices } = await closeAll(
      [
        { units: '10', of: 0, before: 2 },
        { units: '20', of: 1, before: 2 },
      ],
      minutes,
      { ...minutes, id: 'again' },
      seat,
    );
    const adjustments = invoices[2]?.lines.filter(({ kind }) => kind === 'adjustment') ?? [];
    expect(adjustments.map(({ chargeId, period, amount }) => [chargeId, period.start, settledToWire(amount)])).toEqual([
      ['minutes', periodOf(0).start, '1.00'],
      ['again', periodOf(0).start, '1.00'],
      ['minutes', periodOf(1).start, '2.00'],
      ['again', periodOf(1).start, '2.00'],
    ]);
  });

  it('what no invoice has a line for is announced, once however often the close is run', async () => {
    const { world, invoices } = await closeAll([{ units: '8', of: 0, before: 1, meter: 'unpriced' }], minutes);
    expect(invoices.flatMap(({ lines }) => lines.map(({ kind }) => kind))).not.toContain('adjustment');
    const unbilled = world.heard.filter(({ eventId }) => eventId.startsWith('usage.unbilled'));
    expect(unbilled).toMatchObject([
      { customerId: 'cust_8821', meter: 'unpriced', quantity: '8', reason: 'meter_not_priced' },
    ]);
    await draft({ subscriptionId: subscription.id, periodEnd: periodOf(1).end }, lambdaContext);
    expect(world.heard.filter(({ eventId }) => eventId.startsWith('usage.unbilled'))).toHaveLength(1);
  });
});

/** Each arrival is a group of its own, of one event. */
const meteredOf = (arrivals: readonly Arrival[]): Metered => {
  const groups = arrivals.map(({ units, resolution }) => ({
    ...{ values: resolution ? { resolution } : {}, quantity: decimal(units), events: ONE },
  }));
  const total = (field: 'quantity' | 'events') => sum(groups.map((group) => group[field]));
  return { quantity: total('quantity'), events: total('events'), groups };
};

describe('law: over all invoices, a period costs what all its usage costs', () => {
  const units = fc.integer({ min: -500, max: 3000 }).map((n) => plain(decimal(String(n)).dividedBy(4)));
  const arrival = fc
    .tuple(units, fc.nat({ max: closes - 1 }), fc.nat({ max: closes - 1 }), fc.constantFrom('', ...resolutions))
    .map(([amount, a, b, resolution]): Arrival => {
      return { units: amount, of: Math.min(a, b), before: Math.max(a, b), resolution };
    });
  const charge = chargeInput('linear', 'tiered', 'volume', 'package', 'percentage').map((one) => ({ ...one, meter }));

  it('in whatever order late usage comes, at any price', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 12 }), charge, async (arrivals, price) => {
        const { invoices } = await closeAll(arrivals, price);
        const lines = invoices.flatMap((invoice) => invoice.lines);
        for (const [index, { start }] of periods.entries()) {
          const usage = meteredOf(arrivals.filter(({ of }) => of === index));
          const own = lines.filter(({ period }) => period.start === start);
          expect(plain(sum(own.map(({ quantity }) => quantity)))).toBe(plain(usage.quantity));
          const costs = rateCharge(chargeSchema.parse(price), usage, customer.currency);
          expect(plain(sum(own.map(({ amount }) => amount.amount)))).toBe(plain(costs.amount.amount));
        }
        const totals = sum(invoices.map(({ total }) => total.amount));
        const due = sum(invoices.map(({ amountDue }) => amountDue.amount));
        expect(plain(due.minus(totals))).toBe(plain(invoices.at(-1)?.balanceAfter.amount ?? decimal('0')));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
