import { z } from 'zod';
import { allowanceSchema, quantitySchema } from '../kernel/decimal-wire.ts';
import { inOurWords } from '../kernel/mistake-words.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import { type Metered, type MeteredGroup, plainMetered } from './metered.ts';

/** Groups in the usage of one charge. */
const maxGroups = 1_000;

const eventsSchema = allowanceSchema.refine((events) => events.isInteger(), {
  error: 'a number of events is whole',
  params: { code: 'not_a_whole_number' },
});

const groupSchema = z.strictObject({
  values: z
    .record(z.string(), z.string())
    .meta({ description: 'Value by property; none for events without the property', examples: [{ resolution: '4K' }] }),
  quantity: quantitySchema,
  events: eventsSchema.prefault('0'),
});

const detailedSchema = z
  .strictObject({
    quantity: quantitySchema.optional().meta({
      description: 'All of it; what is in no group is priced as having no value. The sum of the groups when left out',
    }),
    events: eventsSchema.optional(),
    groups: z.array(groupSchema).max(maxGroups).default([]),
  })
  .transform(({ quantity, events, groups }, ctx): Metered => {
    if (quantity === undefined && groups.length === 0) {
      return refuse(ctx, 'quantity', 'required', 'a quantity, or groups that have one');
    }
    const grouped = { quantity: sumOf(groups, 'quantity'), events: sumOf(groups, 'events') };
    const total = { quantity: quantity ?? grouped.quantity, events: events ?? grouped.events };
    if (groups.length === 0) return { ...total, groups };
    const rest = { quantity: total.quantity.minus(grouped.quantity), events: total.events.minus(grouped.events) };
    if (rest.quantity.isNegative() || rest.events.isNegative()) {
      const field = rest.quantity.isNegative() ? 'quantity' : 'events';
      return refuse(ctx, field, 'groups_exceed_total', 'the groups come to more; leave the total out to add them up');
    }
    return { ...total, groups: [...groups, { values: {}, ...rest }] };
  });

const plainSchema = quantitySchema.transform(plainMetered);

/** Reports what is wrong with the form that was meant, and where: an object means the detailed one, anything else the plain one.
 *  A union alone would only tell that neither fits. */
const placed = <Wire>(input: Wire, ctx: z.RefinementCtx): Wire => {
  const meant = typeof input === 'object' && input !== null ? detailedSchema : plainSchema;
  const { error } = meant.safeParse(input, { error: inOurWords, reportInput: true });
  for (const issue of error?.issues ?? []) {
    // What was found there goes along with a wrong type: it tells a missing field from a wrong one.
    ctx.issues.push(issue.code === 'invalid_type' ? { ...issue, input: issue.input } : { ...issue, input: undefined });
  }
  return input;
};

/** The usage of one charge in a request: a quantity as `"3400"`, or an object with `quantity`, `events` and `groups`. */
export const usageSchema = z.preprocess(
  placed<z.input<typeof plainSchema> | z.input<typeof detailedSchema>>,
  z.union([plainSchema, detailedSchema]),
);

const sumOf = (groups: readonly MeteredGroup[], field: 'quantity' | 'events'): Decimal =>
  groups.length === 0 ? ZERO : sum(groups.map((group) => group[field]));

const refuse = (ctx: z.RefinementCtx, field: string, code: string, message: string): never => {
  ctx.issues.push({ code: 'custom', input: undefined, message, path: [field], params: { code } });
  return z.NEVER;
};
