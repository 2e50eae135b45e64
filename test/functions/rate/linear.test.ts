import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency } from '../../../functions/money/currency.ts';
import { type Decimal, decimal, plain, sum } from '../../../functions/money/decimal.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { positiveText } from '../money/arbitraries.ts';
import { charge, line } from './cases.ts';

const NINES = '9'.repeat(38);

describe('linear: every unit costs the same, rounded once, half away from zero', () => {
  it.each([
    ['0.10', '3400', 'USD', '340.00', '340'],
    ['0.0000001', '3400', 'USD', '0.00', '0.00034'],
    ['0.0000001', '50000', 'USD', '0.01', '0.005'],
    ['0.0000001', '49999', 'USD', '0.00', '0.0049999'],
    ['0.1', '3', 'USD', '0.30', '0.3'],
    ['0.5', '269', 'JPY', '135', '134.5'],
    ['0.5', '269', 'KWD', '134.500', '134.5'],
    ['0.0005', '1', 'KWD', '0.001', '0.0005'],
    ['0.00005', '1', 'CLF', '0.0001', '0.00005'],
    ['0.07', '0', 'USD', '0.00', '0'],
    ['0.07', '-12.5', 'USD', '0.00', '0'],
    ['0.00000000000000000001', NINES, 'USD', '1000000000000000000.00', '999999999999999999.99999999999999999999'],
    ['1', NINES, 'USD', `${NINES}.00`, NINES],
  ])('at %s, %s units in %s cost %s, exactly %s', (unitAmount, quantity, code, amount, exactAmount) => {
    expect(line({ model: 'linear', unitAmount }, quantity, code)).toMatchObject({ quantity, amount, exactAmount });
  });

  it('splitting usage over lines never changes the exact amount', () => {
    fc.assert(
      fc.property(positiveText(), fc.array(positiveText(), { maxLength: 10 }), (unitAmount, parts) => {
        const perUnit = charge({ model: 'linear', unitAmount });
        const exact = (units: Decimal) => rateCharge(perUnit, plainMetered(units), currency('USD')).exactAmount.amount;
        const quantities = parts.map(decimal);
        expect(plain(sum(quantities.map(exact)))).toBe(plain(exact(sum(quantities))));
      }),
    );
  });
});
