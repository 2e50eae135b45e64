import type { Flat, Label } from '../../catalog/plan/price.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import { secondsOf, segmentsOf } from '../../catalog/subscription/subscription.ts';
import { add, compare, money, negate, settle } from '../../money/money.ts';
import { type DiscountedLine, discountChange } from '../discount/discount-change.ts';
import type { NewLine, Proration } from '../invoice.ts';
import { type Closing, planIn, priceIn } from './closing.ts';
import { prorate, prorationOf } from './prorate.ts';
import { feeLine } from './segment-lines.ts';

/** A fee that an earlier invoice has billed in advance for the period. */
export interface BilledFee {
  readonly fee: Label & Flat;
  /** Seconds of the period that it was billed for. */
  readonly seconds: number;
  /** What was billed for it, and taken off by coupons; nothing where that invoice is void or will not be paid. */
  readonly billed: DiscountedLine;
}

type Period = Pick<BillingPeriod, 'start' | 'end' | 'wholeEnd' | 'isTrial'>;
type Fees = Omit<Closing, 'period' | 'metered'>;

/** Fees in advance of a period, as its plans and pauses are known, whatever has been billed of them. */
export const feesOf = (closing: Fees, period: Period): readonly NewLine[] =>
  dueFees(closing, period).map(({ fee, seconds }) => {
    const part = fee.prorated ? prorationOf(seconds, wholeSeconds(period)) : null;
    return feeLine(closing, fee, wholeOf(period), part);
  });

/** What has become of the fees that were billed when the period started: its unused rest is given back, never more than was
 *  paid, and what came instead or in addition is charged. A fee that is not prorated stays as it was, unless another plan was
 *  put in force from the very start.
 *  @param billed for this period */
export const feeCorrections = (closing: Fees, period: Period, billed: readonly BilledFee[]): readonly NewLine[] => {
  const due = dueFees(closing, period);
  const whole = wholeSeconds(period);
  const givenBack = billed.flatMap((one) => {
    const used = due.find(({ fee }) => isSame(fee, one.fee))?.seconds ?? 0;
    const unused = one.seconds - used;
    return unused > 0 ? [creditLine(closing, one, period, { numerator: -unused, denominator: whole })] : [];
  });
  const charged = due.flatMap(({ fee, seconds }) => {
    const before = billed.find((one) => isSame(one.fee, fee))?.seconds ?? 0;
    const more = seconds - before;
    return more > 0 ? [feeLine(closing, fee, period, prorationOf(more, whole))] : [];
  });
  return [...givenBack, ...charged];
};

interface DueFee {
  readonly fee: Label & Flat;
  readonly seconds: number;
}

/** The same fee in two versions of a plan is one; one that is not prorated is due for the plan that the period starts
 *  with. */
const dueFees = (closing: Fees, period: Period): readonly DueFee[] => {
  if (period.isTrial) return [];
  const fees: DueFee[] = [];
  for (const { phase, start, activeSeconds } of segmentsOf(closing.subscription, period)) {
    const { charges } = priceIn(planIn(closing, phase), closing.customer.currency);
    for (const fee of charges) {
      if (fee.model !== 'flat' || fee.billed !== 'advance' || activeSeconds === 0) continue;
      if (!fee.prorated && start !== period.start) continue;
      const at = fees.findIndex((other) => isSame(other.fee, fee));
      const seconds = fee.prorated ? activeSeconds + (fees[at]?.seconds ?? 0) : wholeSeconds(period);
      fees.splice(at < 0 ? fees.length : at, 1, { fee, seconds });
    }
  }
  return fees;
};

const isSame = (a: Label & Flat, b: Label & Flat): boolean =>
  a.id === b.id && a.amount.equals(b.amount) && a.prorated === b.prorated;

const wholeSeconds = ({ start, wholeEnd }: Period): number => secondsOf({ start, end: wholeEnd });
const wholeOf = ({ start, wholeEnd }: Period) => ({ start, end: wholeEnd });

const creditLine = (closing: Fees, { fee, billed }: BilledFee, period: Period, proration: Proration): NewLine => {
  const line = feeLine(closing, fee, period, proration);
  const rest = settle(money(prorate(fee.amount, proration), billed.amount.currency));
  const amount = compare(negate(rest), billed.amount) > 0 ? negate(billed.amount) : rest;
  const isWhole = compare(amount, rest) === 0;
  return {
    ...line,
    kind: 'credit',
    adjusts: null,
    amount,
    discountChange: discountChange(billed, billed.amount, add(billed.amount, amount)),
    exactAmount: isWhole ? line.exactAmount : amount,
    breakdown: isWhole
      ? line.breakdown
      : line.breakdown.map((one) => ({ ...one, unitAmount: amount.amount, amount: amount.amount })),
  };
};
