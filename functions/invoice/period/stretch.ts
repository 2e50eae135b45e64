import type { Charge } from '../../catalog/plan/charge.ts';
import { chargeToWire } from '../../catalog/plan/charge-wire.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { type Segment, segmentsOf } from '../../catalog/subscription/subscription.ts';
import { type Closing, planIn, priceIn } from './closing.ts';

/** A part of a period for which a charge is the same, whatever else changes in the plan meanwhile. */
export interface Stretch extends Period, Pick<Segment, 'activeSeconds'> {
  readonly charge: Charge;
}

/** Whether two charges are one, in whichever plan versions they stand: everything about them is the same but for the
 *  name. */
export const isSameCharge = (a: Charge, b: Charge): boolean => a.id === b.id && termsOf(a) === termsOf(b);

const termsOf = (charge: Charge): string => JSON.stringify({ ...chargeToWire(charge), name: '' });

/** The charges of a period, each with the part of the period for which it is due. A charge that a change of the plan
 *  leaves as it is goes on: its parts are rated as one, so that they cost what the whole costs. A fee is one even where
 *  another plan lies in between; usage is counted from the first moment to the last, and so has to be without a gap.
 *
 *  Three examples, of a month of 30 days in which something else of the plan changes. A fee of 100.00 over three
 *  versions of ten days is 100.00, and not three times 33.33. 10 seats, the highest number of the month, are 50.00, and
 *  not 50.00 before and 50.00 after. Of 1,200 minutes, the 200 beyond the first tier cost what the second tier costs. */
export const stretchesOf = (closing: Omit<Closing, 'metered'>): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  for (const segment of segmentsOf(closing.subscription, closing.period)) {
    for (const charge of priceIn(planIn(closing, segment.phase), closing.customer.currency).charges) {
      const at = stretches.findIndex((one) => goesOn(one, charge, segment));
      const { start, activeSeconds } = stretches[at] ?? { start: segment.start, activeSeconds: 0 };
      const stretch = { charge, start, end: segment.end, activeSeconds: activeSeconds + segment.activeSeconds };
      stretches.splice(at < 0 ? stretches.length : at, 1, stretch);
    }
  }
  return stretches;
};

const goesOn = (stretch: Stretch, charge: Charge, segment: Segment): boolean =>
  (charge.model === 'flat' || stretch.end === segment.start) && isSameCharge(stretch.charge, charge);
