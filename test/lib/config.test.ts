import { describe, expect, it } from 'vitest';
import { development, production, requireRetention } from '../../lib/config.ts';

describe('an id is remembered for longer than an event can be on its way, and the log for longer than that', () => {
  it.each([
    ['production', production],
    ['development', development],
    ['64 days: 64 > 35 + 28', { ...production, claimRetentionDays: 64 }],
    ['events of 42 days: 42 + 28 + 30 = 100', { ...production, maxEventAgeDays: 42 }],
  ])('%s', (_, config) => {
    expect(() => requireRetention(config)).not.toThrow();
  });

  it.each([
    ['63 days: 35 + 28, and no day more', { ...production, claimRetentionDays: 63 }, /claimRetentionDays/],
    ['events of 43 days: 43 + 28 + 30 > 100', { ...production, maxEventAgeDays: 43 }, /maxEventAgeDays is at most 42/],
  ])('refused: %s', (_, config, message) => {
    expect(() => requireRetention(config)).toThrow(message);
  });
});
