import { requireTestClock, startAdvance } from '../../catalog/test-clock/test-clock-store.ts';
import { testClockToWire } from '../../catalog/test-clock/test-clock-wire.ts';
import { testClockId } from '../../kernel/ids.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { advanceMachineVariable } from '../contract.ts';
import { start } from '../execution-store.ts';
import { testClockRoutes } from '../routes.ts';
import { assertReachable } from './test-clock-bounds.ts';

/** Starts an execution even if one is on its way: two of them over one clock do no harm, and a clock whose execution
 *  failed goes on. */
export const handler = httpApi(testClockRoutes, {
  advanceTestClock: async ({ body: { to }, parameters }) => {
    const id = testClockId(parameters.testClockId ?? '');
    assertReachable(await requireTestClock(id), to);
    const clock = await startAdvance(id, to);
    const name = `${id}-${toMilliseconds(wallClock())}`;
    await start(environment(advanceMachineVariable), name, { testClockId: id });
    return { json: testClockToWire(clock) };
  },
});
