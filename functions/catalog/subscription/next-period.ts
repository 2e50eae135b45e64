import { closeAtOf, periodOf } from './billing-period.ts';
import { movedTo } from './cycle.ts';
import { nextPeriodOf, type Subscription } from './subscription.ts';

/** The subscription after its open period is closed: the next period is open, or there is none and it is cancelled.
 *  @param timeZone the present zone of the customer: if it has moved, the move takes effect with the period that opens
 *    now */
export const withNextPeriod = (subscription: Subscription, timeZone: string, graceHours: number): Subscription => {
  const startIsBilled = subscription.startIsBilled || subscription.period.index < 0;
  const done = { ...subscription, closing: null, startIsBilled, revision: subscription.revision + 1 };
  const next = nextPeriodOf(subscription);
  if (next === undefined) return { ...done, status: 'cancelled' };
  const moved = { ...done, cycles: cyclesIn(subscription, timeZone) };
  const period = periodOf(moved, next.index);
  return { ...moved, period, closeAt: closeAtOf(period, graceHours) };
};

const cyclesIn = (subscription: Subscription, timeZone: string): Subscription['cycles'] => {
  const { cycles, period } = subscription;
  const next = periodOf(subscription, period.index + 1);
  const running = cycles.findLast(({ firstIndex }) => firstIndex <= next.index) ?? cycles[0];
  if (running.timeZone === timeZone) return cycles;
  const [first, ...others] = [
    ...cycles.filter(({ firstIndex }) => firstIndex < next.index),
    movedTo(running, timeZone, next.index, next.start),
  ];
  return first === undefined ? cycles : [first, ...others];
};
