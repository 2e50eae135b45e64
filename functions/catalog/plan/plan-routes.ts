import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, listing, reading } from '../../platform/http/route-kinds.ts';
import { newPlanSchema, newPlanVersionSchema, planVersionWire } from './plan-wire.ts';

export const planRoutes = defineRoutes({
  createPlan: {
    ...creating,
    path: '/plans',
    summary: 'Make a plan: its version 1',
    body: newPlanSchema,
    response: planVersionWire,
  },
  listPlans: {
    ...listing,
    path: '/plans',
    summary: 'Plans in their latest versions, newest plan first',
    response: list(planVersionWire),
  },
  getPlan: { ...reading, path: '/plans/{planId}', summary: "A plan's latest version", response: planVersionWire },
  createPlanVersion: {
    ...creating,
    path: '/plans/{planId}/versions',
    summary: 'Make the next version of a plan; subscriptions stay on theirs',
    body: newPlanVersionSchema,
    response: planVersionWire,
  },
  listPlanVersions: {
    ...listing,
    path: '/plans/{planId}/versions',
    summary: 'All versions of a plan, latest first',
    response: list(planVersionWire),
  },
});
