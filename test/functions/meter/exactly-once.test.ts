import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { play } from './metering-run.ts';
import { contested, crowded, type Scenario, scenarios, tooPrecise } from './metering-scenario.ts';
import type { Sabotage } from './unsafe-world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const firstFault = async (
  sabotage: Sabotage,
  where: fc.Arbitrary<Scenario>,
  numRuns: number,
): Promise<string | null> => {
  for (const scenario of fc.sample(where, { numRuns, seed: 5 })) {
    const fault = await play(scenario, sabotage);
    if (fault !== null) return fault;
  }
  return null;
};

beforeEach(() => {
  for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('an event is counted exactly once by every meter, whatever crashes, is lost, comes twice, closes, splits, is voided or backfilled meanwhile', () => {
  it('holds over random interleavings of the real consumer, and closed figures never move', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(scenarios, contested, tooPrecise), async (scenario) => {
        expect(await play(scenario, 'none')).toBeNull();
      }),
      { numRuns: Number(process.env.EXACTLY_ONCE_RUNS ?? 100) },
    );
  }, 3_600_000);

  it.each([
    ['no fence', scenarios, /counted [2-9] times|wrong/],
    ['no watermark', scenarios, /moved after its close/],
    ['unconditional take-over', scenarios, /counted [2-9] times|wrong/],
    ['take-over without content', tooPrecise, /nobody heard of it|counted|wrong/],
    ['unconditional letting go', tooPrecise, /nobody heard of it|counted|wrong/],
    ['unconditional best', crowded, /has (peak|floor|last) wrong/],
    ['shard head without watermark', scenarios, /moved after its close/],
    ['close of one shard', scenarios, /moved after its close/],
    ['void without its own absence', contested, /has total wrong/],
    ['void without watermark', contested, /moved after its close/],
    ['void without turns', contested, /has (peak|floor|last) wrong/],
    ['void without counter', contested, /has (peak|floor|last) wrong/],
    ['void without batch', contested, /wrong/],
    ['backfill without voids', contested, /wrong/],
    ['backfill without turns', contested, /wrong/],
  ] as const)(
    'fails with %s: the test is able to see it',
    async (sabotage, where, fault) => {
      expect(await firstFault(sabotage, where, 3000)).toMatch(fault);
    },
    120_000,
  );
});
