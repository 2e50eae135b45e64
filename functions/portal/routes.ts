import { z } from 'zod';
import { customerIdSchema } from '../catalog/customer/customer-wire.ts';
import { customerId } from '../kernel/ids.ts';
import { instantWire } from '../kernel/instant-wire.ts';
import { defineRoutes } from '../platform/http/route.ts';
import { longestLinkMinutes } from './contract.ts';
import { summarySchema } from './summary-wire.ts';

/** How long a link is valid: from a minute to a day. */
const validity = z
  .int()
  .min(1)
  .max(longestLinkMinutes)
  .default(60)
  .meta({ description: 'Minutes until the link expires', examples: [60] });

export const sessionRoutes = defineRoutes({
  createPortalSession: {
    method: 'POST',
    path: '/portal-sessions',
    access: 'admin',
    summary: "Make a short-lived link that shows one customer's usage, costs and invoices",
    body: z.strictObject({ customerId: customerIdSchema.transform(customerId), expiresInMinutes: validity }),
    response: z.object({ url: z.string(), token: z.string(), expiresAt: instantWire }),
    status: 201,
  },
});

export const summaryRoutes = defineRoutes({
  getSummary: {
    method: 'GET',
    path: '/customers/{customerId}/summary',
    access: 'read',
    portal: 'path',
    summary: "A customer's current period with its projected cost, past periods and invoices",
    response: summarySchema,
    status: 200,
  },
});

export const publicRoutes = defineRoutes({
  getPortal: {
    method: 'GET',
    path: '/portal',
    access: 'open',
    summary: 'The portal: a page that shows what the token in its fragment opens',
    produces: 'text/html',
    status: 200,
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    access: 'open',
    summary: 'This document',
    response: z.record(z.string(), z.unknown()),
    status: 200,
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    access: 'open',
    summary: 'Whether the API answers',
    response: z.object({ status: z.literal('ok') }),
    status: 200,
  },
});

export const routes = { ...sessionRoutes, ...summaryRoutes, ...publicRoutes };
