import type { Instant } from '../../kernel/instant.ts';
import { subtract } from '../../money/money.ts';
import type { Metered } from '../../rate/metered.ts';
import { discountChange, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import { rerated } from '../period/rerated.ts';
import { lastMomentOf } from '../period/tax-point.ts';
import { carriedFrom, type LineTax, undecidedAt } from '../tax/line-tax.ts';
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
 *  @param billed the invoice of the line: final, or in a preview also a draft that is held and has no number yet
 *  @returns no line where neither the quantity changes nor what it consists of */
export const lateAdjustment = (billed: BilledInvoice, line: InvoiceLine, change: LateChange): readonly NewLine[] => {
  const { closedThrough, before, after } = change;
  const was = rerated(line, before, billed.currency);
  const is = rerated(line, after, billed.currency);
  const breakdown = difference(was.breakdown, is.breakdown);
  if (was.quantity.equals(is.quantity) && breakdown.length === 0) return [];
  const { customerId, chargeId, description, model, meter, period, proration, price } = line;
  return [
    {
      kind: 'adjustment',
      ...{ customerId, chargeId, description, model, meter, period, proration, price },
      quantity: is.quantity.minus(was.quantity),
      amount: subtract(is.amount, was.amount),
      exactAmount: subtract(is.exactAmount, was.exactAmount),
      breakdown,
      tax: taxOfAdjustment(billed, line),
      discountChange: discountChange(discountedLine(billed, line), was.amount, is.amount),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough },
        before: { quantity: was.quantity, amount: was.amount },
        after: { quantity: is.quantity, amount: is.amount },
      },
    },
  ];
};
