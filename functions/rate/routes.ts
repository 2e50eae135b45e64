import { defineRoutes } from '../platform/http/route.ts';
import { quoteRequestSchema } from './quote-request-wire.ts';
import { quoteSchema } from './quote-wire.ts';

export const routes = defineRoutes({
  quote: {
    method: 'POST',
    path: '/quotes',
    access: 'read',
    summary: "What quantities cost, at given charges or at a plan's, minimum commitment included; nothing is stored",
    body: quoteRequestSchema,
    response: quoteSchema,
    status: 200,
  },
});
