import type { Subscription } from '../../catalog/subscription/subscription.ts';
import type { Instant } from '../../kernel/instant.ts';

/** `closed` before, `due` now, or `not_due` yet. */
export type CloseVerdict = 'closed' | 'due' | 'not_due';

type Closable = Pick<Subscription, 'period' | 'closeAt' | 'status'>;

/** Whether the period that ends at `periodEnd` may be closed; periods close one after the other.
 *  @param now the customer's, which may be a test clock's */
export const closeVerdict = ({ period, closeAt, status }: Closable, periodEnd: Instant, now: Instant): CloseVerdict => {
  if (periodEnd < period.end || status === 'cancelled') return 'closed';
  return periodEnd === period.end && closeAt <= now ? 'due' : 'not_due';
};
