import { requireTestClock, startAdvance } from '../../catalog/test-clock/test-clock-store.ts';
import { testClockToWire } from '../../catalog/test-clock/test-clock-wire.ts';
import { testClockId } from '../../kernel/ids.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { startOnce } from '../../platform/executions.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { advanceMachineVariable } from '../contract.ts';
import { assertReachable } from './test-clock-bounds.ts';
import { testClockRoutes } from './test-clock-routes.ts';

/** Starts an execution of the advance even where one is running: two of them for one clock do no harm, and a clock whose
 *  execution has failed goes on. */
export const handler = httpApi(testClockRoutes, {
  advanceTestClock: async ({ body: { to }, parameters }) => {
    const id = testClockId(parameters.testClockId ?? '');
    assertReachable(await requireTestClock(id), to);
    const clock = await startAdvance(id, to);
    const name = `${id}-${toMilliseconds(wallClock())}`;
    await startOnce(environment(advanceMachineVariable), name, { testClockId: id });
    return { json: testClockToWire(clock) };
  },
});
