import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { PlanVersion } from '../../catalog/plan/plan.ts';
import { findPlanVersion } from '../../catalog/plan/plan-store.ts';
import { latestSubscription } from '../../catalog/subscription/subscription-store.ts';
import { NotFound, unknownReference } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { executionArnOf, hasFailed, startExecution } from '../../platform/executions.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { simulationMachineVariable } from '../contract.ts';
import { simulate } from './simulate-service.ts';
import { begunSimulation, type PlanSimulation } from './simulation-progress.ts';
import type { SimulatedPlan } from './simulation-request-wire.ts';
import { simulationRoutes } from './simulation-routes.ts';
import { createSimulation, requireSimulation, simulatedPage } from './simulation-store.ts';
import { customerSimulationToWire, type PlanSimulationWire } from './simulation-wire.ts';

export const handler = httpApi(simulationRoutes, {
  simulate: async ({ body: { of, to, ...stretch } }) => {
    const plan = await targetOf(to);
    const target = { planId: plan.planId, planVersion: plan.version };
    if (of.kind === 'customer') {
      const customer = await requireCustomer(of.customerId);
      const subscription = await latestSubscription(customer.id);
      if (subscription === undefined) throw new NotFound('subscription', customer.id);
      const simulated = await simulate(customer, subscription, plan, stretch);
      return { json: customerSimulationToWire(simulated, target), status: 200 };
    }
    const { planId, planVersion } = of;
    if ((await findPlanVersion(planId)) === undefined) throw unknownReference('plan', planId, '/planId');
    const wanted = { id: newId('sim'), planId, planVersion, to: target, ...stretch };
    const simulation = begunSimulation(wanted, wallClock());
    await createSimulation(simulation);
    await startExecution(environment(simulationMachineVariable), simulation.id, { id: simulation.id });
    return { json: shown(simulation) };
  },
  getSimulation: async ({ parameters: { simulationId = '' } }) => {
    const simulation = await requireSimulation(simulationId);
    const isRunning = simulation.status === 'running';
    const failed =
      isRunning && (await hasFailed(executionArnOf(environment(simulationMachineVariable), simulation.id)));
    return { json: shown(failed ? { ...simulation, status: 'failed' } : simulation) };
  },
  listSimulatedCustomers: async ({ query, parameters: { simulationId = '' } }) => {
    const { id } = await requireSimulation(simulationId);
    return { json: await simulatedPage(id, query) };
  },
});

/** The version that the usage is run through.
 *  @throws InvalidInput `unknown_plan`, `unknown_plan_version` */
const targetOf = async ({ planId, planVersion }: SimulatedPlan): Promise<PlanVersion> => {
  const latest = await findPlanVersion(planId);
  if (latest === undefined) throw unknownReference('plan', planId, '/to/planId');
  const chosen = planVersion === 'latest' ? latest : await findPlanVersion(planId, planVersion);
  if (chosen === undefined) throw unknownReference('plan_version', `${planId}@${planVersion}`, '/to/planVersion');
  return chosen;
};

const shown = ({ cursor: _, revision: __, ...simulation }: PlanSimulation): PlanSimulationWire => simulation;
