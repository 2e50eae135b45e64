import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency } from '../../../functions/money/currency.ts';
import { type Decimal, decimal, ZERO } from '../../../functions/money/decimal.ts';
import { settle } from '../../../functions/money/money.ts';
import { type Bracket, exactSum } from '../../../functions/rate/line.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { lineToWire } from '../../../functions/rate/quote-wire.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { chargeInput } from '../catalog/arbitraries.ts';
import { decimalText, positiveText } from '../money/arbitraries.ts';
import { charge } from './cases.ts';

const usd = currency('USD');
const rate = (input: Record<string, unknown>, quantity: Decimal) =>
  rateCharge(charge(input), plainMetered(quantity), usd);
const counted = ({ kind }: Bracket) => kind === 'included' || kind === 'units';

describe('rateCharge: laws of every model', () => {
  it('the brackets add up to the exact amount, and that sum is what is rounded', () => {
    fc.assert(
      fc.property(chargeInput(), decimalText(), (input, text) => {
        const line = rate(input, decimal(text));
        expect(exactSum(line.breakdown).equals(line.exactAmount.amount)).toBe(true);
        expect(line.amount).toEqual(settle(line.exactAmount));
        expect(line.amount.amount.isNegative()).toBe(false);
        for (const { units, unitAmount, flatAmount, amount } of line.breakdown) {
          expect(units.times(unitAmount).plus(flatAmount).equals(amount)).toBe(true);
        }
      }),
    );
  });

  it('each bracket begins where the one before ends', () => {
    fc.assert(
      fc.property(chargeInput(), decimalText(), (input, text) => {
        const { breakdown } = rate(input, decimal(text));
        const starts = breakdown.filter(({ kind }) => kind !== 'minimum').map(({ from }) => from.toString());
        const ends = [ZERO, ...breakdown.map(({ to }) => to)].map(String);
        expect(starts).toEqual(ends.slice(0, starts.length));
      }),
    );
  });

  it('the units of linear, tiered and volume add up to the usage', () => {
    fc.assert(
      fc.property(chargeInput('linear', 'tiered', 'volume'), positiveText(), (input, text) => {
        const units = rate(input, decimal(text)).breakdown.filter(counted);
        const total = units.reduce((sum, bracket) => sum.plus(bracket.units), ZERO);
        expect(total.equals(decimal(text))).toBe(true);
      }),
    );
  });

  it('more usage never costs less, but for volume', () => {
    fc.assert(
      fc.property(chargeInput('linear', 'tiered', 'package'), positiveText(), positiveText(), (input, some, more) => {
        const less = rate(input, decimal(some)).exactAmount.amount;
        const greater = rate(input, decimal(some).plus(decimal(more))).exactAmount.amount;
        expect(greater.greaterThanOrEqualTo(less)).toBe(true);
      }),
    );
  });

  it('a charge stays between its minimum and its maximum', () => {
    fc.assert(
      fc.property(chargeInput('linear', 'tiered', 'volume', 'package'), decimalText(), (input, text) => {
        const parsed = charge(input);
        if (parsed.model === 'flat') return;
        const { amount } = rateCharge(parsed, plainMetered(decimal(text)), usd).exactAmount;
        expect(amount.greaterThanOrEqualTo(parsed.minimumAmount)).toBe(true);
        expect(parsed.maximumAmount === null || amount.lessThanOrEqualTo(parsed.maximumAmount)).toBe(true);
      }),
    );
  });

  it('prints no exponent anywhere', () => {
    fc.assert(
      fc.property(chargeInput(), decimalText(), (input, text) => {
        const { quantity, amount, exactAmount, breakdown } = lineToWire(rate(input, decimal(text)));
        const printed = breakdown.flatMap(({ kind: _, ...numbers }) => Object.values(numbers));
        for (const number of [quantity, amount, exactAmount, ...printed]) expect(number).toMatch(/^-?\d+(\.\d+)?$/);
      }),
    );
  });
});
