import type { Customer } from '../customer/customer.ts';
import { requirePlanVersion } from '../plan/plan-store.ts';
import { isStartOpen, phasesAtStart, withStart } from './start.ts';
import type { Subscription } from './subscription.ts';

/** The subscription after a change, with the moment of its start as its open period where fees in advance are due
 *  there now, and without it where they no longer are. It reads plans only as long as that is open. */
export const atItsStart = async (
  subscription: Subscription,
  { currency }: Pick<Customer, 'currency'>,
  moment: Parameters<typeof withStart>[2],
): Promise<Subscription> => {
  if (!isStartOpen(subscription)) return subscription;
  const known = await Promise.all(
    phasesAtStart(subscription).map(async (phase) => {
      const { prices } = await requirePlanVersion(phase.planId, phase.planVersion);
      return { phase, price: prices.get(currency) };
    }),
  );
  return withStart(subscription, (phase) => known.find((one) => one.phase === phase)?.price, moment);
};
