import { z } from 'zod';
import { type CustomerId, customerId, planId, subscriptionId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { intervals } from '../plan/plan.ts';
import { periodOf } from './billing-period.ts';
import { lastPhaseOf, type Phase, runningPeriodOf, type Subscription, statuses } from './subscription.ts';

const phaseWire = z.object({ from: instantWire, planId: z.string(), planVersion: z.int().positive() });
const pauseWire = z.object({ from: instantWire, to: instantWire.nullable() });

const cycleWire = z.object({
  firstIndex: z.int(),
  start: instantWire,
  anchor: z.string(),
  offset: z.int(),
  timeZone: z.string(),
  interval: z.enum(intervals),
  isTrial: z.boolean(),
});

/** A subscription as it is answered. */
export const subscriptionWire = z.object({
  id: z.string(),
  customerId: z.string(),
  planId: z.string().meta({ description: 'The plan of the end of the open period' }),
  planVersion: z.int().positive(),
  startAt: instantWire,
  status: z.enum(statuses),
  trialEnd: instantWire.nullable(),
  cancelAt: instantWire.nullable(),
  phases: z.array(phaseWire).readonly().meta({ description: 'Plan versions over time' }),
  pauses: z.array(pauseWire).readonly(),
  interval: z.enum(intervals),
  timeZone: z.string().meta({ description: 'Whose local time the periods begin in' }),
  periodIndex: z.int().min(-1).meta({ description: '-1: fees in advance are about to be billed for the first time' }),
  periodStart: instantWire,
  periodEnd: instantWire,
  closeAt: instantWire,
  createdAt: instantWire,
});
export type SubscriptionWire = z.output<typeof subscriptionWire>;

/** A subscription as it is stored: also with what only we need to know. */
export const subscriptionItemWire = subscriptionWire.extend({
  cycles: z.array(cycleWire),
  closing: instantWire.nullable(),
  // Where it is missing, the start may be closed once more: that finds the invoice which is there.
  startIsBilled: z.boolean().default(false),
  revision: z.int(),
});
export type SubscriptionItem = z.output<typeof subscriptionItemWire>;

export const subscriptionToWire = (subscription: Subscription): SubscriptionWire => {
  const { id, customerId, startAt, status, trialEnd, cancelAt, phases, pauses, period, closeAt, createdAt } =
    subscription;
  const { planId, planVersion } = lastPhaseOf(subscription, runningPeriodOf(subscription));
  const { interval, timeZone } =
    subscription.cycles.findLast(({ firstIndex }) => firstIndex <= period.index) ?? subscription.cycles[0];
  return {
    ...{ id, customerId, planId, planVersion, startAt, status, trialEnd, cancelAt },
    phases: phases.map((phase) => ({ ...phase })),
    pauses: pauses.map((pause) => ({ ...pause })),
    ...{ interval, timeZone, periodIndex: period.index, periodStart: period.start, periodEnd: period.end },
    ...{ closeAt, createdAt },
  };
};

export const subscriptionToItem = (subscription: Subscription): SubscriptionItem => ({
  ...subscriptionToWire(subscription),
  cycles: subscription.cycles.map((cycle) => ({ ...cycle })),
  closing: subscription.closing,
  startIsBilled: subscription.startIsBilled,
  revision: subscription.revision,
});

/** @throws TypeError when what is stored is no subscription */
export const subscriptionFromItem = (item: SubscriptionItem): Subscription => {
  const [firstCycle, ...cycles] = item.cycles.map((cycle) => ({ ...cycle, start: parseInstant(cycle.start) }));
  const [firstPhase, ...phases] = item.phases.map(phaseFromWire);
  if (firstCycle === undefined || firstPhase === undefined) throw new TypeError(`${item.id} has no cycle or phase`);
  const schedule = {
    cycles: [firstCycle, ...cycles],
    cancelAt: item.cancelAt === null ? null : parseInstant(item.cancelAt),
  } as const;
  return {
    ...schedule,
    id: subscriptionId(item.id),
    customerId: ownerOf(item),
    startAt: parseInstant(item.startAt),
    phases: [firstPhase, ...phases],
    pauses: item.pauses.map(({ from, to }) => ({
      from: parseInstant(from),
      to: to === null ? null : parseInstant(to),
    })),
    trialEnd: item.trialEnd === null ? null : parseInstant(item.trialEnd),
    status: item.status,
    period: periodOf(schedule, item.periodIndex),
    closeAt: parseInstant(item.closeAt),
    closing: item.closing === null ? null : parseInstant(item.closing),
    startIsBilled: item.startIsBilled,
    revision: item.revision,
    createdAt: parseInstant(item.createdAt),
  };
};

const ownerOf = (item: SubscriptionItem): CustomerId => customerId(item.customerId);

const phaseFromWire = ({ from, planId: plan, planVersion }: SubscriptionItem['phases'][number]): Phase => ({
  from: parseInstant(from),
  planId: planId(plan),
  planVersion,
});
