import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CountedUsage } from '../counted-usage.ts';
import { LifecycleRun } from '../lifecycle-run.ts';
import { subscription } from '../transcoding.ts';

const counted = vi.hoisted((): { all: CountedUsage[] } => ({ all: [] }));
const part = vi.hoisted(() => ({ verdict: {} }));
vi.mock('../../../../functions/meter/usage/usage-service.ts', async () =>
  (await import('../counted-usage.ts')).usageReads(() => counted.all),
);
vi.mock('../../../../functions/invoice/verify/verify-part-service.ts', () => ({
  verifyPart: async () => part.verdict,
}));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../../functions/platform/http/idempotency.ts', async (original) => ({
  ...(await original<typeof import('../../../../functions/platform/http/idempotency.ts')>()),
  once: async (...[, , , , call]: readonly [unknown, unknown, unknown, unknown, () => unknown]) => call(),
}));

let run: LifecycleRun;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-01T02:00:00Z') });
  counted.all = [{ meter: 'transcoding_minutes', window: subscription.startAt, units: '3400', epoch: null }];
  run = new LifecycleRun({ autoFinalize: false });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const mismatches = [
  { lineId: 'line_1', expected: '3300', found: '3400', expectedAmount: '261.00', foundAmount: '268.00' },
];

it.each([
  ['the events add up to something else', { outcome: 'mismatch', mismatches }, 'evidence_mismatch'],
  ['there are too many events for a request', { outcome: 'more', progress: {} }, 'evidence_not_verified'],
])('an operator cannot finalize a draft where %s', async (_, verdict, code) => {
  const id = await run.close();
  run.world.isTrusting = false;
  part.verdict = verdict;
  const refused = await run.change('finalize', id);
  expect([refused.status, refused.json.code]).toEqual([409, code]);
  expect(run.item(id)).toMatchObject({ status: 'draft', number: null });
});

it('one that nobody has verified is verified on the spot', async () => {
  const id = await run.close();
  run.world.isTrusting = false;
  part.verdict = { outcome: 'verified' };
  expect((await run.change('finalize', id)).json).toMatchObject({ status: 'open', total: '268.00' });
});
