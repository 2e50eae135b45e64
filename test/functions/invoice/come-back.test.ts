import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import { leftOf } from '../../../functions/invoice/credit-note/line-history.ts';
import { requireBilled } from '../../../functions/invoice/late/billed-service.ts';
import { plusHours, toMilliseconds } from '../../../functions/kernel/instant.ts';
import { MeterlineError } from '../../../functions/kernel/meterline-error.ts';
import { decimal, sum, ZERO } from '../../../functions/money/decimal.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { booksOf } from './books.ts';
import { ComeBackRun } from './come-back-run.ts';
import type { CountedUsage } from './counted-usage.ts';
import { dollars, usd } from './issued.ts';
import { ledgersOf, type Payment } from './ledger.ts';
import { customer, planOf, subscription } from './transcoding.ts';

const counted = vi.hoisted((): { all: CountedUsage[] } => ({ all: [] }));
vi.mock('../../../functions/meter/usage/usage-service.ts', async () =>
  (await import('./counted-usage.ts')).usageReads(() => counted.all),
);
/** The tax that every line has; null for none. */
const taxing = vi.hoisted((): { fraction: string | null; isInclusive: boolean } => ({
  fraction: null,
  isInclusive: false,
}));
vi.mock('../../../functions/invoice/tax/tax-engine-gateway.ts', async () => {
  const { rated } = await import('./tax/rated-tax.ts');
  return { taxEngine: () => rated(taxing) };
});
vi.mock('../../../functions/invoice/verify/proof-store.ts', () => ({ requireVerified: async () => undefined }));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(plusHours(periodOf(subscription, 8).end, 2)) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** One more takes back what is left. */
const closes = 5;
const meters = ['minutes', 'calls'] as const;
const prices = meters.map((meter) => ({ id: meter, meter, model: 'linear', unitAmount: '1' }));

/** `of` is a month; where it lies in the future, the act is for the last month that is closed. */
type Act =
  | { readonly kind: 'use'; readonly meter: string; readonly of: number; readonly units: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'pay' | 'credit_all'; readonly of: number }
  | { readonly kind: 'credit_line'; readonly of: number; readonly line: number; readonly amount: number }
  | { readonly kind: 'credit_amount'; readonly of: number; readonly amount: number };

const of = fc.nat(closes - 2);
const amount = fc.integer({ min: 1, max: 60 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('use' as const), meter: fc.constantFrom(...meters), of },
      units: fc.integer({ min: -80, max: 80 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Act>({ kind: 'close' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('pay' as const, 'credit_all' as const), of }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('credit_line' as const),
      of,
      line: fc.integer({ min: 1, max: 4 }),
      amount,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('credit_amount' as const), of, amount }) },
);

/** What the customer's tax and coupons are. */
interface Terms {
  readonly fraction: string | null;
  readonly isInclusive: boolean;
  readonly percentOff: string | null;
  readonly amountOff: string | null;
}

const plain: Terms = { fraction: null, isInclusive: false, percentOff: null, amountOff: null };

/** What was done to a run: usage never falls below zero, and a refusal has changed nothing. */
class Story {
  readonly run: ComeBackRun;
  readonly used = new Map<string, number>();
  readonly payments: Payment[] = [];
  closed = 0;

  constructor({ fraction, isInclusive, percentOff, amountOff }: Terms) {
    Object.assign(taxing, { fraction, isInclusive });
    this.run = new ComeBackRun(planOf(...prices), counted.all);
    if (percentOff !== null) this.run.redeem('percent', { kind: 'percent', percent: decimal(percentOff) });
    if (amountOff !== null)
      this.run.redeem('amount', { kind: 'amount', amounts: new Map([[usd, dollars(amountOff)]]) });
  }

  /** Takes back all usage, and then all that is left of each invoice. */
  async takeBackAll(): Promise<void> {
    for (const [key, units] of this.used) {
      const [meter = '', month = ''] = key.split(' ');
      this.use(meter, Number(month), -units);
    }
    await this.close();
    for (let month = 0; month < this.closed; month += 1) await this.act({ kind: 'credit_all', of: month });
  }

