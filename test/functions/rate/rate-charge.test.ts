import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency } from '../../../functions/money/currency.ts';
import { type Decimal, decimal, plain, sum, ZERO } from '../../../functions/money/decimal.ts';
import { settle } from '../../../functions/money/money.ts';
import { type Bracket, exactSum } from '../../../functions/rate/line.ts';
import { lineToWire } from '../../../functions/rate/line-wire.ts';
import { type Metered, plainMetered } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { chargeInput } from '../catalog/arbitraries.ts';
import { longText, positiveText, tinyText } from '../money/arbitraries.ts';
import { fixed, product } from '../money/fixed-point.ts';
import { anyMetered, charge } from './cases.ts';

const usd = currency('USD');
const rate = (input: Record<string, unknown>, usage: Metered) => rateCharge(charge(input), usage, usd);
const costs = (input: Record<string, unknown>, usage: Metered): Decimal => rate(input, usage).exactAmount.amount;
const isBound = ({ kind }: Bracket) => kind === 'minimum' || kind === 'maximum';
const isCounted = ({ kind }: Bracket) => kind === 'included' || kind === 'units' || kind === 'percentage';

/** Brackets by group, without what concerns the whole line. */
const byGroup = (breakdown: readonly Bracket[]): readonly (readonly Bracket[])[] => {
  const groups = new Map<string, Bracket[]>();
  for (const bracket of breakdown.filter((one) => !isBound(one))) {
    const value = bracket.group?.value ?? '';
    groups.set(value, [...(groups.get(value) ?? []), bracket]);
  }
  return [...groups.values()];
};

describe('rateCharge: laws of every model', () => {
  it('the brackets add up to the exact amount, and that sum is what is rounded', () => {
    fc.assert(
      fc.property(chargeInput(), anyMetered(), (input, usage) => {
        const line = rate(input, usage);
        expect(exactSum(line.breakdown).equals(line.exactAmount.amount)).toBe(true);
        expect(line.amount).toEqual(settle(line.exactAmount));
        expect(line.amount.amount.isNegative()).toBe(false);
        for (const { units, unitAmount, flatAmount, amount } of line.breakdown) {
          expect(units.times(unitAmount).plus(flatAmount).equals(amount)).toBe(true);
        }
      }),
    );
  });

  it('in each group the first bracket begins at zero, and each other where the one before ends', () => {
    fc.assert(
      fc.property(chargeInput(), anyMetered(), (input, usage) => {
        for (const brackets of byGroup(rate(input, usage).breakdown)) {
          const ends = [ZERO, ...brackets.map(({ to }) => to)].slice(0, brackets.length);
          expect(brackets.map(({ from }) => plain(from))).toEqual(ends.map(plain));
        }
      }),
    );
  });

  it('what bounds the line is its last bracket, and of no group', () => {
    fc.assert(
      fc.property(chargeInput(), anyMetered(), (input, usage) => {
        const { breakdown } = rate(input, usage);
        expect(breakdown.slice(0, -1).some(isBound)).toBe(false);
        expect(breakdown.filter(isBound).every(({ group }) => group === null)).toBe(true);
      }),
    );
  });

  it('the units of all models but package add up to the usage', () => {
    const models = ['linear', 'tiered', 'volume', 'percentage'] as const;
    fc.assert(
      fc.property(chargeInput(...models), anyMetered(positiveText()), (input, usage) => {
        const line = rate(input, usage);
        const units = sum(line.breakdown.filter(isCounted).map((bracket) => bracket.units));
        expect(plain(units)).toBe(plain(usage.quantity));
        expect(plain(line.quantity)).toBe(plain(usage.quantity));
      }),
    );
  });

  it('more usage never costs less, but for volume', () => {
    const models = ['linear', 'tiered', 'package', 'percentage'] as const;
    fc.assert(
      fc.property(chargeInput(...models), anyMetered(), positiveText(), fc.nat(), (input, usage, more, events) => {
        const increase = <One extends { readonly quantity: Decimal; readonly events: Decimal }>(one: One): One => ({
          ...one,
          quantity: one.quantity.plus(more),
          events: one.events.plus(events),
        });
        const greater = { ...increase(usage), groups: usage.groups.map(increase) };
        expect(costs(input, greater).greaterThanOrEqualTo(costs(input, usage))).toBe(true);
      }),
    );
  });

  it('a charge stays between its minimum and its maximum', () => {
    fc.assert(
      fc.property(chargeInput(), anyMetered(), (input, usage) => {
        const parsed = charge(input);
        if (parsed.model === 'flat') return;
        const { amount } = rateCharge(parsed, usage, usd).exactAmount;
        expect(amount.greaterThanOrEqualTo(parsed.minimumAmount)).toBe(true);
        expect(parsed.maximumAmount === null || amount.lessThanOrEqualTo(parsed.maximumAmount)).toBe(true);
      }),
    );
  });

  it('usage in groups that have the price of all others costs what it costs without groups', () => {
    fc.assert(
      fc.property(chargeInput('linear', 'tiered', 'volume', 'package', 'percentage'), anyMetered(), (input, usage) => {
        const { groupPrices: _, ...single } = input;
        expect(rate(single, { ...usage, groups: [] }).breakdown).toEqual(rate(single, usage).breakdown);
      }),
    );
  });

  it('prints no exponent anywhere', () => {
    fc.assert(
      fc.property(chargeInput(), anyMetered(), (input, usage) => {
        const { quantity, amount, exactAmount, breakdown } = lineToWire(rate(input, usage));
        const printed = breakdown.flatMap(({ kind: _, group: _group, ...numbers }) => Object.values(numbers));
        for (const number of [quantity, amount, exactAmount, ...printed]) expect(number).toMatch(/^-?\d+(\.\d+)?$/);
      }),
    );
  });
});

describe('rateCharge: exact for 38 digits and the tiniest of rates, compared with whole numbers of 10⁻⁷⁶', () => {
  it('linear: the product', () => {
    fc.assert(
      fc.property(longText(), tinyText(), (units, unitAmount) => {
        const amount = costs({ model: 'linear', unitAmount }, plainMetered(decimal(units)));
        expect(fixed(plain(amount))).toBe(product(units, unitAmount));
      }),
    );
  });

  it('percentage: the product, and an event fee for each event', () => {
    fc.assert(
      fc.property(longText(), tinyText(), fc.nat(), (units, percent, events) => {
        const usage = { quantity: decimal(units), events: decimal(String(events)), groups: [] };
        const amount = costs({ model: 'percentage', percent, fixedAmount: '0.0000001' }, usage);
        const fees = product(String(events), '0.0000001');
        expect(fixed(plain(amount))).toBe(product(units, percent) / 100n + fees);
      }),
    );
  });

  it('tiered: the sums of the tiers are the total', () => {
    fc.assert(
      fc.property(longText(), longText(), tinyText(), tinyText(), (units, bound, low, high) => {
        fc.pre(fixed(bound) > 0n);
        const tiers = [
          { upTo: bound, unitAmount: low },
          { upTo: null, unitAmount: high },
        ];
        const amount = costs({ model: 'tiered', tiers }, plainMetered(decimal(units)));
        const below = fixed(units) < fixed(bound) ? units : bound;
        const above = plain(decimal(units).minus(below));
        expect(fixed(plain(amount))).toBe(product(below, low) + product(above, high));
      }),
    );
  });
});
