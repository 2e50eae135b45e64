import type { Instant } from '../../kernel/instant.ts';
import type { Charge } from '../plan/charge.ts';
import type { PriceList } from '../plan/plan-prices.ts';
import { closeAtOf, type Period, periodOf } from './billing-period.ts';
import { type Phase, type Segment, type Subscription, segmentsOf } from './subscription.ts';

type Fee = Extract<Charge, { readonly model: 'flat' }>;

/** Whether the charge is a fee in advance that is due for this part of a period. Of a part that is paused altogether
 *  nothing is due. A fee that is not prorated is due only if the period begins with its plan. */
export const isDueInAdvance = (
  charge: Charge,
  part: Pick<Segment, 'start' | 'activeSeconds'>,
  period: Pick<Period, 'start'>,
): charge is Fee =>
  charge.model === 'flat' &&
  charge.billed === 'advance' &&
  part.activeSeconds > 0 &&
  (charge.prorated || part.start === period.start);

/** Whether it is still open if fees in advance are billed at the start: they have not been, the first period is not
 *  closed, and no close is running. */
export const isStartOpen = ({ status, period, closing, startIsBilled }: Subscription): boolean =>
  status === 'active' && period.index <= 0 && closing === null && !startIsBilled;

/** The subscription with the period that is open after it was made or changed: the moment of its start (index -1)
 *  where fees in advance are due for its first period, else the first period. Afterwards, as long as `isStartOpen`
 *  says so, a change may lead from the one to the other.
 *
 *  An example: a subscription that starts on 1 October, with a fee in arrears, closes first on 1 November. In
 *  September, or in the first minutes of October, it gets a plan with a fee in advance from its start on: now it
 *  closes first on 1 October, and the fee is billed then.
 *
 *  Until the start, all that is planned for the first period is looked at, as for every later period. Once the start
 *  is over without an invoice, only what is in force from the start on matters: a plan that comes in the middle of
 *  the period is charged when that is closed.
 *  @param priceOf the prices of a plan version in the customer's currency; undefined where it has none
 *  @param now the time of the customer */
export const withStart = (
  subscription: Subscription,
  priceOf: (phase: Phase) => PriceList | undefined,
  { now, graceHours }: { readonly now: Instant; readonly graceHours: number },
): Subscription => {
  if (!isStartOpen(subscription)) return subscription;
  const first = periodOf(subscription, 0);
  const isAhead = now < first.start || subscription.period.index < 0;
  const parts = first.isTrial
    ? []
    : segmentsOf(subscription, first).filter(({ start }) => isAhead || start === first.start);
  const isDue = parts.some((part) => priceOf(part.phase)?.charges.some((one) => isDueInAdvance(one, part, first)));
  const period = isDue ? periodOf(subscription, -1) : first;
  return { ...subscription, period, closeAt: closeAtOf(period, graceHours) };
};

/** The phases that `withStart` asks for the prices of. */
export const phasesAtStart = (subscription: Subscription): readonly Phase[] =>
  segmentsOf(subscription, periodOf(subscription, 0)).map(({ phase }) => phase);
