import { z } from 'zod';
import { clockTimeSchema, testClockWire } from '../../catalog/test-clock/test-clock-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

export const testClockRoutes = defineRoutes({
  advanceTestClock: {
    method: 'POST',
    path: '/test-clocks/{testClockId}/advance',
    access: 'admin',
    summary:
      'Let time pass on a test clock: what falls due on the way happens in order; a later target may be set meanwhile',
    body: z.strictObject({ to: clockTimeSchema }),
    response: testClockWire,
    status: 202,
  },
});
