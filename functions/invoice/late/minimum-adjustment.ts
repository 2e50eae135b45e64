import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { exactDecimal, ONE, ZERO } from '../../money/decimal.ts';
import { add, type Money, moneyFromWire, settle, subtract, total } from '../../money/money.ts';
import { missingTo } from '../../rate/commitment.ts';
import { boundBracket } from '../../rate/line.ts';
import { discountChange } from '../discount/discount-change.ts';
import { discountedLine } from '../discount/discounted.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';

/** A usage line of the billed invoice, and what it comes to before and after what came late; all settled. */
export interface Rerated {
  readonly line: InvoiceLine;
  readonly before: Money;
  readonly after: Money;
}

const priceSchema = z.object({ minimumAmount: z.string(), counted: z.string() });

/** What late usage changes about the true-up of the period's minimum commitment: usage below the minimum costs nothing
 *  more, and what falls below it again is owed. Empty where there is no commitment, or no difference.
 *  @param usage all usage lines of the invoice */
export const minimumAdjustment = (
  billed: BilledInvoice,
  usage: readonly Rerated[],
  closedThrough: Instant,
): readonly NewLine[] => {
  const line = billed.lines.find(({ kind }) => kind === 'minimum');
  if (line === undefined) return [];
  const price = priceSchema.parse(line.price);
  const minimum = exactDecimal(price.minimumAmount);
  const counted = moneyFromWire(price.counted, billed.currency);
  const missing = (of: (one: Rerated) => Money): Money => {
    const more = usage.map((one) => subtract(of(one), one.line.amount));
    return missingTo(minimum, add(counted, total(more, billed.currency)));
  };
  const [was, is] = [missing(({ before }) => before), missing(({ after }) => after)];
  const difference = subtract(is, was);
  if (difference.amount.isZero()) return [];
  const { customerId, chargeId, description, model, meter, period, proration } = line;
  return [
    {
      kind: 'adjustment',
      ...{ customerId, chargeId, description, model, meter, period, proration, price: line.price },
      quantity: ONE,
      amount: subtract(settle(is), settle(was)),
      exactAmount: difference,
      breakdown: [boundBracket('minimum', ZERO, difference.amount)],
      carried: discountChange(discountedLine(billed, line), settle(was), settle(is)),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough },
        before: { quantity: ONE, amount: settle(was) },
        after: { quantity: ONE, amount: settle(is) },
      },
    },
  ];
};
