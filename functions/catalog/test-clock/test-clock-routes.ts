import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, listing, reading } from '../../platform/http/route-kinds.ts';
import { newTestClockSchema, testClockWire } from './test-clock-wire.ts';

export const testClockRoutes = defineRoutes({
  createTestClock: {
    ...creating,
    path: '/test-clocks',
    summary: 'Make a time of its own for the customers that are put on it',
    body: newTestClockSchema,
    response: testClockWire,
  },
  listTestClocks: {
    ...listing,
    path: '/test-clocks',
    summary: 'Test clocks, newest first',
    response: list(testClockWire),
  },
  getTestClock: { ...reading, path: '/test-clocks/{testClockId}', summary: 'A test clock', response: testClockWire },
});
