import type { Flat, Label } from '../../catalog/plan/price.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import { isDueInAdvance } from '../../catalog/subscription/start.ts';
import { secondsOf, segmentsOf } from '../../catalog/subscription/subscription.ts';
import type { Instant } from '../../kernel/instant.ts';
import { add, compare, money, negate, settle } from '../../money/money.ts';
import { type DiscountedLine, discountChange } from '../discount/discount-change.ts';
import type { EarlierLine, NewLine, Proration } from '../invoice.ts';
import { type LineTax, undecidedAt } from '../tax/line-tax.ts';
import { type Closing, planIn, priceIn } from './closing.ts';
import { less, prorate, prorationOf } from './prorate.ts';
import { feeLine } from './segment-lines.ts';
import { isSameCharge } from './stretch.ts';
import { lastMomentOf } from './tax-point.ts';

/** A fee for the period that an earlier invoice has billed in advance. */
export interface BilledFee {
  readonly fee: Label & Flat;
  /** For which part of the period it was billed, in seconds of the period as that was planned then. It may have become
   *  longer or shorter since. */
  readonly part: Proration;
  /** The line of the earlier invoice. */
  readonly of: EarlierLine;
  /** What was billed for it and what coupons took off that, less what has come back since. It is zero where the earlier
   *  invoice is void. */
  readonly billed: DiscountedLine;
  /** The tax of what is given back of it. */
  readonly tax: LineTax;
}

type Period = Pick<BillingPeriod, 'start' | 'end' | 'wholeEnd' | 'isTrial'>;
type Fees = Omit<Closing, 'period' | 'metered'>;

/** The fees in advance for a period, as far as its plans and pauses are known now, whatever has been billed of them. */
export const feesOf = (closing: Fees, period: Period): readonly NewLine[] =>
  dueFees(closing, period).map(({ fee, seconds }) => {
    const part = fee.prorated ? prorationOf(seconds, wholeSeconds(period)) : null;
    return feeLine(closing, fee, wholeOf(period), part);
  });

/** Sets right the fees that were billed in advance for a period, once it is over and everybody knows what it was
 *  like. What was not used is given back, never more than was billed for it after coupons; what came instead or in
 *  addition is charged.
 *
 *  An example: 31.00 were billed for October. On the 16th the plan changed, and its fee is now 62.00. 16 of 31 days
 *  were not used: −16.00; and 16 days of the new fee are due: 62.00 × 16 / 31 = 32.00.
 *
 *  A fee that is not prorated stays as it was, unless another plan was put in force from the very start of the
 *  period.
 *  @param billed what earlier invoices have billed for this period */
export const feeCorrections = (closing: Fees, period: Period, billed: readonly BilledFee[]): readonly NewLine[] => {
  const due = dueFees(closing, period);
  const whole = wholeSeconds(period);
  const givenBack = billed.flatMap((one) => {
    const used = due.find(({ fee }) => isSameCharge(fee, one.fee))?.seconds ?? 0;
    const { numerator, denominator } = less(one.part, { numerator: used, denominator: whole });
    return numerator > 0 ? [creditLine(closing, one, period, { numerator: -numerator, denominator })] : [];
  });
  const charged = due.flatMap(({ fee, seconds, end }) => {
    const all = { numerator: seconds, denominator: whole };
    const before = billed.find((one) => isSameCharge(one.fee, fee))?.part;
    const { numerator, denominator } = before === undefined ? all : less(all, before);
    if (numerator <= 0) return [];
    // It is billed once its part of the period is over, and so its tax is of the end of that part.
    const tax = undecidedAt(lastMomentOf({ start: period.start, end }));
    return [{ ...feeLine(closing, fee, period, prorationOf(numerator, denominator)), tax }];
  });
  return [...givenBack, ...charged];
};

/** A fee that is due for a period. */
interface DueFee {
  readonly fee: Label & Flat;
  /** For how many seconds of the period. */
  readonly seconds: number;
  /** When the last part of the period ends that it is due for. */
  readonly end: Instant;
}

/** The fees that are due in advance for a period. A fee that is the same in two plans of the period is one fee, for
 *  the seconds of both. A fee that is not prorated is due in full, and only if the period starts with its plan. A
 *  trial has no fees. */
const dueFees = (closing: Fees, period: Period): readonly DueFee[] => {
  if (period.isTrial) return [];
  const fees: DueFee[] = [];
  for (const { phase, start, end, activeSeconds } of segmentsOf(closing.subscription, period)) {
    const { charges } = priceIn(planIn(closing, phase), closing.customer.currency);
    for (const fee of charges) {
      if (!isDueInAdvance(fee, { start, activeSeconds }, period)) continue;
      const at = fees.findIndex((other) => isSameCharge(other.fee, fee));
      const seconds = fee.prorated ? activeSeconds + (fees[at]?.seconds ?? 0) : wholeSeconds(period);
      fees.splice(at < 0 ? fees.length : at, 1, { fee, seconds, end });
    }
  }
  return fees;
};

const wholeSeconds = ({ start, wholeEnd }: Period): number => secondsOf({ start, end: wholeEnd });
const wholeOf = ({ start, wholeEnd }: Period) => ({ start, end: wholeEnd });

/** Gives back the unused rest of a fee. The rest is never more than what was billed, and takes its part of the
 *  discounts along: of 31.00 less 21.00 by a coupon, 16 days of 31 are −16.00, and the coupon takes 6.00 less off:
 *  10.00 are given back. */
const creditLine = (
  closing: Fees,
  { fee, of, billed, tax }: BilledFee,
  period: Period,
  proration: Proration,
): NewLine => {
  const line = feeLine(closing, fee, period, proration);
  const rest = settle(money(prorate(fee.amount, proration), billed.amount.currency));
  const amount = compare(negate(rest), billed.amount) > 0 ? negate(billed.amount) : rest;
  const isWhole = compare(amount, rest) === 0;
  return {
    ...line,
    kind: 'credit',
    adjusts: null,
    givesBack: of,
    amount,
    tax,
    discountChange: discountChange(billed, billed.amount, add(billed.amount, amount)),
    exactAmount: isWhole ? line.exactAmount : amount,
    breakdown: isWhole
      ? line.breakdown
      : line.breakdown.map((one) => ({ ...one, unitAmount: amount.amount, amount: amount.amount })),
  };
};
