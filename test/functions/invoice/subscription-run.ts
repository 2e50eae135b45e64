import type { PlanVersion } from '../../../functions/catalog/plan/plan.ts';
import { withNextPeriod } from '../../../functions/catalog/subscription/next-period.ts';
import { withStart } from '../../../functions/catalog/subscription/start.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { draft } from '../../../functions/invoice/draft/draft.ts';
import { issue } from '../../../functions/invoice/issue/issue.ts';
import { billedAhead } from '../../../functions/invoice/late/billed-ahead.ts';
import { type Closing, planIn, planKey, priceIn } from '../../../functions/invoice/period/closing.ts';
import type { BilledFee } from '../../../functions/invoice/period/fees-in-advance.ts';
import { closingLines } from '../../../functions/invoice/period/period-lines.ts';
import type { Instant } from '../../../functions/kernel/instant.ts';
import { ZERO } from '../../../functions/money/decimal.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { buyer, customer, reckonedOf, seller } from './transcoding.ts';

/** A subscription without usage, and what has been billed for it so far: the pure files of all stages from the request
 *  to the invoice, one after the other. */
export interface Run {
  readonly subscription: Subscription;
  readonly plans: Closing['plans'];
  /** `10-01 31.00`: the end of the period, and the total. */
  readonly invoices: readonly string[];
  /** The fees for the open period that the last invoice has billed in advance. */
  readonly ahead: readonly BilledFee[];
}

export const runOf = (subscription: Subscription, plans: readonly PlanVersion[]): Run => ({
  ...{ subscription, invoices: [], ahead: [] },
  plans: new Map(plans.map((plan) => [planKey({ ...plan, planVersion: plan.version }), plan])),
});

export const moment = (now: Instant) => ({ now, graceHours: 1, windowMinutes: 60 });

export const closingIn = ({ subscription, plans }: Run): Closing => ({
  ...{ customer, subscription, period: subscription.period, plans },
  metered: () => plainMetered(ZERO),
});

/** Closes the open period, as the steps of the close do. */
const closed = (run: Run): Run => {
  const { subscription, invoices, ahead } = run;
  const closing = closingIn(run);
  const reckoned = reckonedOf(closingLines(closing, { adjustments: [], billedFees: ahead }));
  const at = subscription.closeAt;
  const invoice = issue(draft(closing, reckoned, at), { number: 'INV-000001', buyer, seller, at });
  const next = withNextPeriod(subscription, 'UTC', 1);
  return {
    ...{ ...run, subscription: next },
    invoices: [...invoices, `${subscription.period.end.slice(5, 10)} ${settledToWire(invoice.total)}`],
    ahead: billedAhead({ ...invoice, histories: new Map() }, next.period),
  };
};

/** Closes all that is due until then. */
export const until = (run: Run, now: Instant): Run =>
  run.subscription.status === 'active' && run.subscription.closeAt <= now ? until(closed(run), now) : run;

export type Change = (subscription: Subscription, now: Instant) => Subscription;

/** A request that changes the subscription, as the operations do it. */
export const changed = (run: Run, change: Change, now: Instant): Run => ({
  ...run,
  subscription: withStart(
    change(run.subscription, now),
    (phase) => priceIn(planIn(run, phase), customer.currency),
    moment(now),
  ),
});
