import { z } from 'zod';
import { pricedChargesSchema } from '../catalog/plan/charge-wire.ts';
import { currencySchema } from '../kernel/currency-wire.ts';
import { amountSchema } from '../kernel/decimal-wire.ts';
import { type PlanId, planId } from '../kernel/ids.ts';
import { ZERO } from '../money/decimal.ts';
import type { QuotedPrice } from './quote.ts';
import { usageSchema } from './quote-usage-wire.ts';

/** Where the prices of a quote come from: the request itself, or a plan. */
export type QuotedPrices =
  | ({ readonly from: 'request' } & QuotedPrice)
  | { readonly from: 'plan'; readonly planId: PlanId; readonly version: number | 'latest' };

/** The body of `POST /v1/quotes`, which has either `charges` or `planId`. */
export const quoteRequestSchema = z
  .strictObject({
    currency: currencySchema,
    usage: z.record(z.string(), usageSchema).default({}),
    charges: pricedChargesSchema.optional(),
    minimumAmount: amountSchema
      .optional()
      .meta({ description: 'With `charges`: what they cost together at least; a plan has its own' }),
    planId: z.string().min(1).max(64).transform(planId).optional(),
    version: z.int().positive().optional(),
  })
  .transform(({ currency, usage, charges, minimumAmount, planId, version }, ctx) => {
    const refuse = (path: string, code: string, message: string): never => {
      ctx.issues.push({ code: 'custom', input: undefined, message, path: [path], params: { code } });
      return z.NEVER;
    };
    const request = { currency, usage: new Map(Object.entries(usage)) };
    const ofPlan = (id: PlanId): QuotedPrices => ({ from: 'plan', planId: id, version: version ?? 'latest' });
    if (charges !== undefined && planId !== undefined) {
      return refuse('planId', 'charges_and_plan', 'either the charges or a plan, not both');
    }
    if (planId !== undefined && minimumAmount !== undefined) {
      return refuse('minimumAmount', 'minimum_and_plan', 'a plan has its own minimum');
    }
    if (planId !== undefined) return { ...request, prices: ofPlan(planId) };
    if (version !== undefined)
      return refuse('version', 'version_without_plan', 'a version is one of a plan: say which');
    if (charges === undefined) return refuse('charges', 'required', 'the charges, or the planId of a plan');
    return {
      ...request,
      prices: { from: 'request', charges, minimumAmount: minimumAmount ?? ZERO } satisfies QuotedPrices,
    };
  });
