import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { exactDecimal, ONE, ZERO } from '../../money/decimal.ts';
import { add, type Money, moneyFromWire, settle, subtract, total } from '../../money/money.ts';
import { missingTo } from '../../rate/commitment.ts';
import { boundBracket } from '../../rate/line.ts';
import { discountChange, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import { taxOfAdjustment } from './late-adjustment.ts';

/** A usage line of the billed invoice, and what it comes to without and with the late usage; all settled. */
export interface Rerated {
  readonly line: InvoiceLine;
  readonly before: Money;
  readonly after: Money;
}

/** What the line of a minimum keeps in its `price`. */
const priceSchema = z.object({ minimumAmount: z.string(), counted: z.string() });

/** The line that adjusts the minimum commitment of a billed period to its late usage. Late usage is charged at its
 *  price, so that as much less is missing to the minimum; usage that is taken back makes more missing.
 *
 *  An example: of a minimum of 310.00, 240.00 were used and 70.00 were the line of the minimum. Late usage costs
 *  7.00, and so 63.00 are missing: the adjustment of the minimum is −7.00, and the customer pays 310.00 as before.
 *  @param usage all usage lines of the invoice
 *  @returns no line where there is no commitment, or nothing changes about what is missing */
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
      tax: taxOfAdjustment(billed, line),
      discountChange: discountChange(discountedLine(billed, line), settle(was), settle(is)),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough },
        before: { quantity: ONE, amount: settle(was) },
        after: { quantity: ONE, amount: settle(is) },
      },
    },
  ];
};
