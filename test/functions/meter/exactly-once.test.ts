import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { play } from './metering-run.ts';
import { crowded, scenarios } from './metering-scenario.ts';
import type { Sabotage } from './unsafe-world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const firstFault = async (sabotage: Sabotage, runs: number): Promise<string | null> => {
  for (const scenario of fc.sample(sabotage === 'unconditional best' ? crowded : scenarios, {
    numRuns: runs,
    seed: 4,
  })) {
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

describe('an event is counted exactly once by every meter, whatever crashes, is lost, comes twice, closes or splits meanwhile', () => {
  it('holds over random interleavings of the real consumer, and closed figures never move', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        expect(await play(scenario, 'none')).toBeNull();
      }),
      { numRuns: Number(process.env.EXACTLY_ONCE_RUNS ?? 100) },
    );
  }, 3_600_000);

  it.each([
    ['no fence', /counted [2-9] times|wrong/],
    ['no watermark', /moved after its close/],
    ['unconditional take-over', /counted [2-9] times|wrong/],
    ['unconditional best', /has (peak|floor|last) wrong/],
    ['shard head without watermark', /moved after its close/],
    ['close of one shard', /moved after its close/],
  ] as const)(
    'fails with %s: the test is able to see it',
    async (sabotage, fault) => {
      expect(await firstFault(sabotage, 3000)).toMatch(fault);
    },
    120_000,
  );
});
