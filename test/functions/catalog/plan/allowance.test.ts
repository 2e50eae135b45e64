import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowanceOf, withAllowances } from '../../../../functions/catalog/plan/allowance.ts';
import type { UsageCharge } from '../../../../functions/catalog/plan/charge.ts';
import { chargeSchema } from '../../../../functions/catalog/plan/charge-wire.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { chargeInput } from '../arbitraries.ts';

const usageCharge = (input: unknown): UsageCharge => {
  const charge = chargeSchema.parse(input);
  if (charge.model === 'flat') throw new TypeError('a flat charge has no allowance');
  return charge;
};

describe('the allowance of a charge is its own and that of its groups', () => {
  const prices = {
    '4K': { unitAmount: '2', included: '10' },
    HD: { unitAmount: '1' },
    SD: { unitAmount: '1', included: '5' },
  };
  const charge = usageCharge({
    ...{ id: 'c', meter: 'm', model: 'linear', unitAmount: '1', included: '100' },
    groupPrices: { property: 'resolution', prices },
  });

  it('100 + 10 + 5', () => {
    expect(plain(allowanceOf(charge))).toBe('115');
  });

  it('half of each: 50 + 5 + 2.5', () => {
    expect(plain(allowanceOf(withAllowances(charge, (free) => free.times(decimal('0.5')))))).toBe('57.5');
  });

  it('law: nothing else of a charge changes', () => {
    fc.assert(
      fc.property(chargeInput('linear', 'tiered', 'volume', 'package', 'percentage'), (input) => {
        expect(withAllowances(usageCharge(input), (free) => free)).toEqual(usageCharge(input));
      }),
    );
  });
});
