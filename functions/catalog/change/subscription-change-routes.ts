import { z } from 'zod';
import { planId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { instantSchema, readInstant } from '../../kernel/instant-wire.ts';
import { defineRoutes, type Route } from '../../platform/http/route.ts';
import { subscriptionWire } from '../subscription/subscription-wire.ts';

const changing = {
  method: 'POST',
  access: 'admin',
  status: 200,
  response: subscriptionWire,
} as const satisfies Partial<Route>;

/** Reads one of the words, or an instant. */
const when = <const Word extends string>(...words: readonly [Word, ...Word[]]) =>
  z
    .string()
    .transform((text, ctx): Word | Instant => {
      const word = words.find((candidate) => candidate === text);
      return word ?? readInstant(text, ctx);
    })
    .meta({ description: `${words.join(', ')}, or a time between two usage windows in UTC`, examples: [words[0]] });

export const subscriptionChangeRoutes = defineRoutes({
  changePlan: {
    ...changing,
    path: '/subscriptions/{subscriptionId}/change',
    summary: 'Move a subscription to another plan or version; usage and fees are split at the change',
    body: z.strictObject({
      planId: z.string().min(1).max(64).transform(planId),
      planVersion: z.int().positive().optional(),
      at: when('now', 'period_end').prefault('now'),
    }),
  },
  cancelSubscription: {
    ...changing,
    path: '/subscriptions/{subscriptionId}/cancel',
    summary: 'End a subscription, or with "never" let a cancelled one go on; the last, partial period is billed',
    body: z.strictObject({ at: when('period_end', 'now', 'never').prefault('period_end') }),
  },
  pauseSubscription: {
    ...changing,
    path: '/subscriptions/{subscriptionId}/pause',
    summary: 'No fees, allowance and minimum for a while; usage is counted and billed all the same',
    body: z.strictObject({ from: when('now').prefault('now'), to: instantSchema.nullable().default(null) }),
  },
  resumeSubscription: {
    ...changing,
    path: '/subscriptions/{subscriptionId}/resume',
    summary: 'End a pause',
    body: z.strictObject({ at: when('now').prefault('now') }),
  },
});
