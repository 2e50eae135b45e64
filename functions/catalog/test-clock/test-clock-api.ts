import { testClockId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { testClockOf } from './test-clock.ts';
import type { testClockRoutes } from './test-clock-routes.ts';
import { createTestClock, requireTestClock, testClockPage } from './test-clock-store.ts';
import { testClockToWire } from './test-clock-wire.ts';

/** What the catalog's handler answers about test clocks. Advancing one is an operation of the stage `collect`. */
export const testClockApi: Implementations<typeof testClockRoutes> = {
  createTestClock: async ({ body }) => {
    const clock = testClockOf(testClockId(newId('clk')), body.now, wallClock());
    await createTestClock(clock);
    return { json: testClockToWire(clock) };
  },
  listTestClocks: async ({ query }) => ({ json: mapPage(await testClockPage(query), testClockToWire) }),
  getTestClock: async ({ parameters }) => ({
    json: testClockToWire(await requireTestClock(testClockId(parameters.testClockId ?? ''))),
  }),
};
