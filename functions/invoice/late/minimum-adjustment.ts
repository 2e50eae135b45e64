import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { exactDecimal, ONE, ZERO } from '../../money/decimal.ts';
import { add, type Money, moneyFromWire, settle, subtract, total } from '../../money/money.ts';
import { missingTo } from '../../rate/commitment.ts';
import { boundBracket } from '../../rate/line.ts';
import { type DiscountedLine, discountChange, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import { givenBack, taxOfAdjustment, withheldBracket } from './late-adjustment.ts';

/** A usage line of the billed invoice, and what it comes to without and with the late usage; all settled. */
export interface Rerated {
  readonly line: InvoiceLine;
  readonly before: Money;
  readonly after: Money;
}

/** What the line of a minimum keeps in its `price`. */
const priceSchema = z.object({ minimumAmount: z.string(), counted: z.string() });

/** The line of a minimum, and what was missing to it without and with the late usage; not settled. */
interface Committed {
  readonly line: InvoiceLine;
  readonly before: Money;
  readonly after: Money;
}

/** What is missing to the minimum of a billed invoice; undefined where there is no commitment.
 *  @param usage all usage lines of the invoice */
export const minimumOf = (billed: BilledInvoice, usage: readonly Rerated[]): Committed | undefined => {
  const line = billed.lines.find(({ kind }) => kind === 'minimum');
  if (line === undefined) return undefined;
  const price = priceSchema.parse(line.price);
  const minimum = exactDecimal(price.minimumAmount);
  const counted = moneyFromWire(price.counted, billed.currency);
  const missing = (of: (one: Rerated) => Money): Money => {
    const more = usage.map((one) => subtract(of(one), one.line.amount));
    return missingTo(minimum, add(counted, total(more, billed.currency)));
  };
  return { line, before: missing(({ before }) => before), after: missing(({ after }) => after) };
};

/** The line that adjusts the minimum commitment of a billed period to its late usage. Late usage is charged at its
 *  price, so that as much less is missing to the minimum; usage that is taken back makes more missing.
 *
 *  An example: of a minimum of 310.00, 240.00 were used and 70.00 were the line of the minimum. Late usage costs
 *  7.00, and so 63.00 are missing: the adjustment of the minimum is −7.00, and the customer pays 310.00 as before.
 *  @param usage all usage lines of the invoice
 *  @param left what credit notes have left of the line of the minimum; undefined where they took nothing
 *  @returns no line where there is no commitment, or nothing changes about what is missing */
export const minimumAdjustment = (
  billed: BilledInvoice,
  usage: readonly Rerated[],
  closedThrough: Instant,
  left?: DiscountedLine,
): readonly NewLine[] => {
  const committed = minimumOf(billed, usage);
  if (committed === undefined) return [];
  const { line, before: exactly, after: now } = committed;
  const difference = subtract(now, exactly);
  if (difference.amount.isZero()) return [];
  const [was, is] = [settle(exactly), settle(now)];
  const { amount, withheld, discounts } = givenBack(left, was, is);
  const { customerId, chargeId, description, model, meter, period, proration } = line;
  return [
    {
      kind: 'adjustment',
      ...{ customerId, chargeId, description, model, meter, period, proration, price: line.price, amount },
      quantity: ONE,
      exactAmount: add(difference, withheld),
      breakdown: [boundBracket('minimum', ZERO, difference.amount), ...withheldBracket(ZERO, withheld)],
      tax: taxOfAdjustment(billed, line),
      discountChange: discounts ?? discountChange(discountedLine(billed, line), was, is),
      adjusts: {
        ...{ invoiceId: billed.id, number: billed.number, lineId: line.id, closedThrough, withheld },
        before: { quantity: ONE, amount: was },
        after: { quantity: ONE, amount: is },
      },
    },
  ];
};
