import { add, compare, type Money, money, settle, subtract, total, zero } from '../../money/money.ts';
import type { InvoiceLine } from '../invoice.ts';
import type { CreditedLine } from './credit-note.ts';

/** A part of a line of an invoice, or all of it. All of it is settled, and below zero where the line is. */
export interface LinePart {
  /** Before coupons, and before tax where tax comes on top of prices. */
  readonly amount: Money;
  /** What coupons take off that. */
  readonly discount: Money;
  /** After coupons, with tax. */
  readonly gross: Money;
}

/** What notes have kept of a part of a line. */
export type NotedPart = Pick<CreditedLine, 'amount' | 'discount' | 'total'>;

/** All of a line.
 *  @param share of the line in the total of its invoice (`sharesByLine`) */
export const wholeLine = ({ amount, discount }: Pick<InvoiceLine, 'amount' | 'discount'>, share: Money): LinePart => ({
  ...{ amount, discount, gross: share },
});

const parts = ['amount', 'discount', 'gross'] as const;

const each = (of: (part: (typeof parts)[number]) => Money): LinePart => ({
  ...{ amount: of('amount'), discount: of('discount'), gross: of('gross') },
});

export const noPart = ({ amount: { currency } }: Pick<LinePart, 'amount'>): LinePart => each(() => zero(currency));

export const withPart = (a: LinePart, b: LinePart): LinePart => each((part) => add(a[part], b[part]));

export const withoutPart = (a: LinePart, b: LinePart): LinePart => each((part) => subtract(a[part], b[part]));

/** The part of something that `amount` of it is, each of its sums rounded by itself. Of nothing, nothing. */
export const partFor = (whole: LinePart, amount: Money): LinePart =>
  whole.amount.amount.isZero()
    ? noPart(whole)
    : each((part) => settle(money(whole[part].amount.times(amount.amount).div(whole.amount.amount), amount.currency)));

/** What notes took back of a line. Those from before their lines said what they are after coupons and tax took the part of the
 *  line that their amount is. */
export const notedPart = (line: LinePart, noted: readonly NotedPart[]): LinePart => {
  const sumOf = (some: readonly NotedPart[]): Money =>
    total(
      some.map(({ amount }) => amount),
      line.amount.currency,
    );
  const told = noted.flatMap(({ amount, discount, total: gross }): readonly LinePart[] =>
    discount === null || gross === null ? [] : [{ amount, discount, gross }],
  );
  const untold = noted.filter(({ discount, total: gross }) => discount === null || gross === null);
  return told.reduce(withPart, partFor(line, sumOf(untold)));
};

/** What a note of `amount` takes back of a line. All notes of the line together are rounded once, so that they add up to it;
 *  but where other invoices have given back something of it, a note takes its part of what these and earlier notes left.
 *
 *  An example: of 60.00 less 10.00, a later invoice has given back 20.00, for which the customer had paid 20.00 since the
 *  coupon stayed. The 40.00 that are left are worth 30.00: so two notes of 20.00 are of 15.00 each.
 *  @param noted what earlier notes took back of it
 *  @param came what other invoices have given back of it; undefined where it is nothing */
export const creditedPart = (line: LinePart, noted: LinePart, came: LinePart | undefined, amount: Money): LinePart => {
  const plainly = partFor(line, noted.amount);
  const isPlain = parts.every((part) => compare(plainly[part], noted[part]) === 0);
  if (came === undefined && isPlain) return withoutPart(partFor(line, add(noted.amount, amount)), noted);
  const left = withoutPart(withoutPart(line, noted), came ?? noPart(line));
  return left.gross.amount.isNegative() === line.gross.amount.isNegative()
    ? partFor(left, amount)
    : { ...partFor(left, amount), gross: zero(amount.currency) };
};
