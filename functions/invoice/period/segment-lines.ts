import { allowanceOf } from '../../catalog/plan/allowance.ts';
import type { Charge, UsageCharge } from '../../catalog/plan/charge.ts';
import { chargeToWire } from '../../catalog/plan/charge-wire.ts';
import type { Flat, Label } from '../../catalog/plan/price.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { type Segment, secondsOf, segmentsOf } from '../../catalog/subscription/subscription.ts';
import { meterKey } from '../../kernel/ids.ts';
import { ONE, ZERO } from '../../money/decimal.ts';
import { plainMetered } from '../../rate/metered.ts';
import { rateCharge } from '../../rate/rate-charge.ts';
import type { NewLine, Proration } from '../invoice.ts';
import { type Closing, planIn, priceIn } from './closing.ts';
import { prorateFee, prorateUsage, prorationOf } from './prorate.ts';

/** Usage and fees in arrears of the period, split where the plan changed: each part at its own plan's price. Of a trial,
 *  the usage, for nothing. */
export const segmentLines = (closing: Closing): readonly NewLine[] => {
  const segments = segmentsOf(closing.subscription, closing.period);
  return segments.flatMap((segment, index) => {
    const { charges } = priceIn(planIn(closing, segment.phase), closing.customer.currency);
    const isLast = index === segments.length - 1;
    return charges.flatMap((charge) => lineOf(closing, segment, charge, isLast));
  });
};

/** A fee that is not prorated is due for the plan that the period ends with. */
const lineOf = (closing: Closing, segment: Segment, charge: Charge, isLast: boolean): readonly NewLine[] => {
  const part = partOf(closing, segment);
  if (charge.model !== 'flat') return [usageLine(closing, segment, charge, part)];
  if (closing.period.isTrial || charge.billed === 'advance' || segment.activeSeconds === 0) return [];
  if (charge.prorated) return [feeLine(closing, charge, segment, part)];
  return isLast ? [feeLine(closing, charge, segment, null)] : [];
};

/** Of the whole period: one that is cut short has parts, too. */
export const partOf = ({ period }: Pick<Closing, 'period'>, { activeSeconds }: Segment): Proration | null =>
  prorationOf(activeSeconds, secondsOf({ start: period.start, end: period.wholeEnd }));

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

/** Nothing else of a usage charge is prorated. */
const hasTerms = (charge: UsageCharge): boolean =>
  !allowanceOf(charge).isZero() || !charge.minimumAmount.isZero() || charge.maximumAmount !== null;

const forNothing = ({ id, name, meter }: UsageCharge): UsageCharge => ({
  ...{ id, name, meter, model: 'linear', unitAmount: ZERO },
  ...{ included: ZERO, minimumAmount: ZERO, maximumAmount: null, groupPrices: null },
});

/** @param part of the fee's amount, as it stands in the plan */
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
