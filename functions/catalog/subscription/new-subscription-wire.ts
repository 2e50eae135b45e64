import { z } from 'zod';
import { customerId, planId } from '../../kernel/ids.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { customerIdSchema } from '../customer/customer-wire.ts';

const maxTrialDays = 730;

/** The body of `POST /v1/subscriptions`. */
export const newSubscriptionSchema = z.strictObject({
  customerId: customerIdSchema.transform(customerId),
  planId: z.string().min(1).max(64).transform(planId),
  planVersion: z.int().positive().optional(),
  startAt: instantSchema.optional(),
  trialDays: z.int().min(1).max(maxTrialDays).optional().meta({ description: 'Days for which nothing is charged' }),
});
