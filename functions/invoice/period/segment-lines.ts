import { allowanceOf } from '../../catalog/plan/allowance.ts';
import type { Charge, UsageCharge } from '../../catalog/plan/charge.ts';
import { chargeToWire } from '../../catalog/plan/charge-wire.ts';
import type { Flat, Label } from '../../catalog/plan/price.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { secondsOf } from '../../catalog/subscription/subscription.ts';
import { meterKey } from '../../kernel/ids.ts';
import { ONE, ZERO } from '../../money/decimal.ts';
import { plainMetered } from '../../rate/metered.ts';
import { rateCharge } from '../../rate/rate-charge.ts';
import type { NewLine, Proration } from '../invoice.ts';
import type { Closing } from './closing.ts';
import { prorateFee, prorateUsage, prorationOf } from './prorate.ts';
import { type Stretch, stretchesOf } from './stretch.ts';

/** The lines for usage and fees in arrears. The period is split where a charge changed (`stretchesOf`), and each part
 *  has a line at its own price. A trial has its usage at a price of zero, and no fees.
 *
 *  An example: 1,200 minutes before the 16th at 0.10 and (beyond 1,000) 0.07, 500 after it at 0.20: 114.00 and
 *  100.00. A fee of 31.00 for 15 of 31 days, then one of 62.00 for 16: 15.00 and 32.00. */
export const segmentLines = (closing: Closing): readonly NewLine[] =>
  stretchesOf(closing).flatMap((stretch) => lineOf(closing, stretch));

/** The line of a charge for a part of the period, if there is one. A fee that is not prorated is due once, in full,
 *  for the plan that the period ends with. */
const lineOf = (closing: Closing, stretch: Stretch): readonly NewLine[] => {
  const { charge } = stretch;
  const part = partOf(closing, stretch);
  if (charge.model !== 'flat') return [usageLine(closing, stretch, charge, part)];
  if (closing.period.isTrial || charge.billed === 'advance' || stretch.activeSeconds === 0) return [];
  if (charge.prorated) return [feeLine(closing, charge, stretch, part)];
  return stretch.end === closing.period.end ? [feeLine(closing, charge, stretch, null)] : [];
};

/** The part of the period that a stretch is, without pauses. It is a part of the period as it would have been in
 *  full (`wholeEnd`): if a subscription is cancelled after 15 of 31 days, its only stretch is 15/31. */
export const partOf = (
  { period }: Pick<Closing, 'period'>,
  { activeSeconds }: Pick<Stretch, 'activeSeconds'>,
): Proration | null => prorationOf(activeSeconds, secondsOf({ start: period.start, end: period.wholeEnd }));

/** As `partOf`, with pauses. */
const lengthOf = ({ period }: Pick<Closing, 'period'>, span: Period): Proration | null =>
  prorationOf(secondsOf(span), secondsOf({ start: period.start, end: period.wholeEnd }));

const usageLine = (closing: Closing, span: Period, planned: UsageCharge, part: Proration | null): NewLine => {
  const charge = closing.period.isTrial ? forNothing(planned) : prorateUsage(planned, part, lengthOf(closing, span));
  const { start, end } = span;
  return {
    ...rated(closing, charge, closing.metered(charge, span)),
    meter: meterKey(charge.meter),
    period: { start, end },
    proration: closing.period.isTrial || !hasTerms(planned) ? null : part,
    price: chargeToWire(charge),
  };
};

/** Whether the charge has something that is prorated: included units, a minimum or a maximum. */
const hasTerms = (charge: UsageCharge): boolean =>
  !allowanceOf(charge).isZero() || !charge.minimumAmount.isZero() || charge.maximumAmount !== null;

/** The charge at a price of zero, as it is in a trial. */
const forNothing = ({ id, name, meter }: UsageCharge): UsageCharge => ({
  ...{ id, name, meter, model: 'linear', unitAmount: ZERO },
  ...{ included: ZERO, minimumAmount: ZERO, maximumAmount: null, groupPrices: null },
});

/** The line of a fee.
 *  @param part of its amount, which stands for the whole period; null for all of it */
export const feeLine = (
  closing: Pick<Closing, 'customer'>,
  fee: Label & Flat,
  { start, end }: Period,
  part: Proration | null,
): NewLine => ({
  ...rated(closing, prorateFee(fee, part), plainMetered(ONE)),
  meter: null,
  period: { start, end },
  proration: part,
  price: chargeToWire(fee),
});

/** What line and charge have in common. */
const rated = ({ customer }: Pick<Closing, 'customer'>, charge: Charge, metered: Parameters<typeof rateCharge>[1]) => {
  const { chargeId, name, model, quantity, amount, exactAmount, breakdown } = rateCharge(
    charge,
    metered,
    customer.currency,
  );
  return {
    ...({ kind: 'charge', adjusts: null, customerId: customer.id, chargeId, description: name } as const),
    ...{ model, quantity, amount, exactAmount, breakdown },
  };
};
