import { describe, expect, it } from 'vitest';
import { development, production, requireOverlap, requireRetention } from '../../lib/config.ts';

describe('the log has a year until it is billed, and outlives ids, which outlive what an event can be on its way', () => {
  it.each([
    ['production', production],
    ['development', development],
    ['337 days: 337 + 100 = 366 + 1 of grace + 35 + 28 + 7', { ...production, claimRetentionDays: 337 }],
    ['events of 42 days: 42 + 28 + 30 = 100', { ...production, maxEventAgeDays: 42 }],
  ])('%s', (_, config) => {
    expect(() => requireRetention(config)).not.toThrow();
  });

  it.each([
    ['336 days', { ...production, claimRetentionDays: 336 }, /claimRetentionDays is at least 337/],
    ['two days of grace', { ...production, claimRetentionDays: 337, graceHours: 25 }, /at least 338/],
    ['events of 43 days: 43 + 28 + 30 > 100', { ...production, maxEventAgeDays: 43 }, /maxEventAgeDays is at most 42/],
  ])('refused: %s', (_, config, message) => {
    expect(() => requireRetention(config)).toThrow(RangeError);
    expect(() => requireRetention(config)).toThrow(message);
  });
});

describe('a link of a day, made just before a rotation, is good until it ends', () => {
  it.each([2, 30, 1000])('with a rotation every %i days', (portalSecretDays) => {
    expect(() => requireOverlap({ portalSecretDays })).not.toThrow();
  });

  it.each([0, 1, 1.5, 2.5, 1001, Number.NaN])('not with one every %s', (portalSecretDays) => {
    expect(() => requireOverlap({ portalSecretDays })).toThrow(/portalSecretDays is a whole number from 2 to 1000/);
  });
});
