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

/** The invoice of its period is void, and nothing stands in for it. */
type UnbilledReason = 'before_first_period' | 'meter_not_priced' | 'invoice_voided';

/** The same however often the close is run. Windows begin at `firstWindow`, …, `lastWindow`. */
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
