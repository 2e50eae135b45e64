import { describe, expect, it } from 'vitest';
import { type Discount, periodsFor } from '../../../../functions/catalog/coupon/discount.ts';
import { discountFromItem, discountToItem } from '../../../../functions/catalog/coupon/discount-wire.ts';
import { couponId, customerId, discountId, type InvoiceId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { moneyFromWire } from '../../../../functions/money/money.ts';

const day = (date: string): Instant => parseInstant(`${date}T00:00:00Z`);
const october = { start: day('2026-10-01'), end: day('2026-11-01') };
const ofOctober = invoiceId('inv_october');
const used = (...of: readonly string[]): readonly InvoiceId[] => of.map(invoiceId);

const discount = (change: Partial<Discount>): Discount => ({
  id: discountId('dsc_1'),
  couponId: couponId('LAUNCH'),
  customerId: customerId('acme'),
  name: 'Launch',
  deduction: { kind: 'percent', percent: decimal('20') },
  duration: { kind: 'periods', periods: 2 },
  appliesTo: null,
  startAt: day('2026-10-15'),
  removedAt: null,
  uses: [],
  createdAt: day('2026-10-15'),
  ...change,
});

const atStart = { start: october.start, end: october.start };

describe('periodsFor: how many periods a discount has left for the invoice of a period', () => {
  it.each([
    [2, 'redeemed in the period: all of it', {}],
    [0, 'redeemed as it ended, in the grace before its close', { startAt: october.end }],
    [2, 'removed as it ended', { removedAt: october.end }],
    [0, 'removed in the period', { removedAt: day('2026-10-31') }],
    [1, 'one of two periods used', { uses: used('inv_august') }],
    [0, 'two of two periods used', { uses: used('inv_august', 'inv_september') }],
    [1, 'two of two used, one of them by this very invoice', { uses: used('inv_september', 'inv_october') }],
    [2, 'removed in the period, but used by this very invoice', { removedAt: day('2026-10-31'), uses: [ofOctober] }],
    [0, 'once, and used', { duration: { kind: 'once' }, uses: used('inv_august') }],
    [Number.POSITIVE_INFINITY, 'for ever', { duration: { kind: 'forever' } }],
  ] satisfies [number, string, Partial<Discount>][])('%s: %s', (expected, _, change) => {
    expect(periodsFor(discount(change), october, ofOctober)).toBe(expected);
  });

  it("one that is redeemed at the moment of a subscription's start is for what is due then", () => {
    expect(periodsFor(discount({ startAt: atStart.start }), atStart, invoiceId('inv_start'))).toBe(2);
    expect(periodsFor(discount({}), atStart, invoiceId('inv_start'))).toBe(0);
  });
});

describe('what is stored is read back', () => {
  const tenDollars = new Map([[currency('USD'), moneyFromWire('10.00', currency('USD'))]]);
  it.each([
    discount({}),
    discount({ deduction: { kind: 'amount', amounts: tenDollars }, duration: { kind: 'once' }, appliesTo: ['seats'] }),
    discount({ duration: { kind: 'forever' }, removedAt: day('2026-10-20') }),
  ])('%#', (made) => expect(discountFromItem(discountToItem(made), [])).toEqual(made));
});
