import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { PlanVersion } from '../../catalog/plan/plan.ts';
import { requirePlanVersion } from '../../catalog/plan/plan-store.ts';
import { countOnPlan, planSubscriptionPage } from '../../catalog/subscription/on-plan-service.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { planId } from '../../kernel/ids.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { jobSchema } from '../../kernel/job-contract.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { simulate } from './simulate-service.ts';
import type { Stretch } from './simulation.ts';
import { type PlanSimulation, withCustomers, withTotal } from './simulation-progress.ts';
import { keepSimulated, requireSimulation, saveSimulation } from './simulation-store.ts';
import { type SimulatedCustomerWire, simulatedToWire } from './simulation-wire.ts';

/** Milliseconds after which a step begins no other page. The last page it has begun still fits into the function's time. */
const stepTime = 45_000;
/** Subscriptions of a page, of which so many as there are lanes are simulated at once. */
const pageSize = 50;
const lanes = 8;

/** One step of a simulation: it works through as many pages of subscriptions as it has time for. After each page, how far it has
 *  come is written into the simulation's item together with the totals. A step that is repeated goes on from there, and writes
 *  the customers of its page once more, which changes nothing. */
export const handler = task(jobSchema, async ({ id }) => {
  const end = toMilliseconds(wallClock()) + stepTime;
  for (;;) {
    const simulation = await requireSimulation(id);
    if (simulation.status !== 'running') return { id, outcome: 'done' };
    await saveSimulation(await advanced(simulation));
    if (toMilliseconds(wallClock()) >= end) return { id, outcome: 'more' };
  }
});

const advanced = async (simulation: PlanSimulation): Promise<PlanSimulation> => {
  const of = { planId: planId(simulation.planId), planVersion: simulation.planVersion };
  if (simulation.progress.total === null) return withTotal(simulation, await countOnPlan(of), wallClock());
  const plan = await requirePlanVersion(planId(simulation.to.planId), simulation.to.planVersion);
  const { data, nextCursor } = await planSubscriptionPage(of, {
    limit: pageSize,
    cursor: simulation.cursor ?? undefined,
  });
  const customers = await inLanes(data, lanes, async (subscription) => {
    const simulated = await simulateOne(subscription, plan, simulation);
    await keepSimulated(simulation.id, simulated);
    return simulated;
  });
  return withCustomers(simulation, customers, nextCursor, wallClock());
};

const simulateOne = async (
  subscription: Subscription,
  plan: PlanVersion,
  stretch: Stretch,
): Promise<SimulatedCustomerWire> => {
  const customer = await requireCustomer(subscription.customerId);
  try {
    return simulatedToWire(await simulate(customer, subscription, plan, stretch));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { code, message: detail } = error;
    const refused = { old: null, new: null, difference: null, code, detail };
    return { customerId: customer.id, subscriptionId: subscription.id, currency: customer.currency, ...refused };
  }
};
