import type { Instant } from '../../kernel/instant.ts';
import { subtract } from '../../money/money.ts';
import type { Metered } from '../../rate/metered.ts';
import { discountChange, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import { rerated } from '../period/rerated.ts';
import { difference } from './difference.ts';

/** A meter's usage of a period before and after what came late for it. */
export interface LateChange {
  /** The watermark that it met. */
  readonly closedThrough: Instant;
  readonly before: Metered;
  readonly after: Metered;
}

/** What the change makes of a billed line, at the line's own price: the difference of two settled amounts, so that a line
 *  and all its adjustments come to what all its usage costs. Empty where neither the quantity nor what it is
 *  made of changes.
 *  @param billed final; or in a preview also a draft that is held, which has no number yet */
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
      discountChange: discountChange(discountedLine(billed, line), was.amount, is.amount),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough },
        before: { quantity: was.quantity, amount: was.amount },
        after: { quantity: is.quantity, amount: is.amount },
      },
    },
  ];
};
