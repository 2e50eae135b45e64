import { meterKey } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { tell } from '../news-gateway.ts';
import { meterCreated } from './meter-news.ts';
import type { meterRoutes } from './meter-routes.ts';
import { createMeter, meterPage, requireMeter } from './meter-store.ts';
import { meterOf, meterToWire } from './meter-wire.ts';

/** What the catalog's handler answers about meters. */
export const meterApi: Implementations<typeof meterRoutes> = {
  createMeter: async ({ body }) => {
    const meter = meterOf(body, wallClock());
    await createMeter(meter);
    await tell(meterCreated(meter));
    return { json: meterToWire(meter) };
  },
  listMeters: async ({ query }) => ({ json: mapPage(await meterPage(query), meterToWire) }),
  getMeter: async ({ parameters }) => ({
    json: meterToWire(await requireMeter(meterKey(parameters.meterKey ?? ''))),
  }),
};