  async act(one: Act): Promise<void> {
    if (one.kind === 'close') return this.closed < closes ? this.close() : undefined;
    if (one.kind === 'use' && this.closed < closes) this.use(one.meter, Math.min(one.of, this.closed), one.units);
    if (this.closed === 0) return;
    const month = Math.min(one.of, this.closed - 1);
    try {
      if (one.kind === 'pay') await this.pay(month);
      if (one.kind === 'credit_all') await this.run.creditAll(month);
      if (one.kind === 'credit_amount') await this.run.creditAmount(month, String(one.amount));
      if (one.kind === 'credit_line') await this.run.creditLine(month, `line_${one.line}`, String(one.amount));
    } catch (error) {
      if (!(error instanceof MeterlineError)) throw error;
    }
  }

  private async close(): Promise<void> {
    await this.run.close(this.closed++);
  }

  private use(meter: string, month: number, units: number): void {
    const key = `${meter} ${month}`;
    const before = this.used.get(key) ?? 0;
    const more = Math.max(units, -before);
    this.used.set(key, before + more);
    if (more !== 0) this.run.use(meter, String(more), month, this.closed);
  }

  private async pay(month: number): Promise<void> {
    const { amountRemaining, id, status } = await this.run.invoice(month);
    if (status !== 'open') return;
    await this.run.pay(month);
    this.payments.push({ customerId: customer.id, invoiceId: id, amount: amountRemaining });
  }

  /** Of no line has more come back than was billed for it. */
  async expectHeld(): Promise<void> {
    for (let month = 0; month < this.closed; month += 1) {
      const { billed } = await requireBilled(this.run.id(month));
      for (const history of billed.histories.values()) {
        // A note of an amount is split over the lines in cents.
        const left = leftOf(history)?.amount.amount ?? ZERO;
        expect(left.greaterThanOrEqualTo('-0.01')).toBe(true);
      }
    }
    const books = booksOf(this.run.world, this.payments);
    for (const { difference, balanceDifference } of ledgersOf(books)) {
      expect([difference, balanceDifference].map(settledToWire)).toEqual(['0.00', '0.00']);
    }
  }
}

describe('law: what comes back of a line is never more than what was billed for it', () => {
  it('by credit notes, late usage and voids, in any order, over any invoices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 24 }), async (acts) => {
        const story = new Story(plain);
        for (const one of acts) {
          await story.act(one);
          await story.expectHeld();
        }
        while (story.closed < closes) await story.act({ kind: 'close' });
        await story.expectHeld();
        const { invoices, creditNotes } = booksOf(story.run.world, []);
        const billed = sum(invoices.map(({ total }) => total.amount));
        const notes = sum(creditNotes.map(({ total }) => total.amount));
        const cost = decimal(String([...story.used.values()].reduce((all, one) => all + one, 0)));
        const owed = billed.minus(notes);
        // All usage is owed, or has come back by a note; and nothing beyond it is owed.
        expect(owed.greaterThanOrEqualTo(0)).toBe(true);
        expect(owed.greaterThanOrEqualTo(cost.minus(notes))).toBe(true);
        expect(owed.lessThanOrEqualTo(cost)).toBe(true);
        // Without tax and coupons, a note that names lines is for just what it takes back of them.
        for (const { lines, total } of creditNotes.filter((note) => note.lines.length > 0)) {
          expect(total.amount.equals(sum(lines.map(({ amount }) => amount.amount)))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('with taxes and coupons: all of it comes back in the end, but for what taxes are rounded by', async () => {
    const terms: fc.Arbitrary<Terms> = fc.record({
      fraction: fc.constantFrom(null, '0.19', '0.0775'),
      isInclusive: fc.boolean(),
      percentOff: fc.constantFrom(null, '15', '33.3'),
      amountOff: fc.constantFrom(null, '10.00', '7.77'),
    });
    await fc.assert(
      fc.asyncProperty(terms, fc.array(act, { maxLength: 20 }), async (of, acts) => {
        const story = new Story(of);
        for (const one of acts) {
          await story.act(one);
          await story.expectHeld();
        }
        while (story.closed < closes) await story.act({ kind: 'close' });
        await story.expectHeld();
        await story.takeBackAll();
        const { invoices, creditNotes } = booksOf(story.run.world, []);
        const billed = sum(invoices.map(({ total }) => total.amount));
        const notes = sum(creditNotes.map(({ total }) => total.amount));
        // Each invoice and each note rounds its tax by half a cent at most: 25.00 + 70.00 − 95.00 with 7.75 % are
        // 26.94 + 75.43 − 102.36 = 0.01.
        const rounded = of.fraction === null ? 0 : invoices.length + creditNotes.length;
        expect(billed.minus(notes).abs().lessThanOrEqualTo(decimal('0.005').times(rounded))).toBe(true);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
