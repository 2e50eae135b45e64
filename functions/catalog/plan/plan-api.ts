import { planId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { loadMeters } from '../meter/meter-store.ts';
import { tell } from '../news-gateway.ts';
import { assertMetersFit } from './charge-meter.ts';
import { holdMeters } from './held-meters-service.ts';
import { firstVersion, nextVersion } from './plan.ts';
import { planVersionCreated } from './plan-news.ts';
import type { Prices } from './plan-prices.ts';
import type { planRoutes } from './plan-routes.ts';
import { addPlanVersion, createPlan, latestPlanVersion, planPage, planVersionPage } from './plan-store.ts';
import { planVersionToWire } from './plan-wire.ts';

/** What the catalog's handler answers about plans and their versions. */
export const planApi: Implementations<typeof planRoutes> = {
  createPlan: async ({ body }) => {
    await assertMeters(body.prices);
    const plan = firstVersion(body, wallClock());
    await holdMeters(plan);
    await createPlan(plan);
    await tell(planVersionCreated(plan));
    return { json: planVersionToWire(plan) };
  },
  listPlans: async ({ query }) => ({ json: mapPage(await planPage(query), planVersionToWire) }),
  getPlan: async ({ parameters }) => ({
    json: planVersionToWire(await latestPlanVersion(planId(parameters.planId ?? ''))),
  }),
  createPlanVersion: async ({ body, parameters }) => {
    const latest = await latestPlanVersion(planId(parameters.planId ?? ''));
    await assertMeters(body.prices);
    const plan = nextVersion(latest, body, wallClock());
    await holdMeters(plan);
    await addPlanVersion(plan);
    await tell(planVersionCreated(plan));
    return { json: planVersionToWire(plan) };
  },
  listPlanVersions: async ({ parameters, query }) => {
    const plan = await latestPlanVersion(planId(parameters.planId ?? ''));
    return { json: mapPage(await planVersionPage(plan.planId, query), planVersionToWire) };
  },
};

/** @throws InvalidInput `unknown_meter`, `meter_archived`, `group_property_unknown`, `meter_without_amount` */
const assertMeters = async (prices: Prices): Promise<void> => assertMetersFit(prices, await loadMeters());
