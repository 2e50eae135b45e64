import type { Subscription } from '../../catalog/subscription/subscription.ts';
import type { Instant } from '../../kernel/instant.ts';

/** Whether a period was `closed` before, is `due` to be closed now, or is `not_due` yet. */
export type CloseVerdict = 'closed' | 'due' | 'not_due';

type Closable = Pick<Subscription, 'period' | 'closeAt' | 'status'>;

/** Whether the period that ends at `periodEnd` may be closed. Periods close one after the other, so only the open one can be due.
 *  @param now in the customer's time, which may be that of a test clock */
export const closeVerdict = ({ period, closeAt, status }: Closable, periodEnd: Instant, now: Instant): CloseVerdict => {
  if (periodEnd < period.end || status === 'cancelled') return 'closed';
  return periodEnd === period.end && closeAt <= now ? 'due' : 'not_due';
};
