import { customerId } from '../kernel/ids.ts';
import { wallClock } from '../platform/clock.ts';
import { httpApi } from '../platform/http/http-api.ts';
import { summaryRoutes } from './routes.ts';
import { loadFacts } from './summary-facts-service.ts';
import { summaryOf } from './summary-wire.ts';

export const handler = httpApi(summaryRoutes, {
  getSummary: async ({ parameters, baseUrl }) => {
    const facts = await loadFacts(customerId(parameters.customerId ?? ''), wallClock());
    return { json: summaryOf(facts, baseUrl), headers: { 'cache-control': 'no-store' } };
  },
});
