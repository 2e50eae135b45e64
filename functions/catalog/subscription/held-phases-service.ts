import { wallClock } from '../../platform/clock.ts';
import { holdMeters } from '../plan/held-meters-service.ts';
import { requirePlanVersion } from '../plan/plan-store.ts';
import { type Phase, phasesBeyond, type Subscription } from './subscription.ts';

/** Holds the meters of the plan versions that charge something by a change that they did not charge before it: those of a phase
 *  that is new, and those of one that ended, by a change or a cancellation, and goes on now that this is taken back.
 *  @throws Conflict `meter_archived` */
export const holdProlonged = async (before: Subscription, after: Subscription): Promise<void> => {
  const now = wallClock();
  const isIn = (phases: readonly Phase[]) => (one: Phase) =>
    phases.some(({ planId, planVersion }) => planId === one.planId && planVersion === one.planVersion);
  const wasKnown = isIn(before.phases);
  const wentOn = isIn(phasesBeyond(before, now));
  const begun = [
    ...after.phases.filter((phase) => !wasKnown(phase)),
    ...phasesBeyond(after, now).filter((phase) => wasKnown(phase) && !wentOn(phase)),
  ];
  const plans = await Promise.all(begun.map(({ planId, planVersion }) => requirePlanVersion(planId, planVersion)));
  await Promise.all(plans.map(holdMeters));
};
