import type { Subscription } from '../../catalog/subscription/subscription.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Decimal, plain } from '../../money/decimal.ts';
import { announced } from '../contract.ts';
import type { LateWindows } from './late-windows.ts';

/** Late usage that no invoice has a line for. */
export interface Unbilled {
  readonly windows: LateWindows;
  readonly quantity: Decimal;
  readonly reason: UnbilledReason;
  /** The watermark that it met. */
  readonly closedThrough: Instant;
}

/** Why no invoice has a line for it: no plan of its period has a charge for the meter; or the invoice of its period is
 *  void and was not replaced. */
type UnbilledReason = 'meter_not_priced' | 'invoice_voided';

/** Tells of late usage that is not billed. However often the close is run, it is the same announcement.
 *  @param to the watermark that the close moves to: the end of the period, or a final close's
 *  `firstWindow` and `lastWindow` are where the first and the last of the windows begin. */
export const unbilledAnnouncement = (
  { id, customerId }: Subscription,
  to: Instant,
  { windows, quantity, reason, closedThrough }: Unbilled,
) => {
  const { meter, first, last } = windows;
  return {
    type: announced.unbilled,
    id: `${announced.unbilled}#${id}#${to}#${meter}#${first}`,
    detail: {
      ...{ customerId, subscriptionId: id, meter, firstWindow: first, lastWindow: last },
      quantity: plain(quantity),
      reason,
      closedThrough,
    },
  };
};
