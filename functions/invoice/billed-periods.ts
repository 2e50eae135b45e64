import { periodAt } from '../catalog/billing-period.ts';
import type { Charge } from '../catalog/charge.ts';
import type { Interval } from '../catalog/plan.ts';
import type { Period, Subscription } from '../catalog/subscription.ts';

type Billed = Pick<Subscription, 'anchor' | 'period' | 'periodIndex'>;

/** The periods that a charge is billed for on the invoice that closes `subscription.period`.
 *  Usage and fees in arrears: that period. A fee in advance: the next one, and on the first invoice the first one too,
 *  so that over all invoices each period is there once. */
export const billedPeriods = (charge: Charge, subscription: Billed, interval: Interval): readonly Period[] => {
  const { anchor, period, periodIndex } = subscription;
  if (charge.model !== 'flat' || charge.billed === 'arrears') return [period];
  const next = periodAt(anchor, interval, periodIndex + 1);
  return periodIndex === 0 ? [period, next] : [next];
};
