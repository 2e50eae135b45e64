import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer-wire.ts';
import type { OfPlan } from '../../catalog/subscription/on-plan.ts';
import { type CustomerId, customerId, type PlanId, planId } from '../../kernel/ids.ts';

/** Whose usage is simulated. */
export type Simulated =
  | { readonly kind: 'customer'; readonly customerId: CustomerId }
  | ({ readonly kind: 'plan' } & OfPlan);

/** The plan that the usage runs through; its latest version unless one is named. */
export interface SimulatedPlan {
  readonly planId: PlanId;
  readonly planVersion: number | 'latest';
}

const maxPeriods = 24;
const planIdSchema = z.string().min(1).max(64).transform(planId);
const planVersion = z.int().positive().optional();

/** Body of `POST /v1/simulations`: it names either a customer or a plan. */
export const simulationRequestSchema = z
  .strictObject({
    customerId: customerIdSchema.transform(customerId).optional(),
    planId: planIdSchema.optional().meta({ description: 'All active subscriptions of the plan' }),
    planVersion,
    to: z.strictObject({ planId: planIdSchema, planVersion }),
    periods: z.int().min(1).max(maxPeriods).default(1).meta({ description: 'The last so many closed periods' }),
    includeOpen: z.boolean().default(false).meta({ description: 'The open period as well, as it is now' }),
  })
  .transform(({ customerId, planId, planVersion, to, periods, includeOpen }, ctx) => {
    const refuse = (path: string, code: string, message: string): never => {
      ctx.issues.push({ code: 'custom', input: undefined, message, path: [path], params: { code } });
      return z.NEVER;
    };
    const target: SimulatedPlan = { planId: to.planId, planVersion: to.planVersion ?? 'latest' };
    const request = { to: target, periods, includeOpen };
    const all = (id: PlanId): Simulated => ({ kind: 'plan', planId: id, planVersion: planVersion ?? null });
    if (customerId !== undefined && planId !== undefined) {
      return refuse('planId', 'customer_and_plan', 'either one customer or all of a plan, not both');
    }
    if (planId !== undefined) return { ...request, of: all(planId) };
    if (planVersion !== undefined) {
      return refuse('planVersion', 'version_without_plan', 'a version is one of a plan: say which');
    }
    if (customerId === undefined) return refuse('customerId', 'required', 'a customerId, or the planId of a plan');
    return { ...request, of: { kind: 'customer', customerId } satisfies Simulated };
  });
