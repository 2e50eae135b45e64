import { afterEach, beforeEach, vi } from 'vitest';
import type { CountedUsage } from './counted-usage.ts';
import { subscription } from './transcoding.ts';

/** What the meter stage counted, in the tests that run closes and requests of an operator. Each test starts on 1
 *  November 2026 at 02:00, when the first period has ended, with 3,400 minutes in it: 268.00.
 *
 *  Mocks reach only what is loaded after them. So a test begins with `import '../run-mocks.ts'`, which the linter
 *  leaves where it is. */
export const counted: { all: readonly CountedUsage[] } = { all: [] };

vi.mock('../../../functions/meter/usage/usage-service.ts', async () => {
  const { usageReads } = await import('./counted-usage.ts');
  const { counted } = await import('./run-mocks.ts');
  return usageReads(() => counted.all);
});
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/platform/http/idempotency.ts', async (original) => ({
  ...(await original<typeof import('../../../functions/platform/http/idempotency.ts')>()),
  once: async (...[, , , , call]: readonly [unknown, unknown, unknown, unknown, () => unknown]) => call(),
}));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-01T02:00:00Z') });
  counted.all = [{ meter: 'transcoding_minutes', window: subscription.startAt, units: '3400', epoch: null }];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});
