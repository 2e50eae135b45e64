import type { Instant } from '../../kernel/instant.ts';
import type { Decimal } from '../../money/decimal.ts';
import { add, compare, type Money, negate, subtract, zero } from '../../money/money.ts';
import { type Breakdown, boundBracket } from '../../rate/line.ts';
import type { Metered } from '../../rate/metered.ts';
import { type DiscountedLine, discountChange, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import { rerated } from '../period/rerated.ts';
import { lastMomentOf } from '../period/tax-point.ts';
import { carriedFrom, type LineTax, undecidedAt } from '../tax/line-tax.ts';
import type { AppliedDiscount } from '../totals.ts';
import { difference } from './difference.ts';

/** What a meter counted in a period that was billed before, without and with the usage that came late for it. */
export interface LateChange {
  /** The customer's usage had been closed up to here when the late usage came. */
  readonly closedThrough: Instant;
  readonly before: Metered;
  readonly after: Metered;
}

/** The tax of a line that adjusts a billed one: that which was billed, or, where it was not kept, what is decided for the
 *  time of the billed line. */
export const taxOfAdjustment = ({ id }: Pick<BilledInvoice, 'id'>, { id: lineId, tax, period }: InvoiceLine): LineTax =>
  carriedFrom({ invoiceId: id, lineId }, tax ?? undecidedAt(lastMomentOf(period)));

/** The line that adjusts a billed one to its late usage, at the price that is on that line. Its amount is the
 *  difference of two amounts that are each rounded, so that a line and all its adjustments come to what all its
 *  usage costs.
 *
 *  An example: 3,400 minutes were billed at 268.00 (1,000 × 0.10 + 2,400 × 0.07), and 100 came late. 3,500 cost
 *  275.00, so the adjustment is 100 minutes at 7.00.
 *
 *  What credit notes have given back already is not given back again. 70.00 were billed, and a credit note took back
 *  50.00. All usage is taken back: of the 70.00, 20.00 are left, and the adjustment is −20.00 instead of −70.00.
 *  @param billed the invoice of the line: final, or in a preview also a draft that is held and has no number yet
 *  @param left what credit notes have left of the line; undefined where they took nothing
 *  @returns no line where neither the quantity changes nor what it consists of */
export const lateAdjustment = (
  billed: BilledInvoice,
  line: InvoiceLine,
  change: LateChange,
  left?: DiscountedLine,
): readonly NewLine[] => {
  const { closedThrough, before, after } = change;
  const was = rerated(line, before, billed.currency);
  const is = rerated(line, after, billed.currency);
  const breakdown = difference(was.breakdown, is.breakdown);
  if (was.quantity.equals(is.quantity) && breakdown.length === 0) return [];
  const { customerId, chargeId, description, model, meter, period, proration, price } = line;
  const { amount, withheld, discounts } = givenBack(left, was.amount, is.amount);
  return [
    {
      kind: 'adjustment',
      ...{ customerId, chargeId, description, model, meter, period, proration, price, amount },
      quantity: is.quantity.minus(was.quantity),
      exactAmount: add(subtract(is.exactAmount, was.exactAmount), withheld),
      breakdown: [...breakdown, ...withheldBracket(is.quantity, withheld)],
      tax: taxOfAdjustment(billed, line),
      discountChange: discounts ?? discountChange(discountedLine(billed, line), was.amount, is.amount),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough, withheld },
        before: { quantity: was.quantity, amount: was.amount },
        after: { quantity: is.quantity, amount: is.amount },
      },
    },
  ];
};

/** What an adjustment comes to. */
interface GivenBack {
  readonly amount: Money;
  /** What of the difference is not given back, since credit notes have given it back already. */
  readonly withheld: Money;
  /** What changes about the discounts; null where no credit note has anything to do with it. */
  readonly discounts: readonly AppliedDiscount[] | null;
}

/** The difference of two amounts. Where something is given back, it is never more than credit notes have left, and its
 *  discounts are those of what they have left.
 *  @param left what they have left; undefined where they took nothing */
export const givenBack = (left: DiscountedLine | undefined, was: Money, is: Money): GivenBack => {
  const whole = subtract(is, was);
  const none = zero(whole.currency);
  if (left === undefined || !whole.amount.isNegative()) return { amount: whole, withheld: none, discounts: null };
  const most = left.amount.amount.isNegative() ? none : negate(left.amount);
  const amount = compare(whole, most) < 0 ? most : whole;
  const discounts = discountChange(left, left.amount, add(left.amount, amount));
  return { amount, withheld: subtract(amount, whole), discounts };
};

/** Explains what is not given back. */
export const withheldBracket = (at: Decimal, { amount }: Money): Breakdown =>
  amount.isZero() ? [] : [boundBracket('withheld', at, amount)];
