import * as z from 'zod';
import { meterKey } from '../../kernel/ids.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { resolutions } from './by-window.ts';

/** The last day that a range may end before. Its windows may end a day later, and years have four digits. */
const lastDay = '9999-12-31';

/** As many as a meter has. */
const maxProperties = 5;

export const usageQuery = z
  .strictObject({
    meter: z.string().min(1).transform(meterKey),
    from: instantSchema,
    to: instantSchema,
    window: z.enum(resolutions).default('day'),
    groupBy: z
      .string()
      .transform((text) => text.split(','))
      .refine((properties) => properties.length <= maxProperties, {
        params: { code: 'too_many_properties' },
        message: `A meter groups by at most ${maxProperties} properties.`,
      })
      .optional()
      .meta({ description: 'Properties of the meter, separated by commas: the usage of each of their values' }),
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    params: { code: 'range_empty' },
    message: '"to" is after "from".',
  })
  .refine(({ to }) => to < lastDay, {
    path: ['to'],
    params: { code: 'time_out_of_range' },
    message: `"to" is before ${lastDay}.`,
  });

const windows = z.array(z.object({ start: z.string(), end: z.string(), value: z.string() }));

export const usageRoutes = defineRoutes({
  getUsage: {
    method: 'GET',
    path: '/customers/{customerId}/usage',
    access: 'read',
    portal: 'path',
    summary:
      "A customer's usage of one meter by hour, day or month, UTC, and by group, seconds after the events; from and to are widened to whole windows of the stack",
    query: usageQuery,
    response: z.object({
      meter: z.string(),
      from: z.string(),
      to: z.string(),
      total: z.string(),
      windows,
      groups: z.array(z.object({ group: z.record(z.string(), z.string()), total: z.string(), windows })).optional(),
    }),
    status: 200,
  },
});
