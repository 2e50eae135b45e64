import type { Subscription } from '../catalog/subscription.ts';
import { type Decimal, plain } from '../money/decimal.ts';
import { announced } from './contract.ts';
import type { LateWindows } from './late-windows.ts';

/** Late usage that no invoice has a line for. */
export interface Unbilled {
  readonly windows: LateWindows;
  readonly quantity: Decimal;
}

/** The same however often the close is run. Windows begin at `firstWindow`, …, `lastWindow`. */
export const unbilledAnnouncement = (subscription: Subscription, { windows, quantity }: Unbilled) => {
  const { id, customerId, period } = subscription;
  const { meter, first, last } = windows;
  return {
    type: announced.unbilled,
    id: `${announced.unbilled}#${id}#${period.end}#${meter}#${first}`,
    detail: {
      ...{ customerId, subscriptionId: id, meter, firstWindow: first, lastWindow: last },
      quantity: plain(quantity),
      reason: windows.period === null ? 'before_first_period' : 'meter_not_priced',
      closedThrough: period.start,
    },
  };
};
