import type { InvoiceId } from '../../kernel/ids.ts';
import { add, type Money, money, negate, settle, total, zero } from '../../money/money.ts';
import { type DiscountedLine, discountedLine } from '../discount/discount-change.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { sharesByLine } from '../line-shares.ts';
import type { AppliedDiscount } from '../totals.ts';
import type { CameBack } from './credit-lines.ts';
import { uncredited } from './uncredited.ts';

/** What one invoice has billed for a line, or has given back of an earlier one, less what its credit notes took. */
export interface HistoryEntry {
  /** The invoice that is paid, and the place of the line on it. */
  readonly invoiceId: InvoiceId;
  readonly lineId: string;
  /** Before tax; negative where it gives something back. */
  readonly left: DiscountedLine;
  /** The same after coupons, with tax. */
  readonly gross: Money;
  /** Whether a credit note has taken back something of it. */
  readonly isNoted: boolean;
}

/** All that was billed for a line and has come back of it: its own entry, and one for each later line that adjusts it or
 *  gives back the rest of it.
 *
 *  An example: 70.00 were billed, and a late void has given back 30.00 by the next invoice. A credit note of that invoice
 *  has taken back the line of −30.00, and one of the first invoice 20.00. The entries are 50.00 and 0.00: so 50.00 are
 *  left, and no more than that may come back. */
export type LineHistory = readonly HistoryEntry[];

/** Makes the entries of the lines of an invoice that is paid.
 *  @param taken what its credit notes took back of each line, by the id of the line */
export const entriesOn = (
  paid: Invoice,
  taken: ReadonlyMap<string, Money>,
): ((line: InvoiceLine | undefined) => HistoryEntry | undefined) => {
  const shares = sharesByLine(paid);
  const none = zero(paid.currency);
  return (line) => {
    if (line === undefined || paid.status === 'void') return undefined;
    const credited = taken.get(line.id) ?? none;
    const left = uncredited(discountedLine(paid, line), credited);
    const share = shares.get(line.id) ?? none;
    const gross = line.amount.amount.isZero()
      ? share
      : settle(money(share.amount.times(left.amount.amount).div(line.amount.amount), share.currency));
    return { invoiceId: paid.id, lineId: line.id, left, gross, isNoted: !credited.amount.isZero() };
  };
};

/** What is left of a line after all that came back of it, with the discounts that are still taken off it. */
export const leftOf = ([first, ...others]: LineHistory): DiscountedLine | undefined =>
  first && others.reduce((sum, { left }) => together(sum, left), first.left);

const together = (a: DiscountedLine, b: DiscountedLine): DiscountedLine => {
  const known = new Set(a.discounts.map(({ discountId }) => discountId));
  const more = (one: AppliedDiscount): AppliedDiscount => {
    const other = b.discounts.find(({ discountId }) => discountId === one.discountId);
    return other === undefined ? one : { ...one, amount: add(one.amount, other.amount) };
  };
  return {
    amount: add(a.amount, b.amount),
    discounts: [...a.discounts.map(more), ...b.discounts.filter(({ discountId }) => !known.has(discountId))],
  };
};

/** What has come back of one entry by all others: nothing, as long as they come to more than zero.
 *
 *  An example: 70.00 were billed; later lines are +7.00 and −30.00. Of the 70.00, 23.00 came back. Of the +7.00 nothing
 *  did, since the others come to 40.00. */
export const cameBack = (history: LineHistory, of: HistoryEntry): CameBack => {
  const { currency } = of.gross;
  const others = history.filter((entry) => entry !== of);
  const sumOf = (amounts: readonly Money[]): Money => {
    const sum = total(amounts, currency);
    return sum.amount.isNegative() ? negate(sum) : zero(currency);
  };
  return { amount: sumOf(others.map(({ left }) => left.amount)), gross: sumOf(others.map(({ gross }) => gross)) };
};
