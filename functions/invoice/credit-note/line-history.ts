import type { InvoiceId } from '../../kernel/ids.ts';
import { add, compare, type Money, negate, subtract, total, zero } from '../../money/money.ts';
import { type DiscountedLine, discountedLine } from '../discount/discount-change.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { sharesByLine } from '../line-shares.ts';
import type { AppliedDiscount } from '../totals.ts';
import type { CameBack } from './credit-lines.ts';
import { type LinePart, noPart, wholeLine, withoutPart } from './line-part.ts';
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
  taken: ReadonlyMap<string, LinePart>,
): ((line: InvoiceLine | undefined) => HistoryEntry | undefined) => {
  const shares = sharesByLine(paid);
  const none = zero(paid.currency);
  return (line) => {
    if (line === undefined || paid.status === 'void') return undefined;
    const whole = wholeLine(line, shares.get(line.id) ?? none);
    const credited = taken.get(line.id) ?? noPart(whole);
    const left = uncredited(discountedLine(paid, line), credited);
    const isGone = left.amount.amount.isZero() && !line.amount.amount.isZero();
    const gross = isGone ? none : subtract(whole.gross, credited.gross);
    return { invoiceId: paid.id, lineId: line.id, left, gross, isNoted: !credited.amount.amount.isZero() };
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

/** What has come back of the entries that one invoice has in a history, by the ids of their lines: what all other invoices come
 *  to below zero. It is of the first entries above zero, as far as they go.
 *
 *  An example: 70.00 and late 7.00 are on one invoice, and a later one has −30.00. Then 30.00 of the 70.00 came back, and
 *  nothing of the 7.00. Where the −30.00 are on the same invoice, that one is of 47.00 anyway, and nothing came back by
 *  others; but notes of lines leave these 30.00 of the 70.00 (`held`). */
export const cameBackOn = (history: LineHistory, invoiceId: InvoiceId): readonly (readonly [string, CameBack])[] => {
  const own = history.filter((entry) => entry.invoiceId === invoiceId);
  const others = history.filter((entry) => entry.invoiceId !== invoiceId);
  const [first] = own;
  if (first === undefined) return [];
  const none = zero(first.gross.currency);
  const above = own.filter(({ left }) => !left.amount.amount.isNegative());
  const below = own.filter(({ left }) => left.amount.amount.isNegative());
  let back = givenBackBy(others, none);
  let held = belowZero(
    below.map(({ left }) => left.amount),
    none,
  );
  // What is more than there is of the lines counts for the last one.
  const last = (above.length > 0 ? above : own).at(-1);
  return own.map((entry) => {
    const isAbove = above.includes(entry);
    const whole = isAbove ? partLeft(entry) : noPart(back);
    const isRest = entry === last || (isAbove && compare(back.amount, whole.amount) <= 0);
    const came = isRest ? back : whole;
    back = withoutPart(back, came);
    const free = compare(came.amount, whole.amount) < 0 ? subtract(whole.amount, came.amount) : none;
    const holds = compare(held, free) < 0 ? held : free;
    held = subtract(held, holds);
    return [entry.lineId, { ...came, held: holds }];
  });
};

const partLeft = ({ left, gross }: HistoryEntry): LinePart => ({
  amount: left.amount,
  discount: total(
    left.discounts.map(({ amount }) => amount),
    gross.currency,
  ),
  gross,
});

/** What entries come to below zero, as a part of the line above it. */
const givenBackBy = (entries: LineHistory, none: Money): LinePart => {
  const parts = entries.map(partLeft);
  const sumOf = (part: keyof LinePart) =>
    total(
      parts.map((one) => one[part]),
      none.currency,
    );
  const amount = sumOf('amount');
  const discount = amount.amount.isNegative() ? negate(sumOf('discount')) : none;
  const gross = parts.map((one) => one.gross);
  return { amount: belowZero([amount], none), discount, gross: belowZero(gross, none) };
};

/** What amounts come to below zero, as an amount above it; nothing where they come to more. */
const belowZero = (amounts: readonly Money[], none: Money): Money => {
  const sum = total(amounts, none.currency);
  return sum.amount.isNegative() ? negate(sum) : none;
};
