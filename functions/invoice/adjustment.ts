import { chargeSchema } from '../catalog/charge.ts';
import type { Instant } from '../catalog/instant.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import { subtract } from '../money/money.ts';
import type { Metered } from '../rate/metered.ts';
import { rateCharge } from '../rate/rate-charge.ts';
import { difference } from './difference.ts';
import type { Invoice, InvoiceLine, NewLine } from './invoice.ts';

/** A meter's usage of a period before and after what came late for it. */
export interface LateChange {
  /** The watermark that it met. */
  readonly closedThrough: Instant;
  readonly before: Metered;
  readonly after: Metered;
}

/** What the change makes of a billed line, at the line's own price: the difference of two settled amounts, so that a line
 *  and all its adjustments come to what all its usage costs. Empty where the quantity is the same.
 *  @throws Conflict `invoice_not_final` */
export const adjustment = (billed: Invoice, line: InvoiceLine, change: LateChange): readonly NewLine[] => {
  if (billed.status === 'draft') throw new Conflict('invoice_not_final', `Invoice ${billed.id} is a draft.`);
  const { closedThrough, before, after } = change;
  if (before.quantity.equals(after.quantity)) return [];
  const charge = chargeSchema.parse(line.price);
  const was = rateCharge(charge, before, billed.currency);
  const is = rateCharge(charge, after, billed.currency);
  const { chargeId, description, model, meter, period, price } = line;
  return [
    {
      kind: 'adjustment',
      ...{ chargeId, description: `${description}, late usage`, model, meter, period, price },
      quantity: is.quantity.minus(was.quantity),
      amount: subtract(is.amount, was.amount),
      exactAmount: subtract(is.exactAmount, was.exactAmount),
      breakdown: difference(was.breakdown, is.breakdown),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough },
        before: { quantity: was.quantity, amount: was.amount },
        after: { quantity: is.quantity, amount: is.amount },
      },
    },
  ];
};
