import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { type MeterlineConfig, production } from '../../lib/config.ts';
import { MeterlineStack } from '../../lib/meterline-stack.ts';
import { requireSeller, sellerIn } from '../../lib/seller.ts';

/** `{"name":"Example Inc.","address":[],"email":null,"taxIds":[],"legalText":""}` has 76 bytes. */
const withText = (legalText: string): MeterlineConfig => ({
  ...production,
  sellerDetails: { ...production.sellerDetails, legalText },
});

describe('the seller fits into the environment of functions: 2,000 bytes as JSON', () => {
  it.each([
    ['production', production],
    ['76 + 1,924 bytes', withText('x'.repeat(1924))],
  ])('%s', (_, config) => {
    expect(() => requireSeller(config)).not.toThrow();
  });

  it.each([
    ['76 + 1,925 bytes', withText('x'.repeat(1925)), 'take 2001 bytes'],
    ['76 + 642 characters of three bytes', withText('株'.repeat(642)), 'take 2002 bytes'],
  ])('refused: %s', (_, config, message) => {
    expect(() => requireSeller(config)).toThrow(RangeError);
    expect(() => requireSeller(config)).toThrow(message);
  });

  it('before anything is deployed', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    expect(() => new MeterlineStack(app, 'Meterline', { config: withText('x'.repeat(4000)) })).toThrow(RangeError);
  });

  it('as JSON', () => {
    expect(Buffer.byteLength(sellerIn(withText('')))).toBe(76);
  });
});
