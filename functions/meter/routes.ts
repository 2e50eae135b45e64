import { z } from 'zod';
import { meterKey } from '../catalog/ids.ts';
import { instantSchema } from '../catalog/instant-schema.ts';
import { defineRoutes } from '../platform/route.ts';

/** The windows end by the next day, and years have four digits. */
const lastDay = '9999-12-31';

export const usageQuery = z
  .strictObject({
    meter: z.string().min(1).transform(meterKey),
    from: instantSchema,
    to: instantSchema,
    window: z.enum(['hour', 'day']).default('day'),
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

export const routes = defineRoutes({
  getUsage: {
    method: 'GET',
    path: '/customers/{customerId}/usage',
    access: 'read',
    portal: 'path',
    summary: "A customer's usage of one meter by hour or day, UTC, seconds after the events",
    query: usageQuery,
    response: z.object({
      meter: z.string(),
      from: z.string(),
      to: z.string(),
      total: z.string(),
      windows: z.array(z.object({ start: z.string(), end: z.string(), value: z.string() })),
    }),
    status: 200,
  },
});
