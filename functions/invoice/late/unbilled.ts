import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { type Decimal, plain } from '../../money/decimal.ts';
import { announced } from '../contract.ts';
import type { LateWindows } from './late-windows.ts';

/** Late usage that no invoice has a line for. */
export interface Unbilled {
  readonly windows: LateWindows;
  readonly quantity: Decimal;
  readonly reason: UnbilledReason;
}

/** Why no invoice has a line for it: it is for a time before the customer's first period; no plan of its period has
 *  a charge for the meter; or the invoice of its period is void and was not replaced. */
type UnbilledReason = 'before_first_period' | 'meter_not_priced' | 'invoice_voided';

/** Tells of late usage that is not billed. However often the close is run, it is the same announcement.
 *  `firstWindow` and `lastWindow` are where the first and the last of the windows begin. */
export const unbilledAnnouncement = (subscription: Subscription, { windows, quantity, reason }: Unbilled) => {
  const { id, customerId, period } = subscription;
  const { meter, first, last } = windows;
  return {
    type: announced.unbilled,
    id: `${announced.unbilled}#${id}#${period.end}#${meter}#${first}`,
    detail: {
      ...{ customerId, subscriptionId: id, meter, firstWindow: first, lastWindow: last },
      quantity: plain(quantity),
      reason,
      closedThrough: period.start,
    },
  };
};
