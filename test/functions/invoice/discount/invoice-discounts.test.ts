import { describe, expect, it } from 'vitest';
import type { Duration } from '../../../../functions/catalog/coupon/coupon-terms.ts';
import type { Discount } from '../../../../functions/catalog/coupon/discount.ts';
import { applyDiscounts, type DiscountableLine } from '../../../../functions/invoice/discount/apply-discounts.ts';
import { discountsOn, usedDiscounts } from '../../../../functions/invoice/discount/invoice-discounts.ts';
import { couponId, customerId, discountId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../../../functions/money/money.ts';

const usd = currency('USD');
/** The first of the month, of 2026. */
const first = (month: number): Instant => parseInstant(`2026-${String(month).padStart(2, '0')}-01T00:00:00Z`);

/** 100.00 of usage for the month, and 20.00 in advance for the next. */
const lines = (month: number, usage = '100.00'): readonly DiscountableLine[] => [
  {
    id: 'line_1',
    kind: 'charge',
    chargeId: 'usage',
    amount: moneyFromWire(usage, usd),
    period: { start: first(month) },
  },
  {
    id: 'line_2',
    kind: 'charge',
    chargeId: 'seat',
    amount: moneyFromWire('20.00', usd),
    period: { start: first(month + 1) },
  },
];

const half = (duration: Duration): Discount => ({
  ...{ id: discountId('dsc_1'), couponId: couponId('HALF'), customerId: customerId('acme'), name: 'Half' },
  ...{ deduction: { kind: 'percent', percent: decimal('50') }, duration, appliesTo: null },
  ...{ startAt: first(1), removedAt: null, uses: [], createdAt: first(1) },
});

const off20 = (duration: Duration): Discount => ({
  ...half(duration),
  deduction: { kind: 'amount', amounts: new Map([[usd, moneyFromWire('20.00', usd)]]) },
});

/** What is taken off the invoices: at the start a fee of 20.00; then of each month its usage and the next one's fee. */
const run = (before: Discount, usages: readonly string[], trial = 0) => {
  let discount = before;
  return [-1, ...usages.keys()].map((index) => {
    const month = index + 2;
    const period = { start: first(Math.max(month, 2)), end: first(month + 1) };
    const invoice = { id: invoiceId(`inv_${month}`), period, isTrial: index >= 0 && index < trial };
    const billed = lines(month, usages[index]).slice(index < 0 ? 1 : 0);
    const running = discountsOn([discount], invoice);
    const applied = applyDiscounts(billed, running, usd);
    const [used] = usedDiscounts(running, billed, applied);
    if (used !== undefined) discount = { ...discount, uses: [...discount.uses, invoice.id] };
    return applied.discounts.map(({ amount }) => settledToWire(amount)).join() || '-';
  });
};

describe('50 % off 100.00 a month, and 20.00 in advance', () => {
  it('once: the first invoice that it takes something off, that of the start', () => {
    expect(run(half({ kind: 'once' }), ['100.00', '100.00'])).toEqual(['10.00', '-', '-']);
  });

  it('two periods: their fees and their usage, on three invoices', () => {
    expect(run(half({ kind: 'periods', periods: 2 }), ['100.00', '100.00', '100.00'])).toEqual([
      ...['10.00', '60.00', '50.00'],
      '-',
    ]);
  });

  it('a period without usage is one of them', () => {
    expect(run(half({ kind: 'periods', periods: 2 }), ['0.00', '100.00', '100.00'])).toEqual([
      ...['10.00', '10.00', '50.00'],
      '-',
    ]);
  });

  it('a trial is not', () => {
    expect(run(half({ kind: 'periods', periods: 1 }), ['0.00', '100.00', '100.00'], 1)).toEqual([
      ...['10.00', '10.00', '50.00'],
      '-',
    ]);
  });

  it('for ever', () => {
    expect(run(half({ kind: 'forever' }), ['100.00', '100.00'])).toEqual(['10.00', '60.00', '60.00']);
  });
});

describe('20.00 off 100.00 a month, and 20.00 in advance: of so many invoices as it has periods', () => {
  const usages = ['100.00', '100.00', '100.00'];

  it.each([
    [3, 0, ['20.00', '20.00', '20.00', '-'], 'that of the start is one: 3 × 20.00'],
    [2, 1, ['20.00', '20.00', '-', '-'], 'that of a trial is one too: 2 × 20.00'],
  ])('%s periods after a trial of %s: %j, %s', (periods, trial, taken) => {
    expect(run(off20({ kind: 'periods', periods }), usages, trial)).toEqual(taken);
  });

  it('one that it takes nothing off is none', () => {
    const named = { ...off20({ kind: 'periods', periods: 2 }), appliesTo: ['usage'] };
    expect(run(named, ['0.00', ...usages])).toEqual(['-', '-', '20.00', '20.00', '-']);
  });
});

describe('which discounts an invoice uses up', () => {
  const invoice = { id: invoiceId('inv_2'), period: { start: first(2), end: first(3) }, isTrial: false };
  const used = (discounts: readonly Discount[], billed: readonly DiscountableLine[]) => {
    const running = discountsOn(discounts, invoice);
    return usedDiscounts(running, billed, applyDiscounts(billed, running, usd)).map(({ id }) => id);
  };
  const named = (id: string, discount: Discount): Discount => ({ ...discount, id: discountId(id) });
  const [usage] = lines(2);
  if (usage === undefined) throw new TypeError('a line');

  it('not one that a line has only brought from an earlier invoice', () => {
    const brought = { discountId: discountId('dsc_1'), couponId: couponId('OFF'), name: 'Off', percent: null };
    const credit: DiscountableLine = {
      ...usage,
      ...{ kind: 'credit', amount: moneyFromWire('-10.00', usd) },
      discounts: [{ ...brought, amount: moneyFromWire('-5.00', usd) }],
    };
    expect(used([off20({ kind: 'once' })], [credit])).toEqual([]);
    expect(used([off20({ kind: 'once' })], [credit, usage])).toEqual(['dsc_1']);
  });

  it('never one that is for ever', () => {
    expect(used([half({ kind: 'forever' }), named('dsc_2', off20({ kind: 'forever' }))], [usage])).toEqual([]);
  });

  it('of two amounts, of which the first takes all: the first', () => {
    const two = [named('dsc_1', off20({ kind: 'once' })), named('dsc_2', off20({ kind: 'once' }))];
    expect(used(two, [{ ...usage, amount: moneyFromWire('20.00', usd) }])).toEqual(['dsc_1']);
    expect(used(two, [{ ...usage, amount: moneyFromWire('20.01', usd) }])).toEqual(['dsc_1', 'dsc_2']);
  });
});
