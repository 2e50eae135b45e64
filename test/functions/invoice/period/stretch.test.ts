import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pause } from '../../../../functions/catalog/change/change-subscription.ts';
import type { PlanVersion } from '../../../../functions/catalog/plan/plan.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { type Closing, planKey } from '../../../../functions/invoice/period/closing.ts';
import { periodLines } from '../../../../functions/invoice/period/period-lines.ts';
import { type Instant, parseInstant, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { type Decimal, decimal, plain, sum, ZERO } from '../../../../functions/money/decimal.ts';
import { settledToWire, total } from '../../../../functions/money/money.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { chargeInput } from '../../catalog/arbitraries.ts';
import { customer, subscription as october, planOf } from '../transcoding.ts';

const day = (date: number): Instant => parseInstant(`2026-10-${String(date).padStart(2, '0')}T00:00:00Z`);

/** What a meter counted on the days of October; the first is the 1st. */
interface Days {
  readonly quantities: readonly number[];
  readonly aggregation: 'sum' | 'max';
}
const counted = ({ quantities, aggregation }: Days, start: Instant, end: Instant): Decimal => {
  const own = quantities
    .filter((_, index) => toMilliseconds(day(index + 1)) >= toMilliseconds(start) && day(index + 1) < end)
    .map((quantity) => decimal(String(quantity)));
  return aggregation === 'sum' ? sum(own) : own.reduce((most, one) => (one.greaterThan(most) ? one : most), ZERO);
};

/** October on versions 1, 2, 3, … of a plan, each from its day on. */
const through = (
  versions: readonly (readonly [date: number, charges: readonly unknown[], minimumAmount?: string])[],
  days: Days = { quantities: [], aggregation: 'sum' },
  of: Subscription = october,
): Closing => {
  const plans = versions.map(([date, charges, minimumAmount = '0'], index): readonly [number, PlanVersion] => {
    const plan = planOf(...charges);
    const prices = [...plan.prices].map(
      ([code, price]) => [code, { ...price, minimumAmount: decimal(minimumAmount) }] as const,
    );
    return [date, { ...plan, version: index + 1, prices: new Map(prices) }];
  });
  const [first, ...others] = plans.map(([date, { planId, version }]) => ({
    ...{ from: day(date), planId, planVersion: version },
  }));
  const subscription = { ...of, phases: [first ?? october.phases[0], ...others] as const };
  return {
    ...{ customer, subscription, period: subscription.period },
    plans: new Map(plans.map(([, plan]) => [planKey({ ...plan, planVersion: plan.version }), plan])),
    metered: (_, { start, end }) => plainMetered(counted(days, start, end)),
  };
};

const shown = (closing: Closing, id: string) =>
  periodLines(closing)
    .filter(({ chargeId }) => chargeId === id)
    .map(({ period, quantity, amount }) =>
      [`${period.start.slice(8, 10)}–${period.end.slice(8, 10)}`, plain(quantity), settledToWire(amount)].join(' '),
    );
const costs = (closing: Closing, id: string): string => {
  const amounts = periodLines(closing).filter(({ chargeId }) => chargeId === id);
  return settledToWire(
    total(
      amounts.map(({ amount }) => amount),
      customer.currency,
    ),
  );
};

const fee = (amount: string, prorated = true) => ({ id: 'fee', model: 'flat', amount, prorated });
const seats = (unitAmount: string) => ({ id: 'seats', meter: 'seats', model: 'linear', unitAmount });
const calls = (unitAmount: string) => ({ id: 'calls', meter: 'calls', model: 'linear', unitAmount });
const tiers = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: null, unitAmount: '0.07' },
];
const minutes = { id: 'minutes', meter: 'minutes', model: 'tiered', tiers };
const packages = { id: 'packages', meter: 'calls', model: 'package', packageSize: '100', packageAmount: '1.00' };

describe('a charge that a change of the plan leaves as it is goes on', () => {
  const ten: Days = { quantities: Array.from({ length: 31 }, () => 10), aggregation: 'max' };
  const hundred: Days = { quantities: Array.from({ length: 31 }, () => 50), aggregation: 'sum' };

  it('a fee of 100.00 over three versions: 100.00, not 33.33 or so three times', () => {
    const closing = through([
      [1, [fee('100'), calls('1')]],
      [11, [fee('100'), calls('2')]],
      [21, [fee('100'), calls('3')]],
    ]);
    expect(shown(closing, 'fee')).toEqual(['01–01 1 100.00']);
  });

  it('a fee that another one comes between is one: 21 of 31 days of 100.00, and 10 of 50.00', () => {
    const closing = through([
      [1, [fee('100')]],
      [11, [fee('50')]],
      [21, [fee('100')]],
    ]);
    // 100.00 × 21 / 31 = 67.74, and 50.00 × 10 / 31 = 16.13.
    expect(shown(closing, 'fee')).toEqual(['01–01 1 67.74', '11–21 1 16.13']);
  });

  it('one that is not prorated is due once, for the plan that the period ends with', () => {
    const once = through([
      [1, [fee('100', false), calls('1')]],
      [11, [fee('100', false), calls('2')]],
    ]);
    expect(shown(once, 'fee')).toEqual(['01–01 1 100.00']);
  });

  it('10 seats at 5.00 are 50.00 once; at another price from the 16th on they are a line of their own', () => {
    expect(
      shown(
        through(
          [
            [1, [seats('5'), calls('1')]],
            [16, [seats('5'), calls('2')]],
          ],
          ten,
        ),
        'seats',
      ),
    ).toEqual(['01–01 10 50.00']);
    expect(
      shown(
        through(
          [
            [1, [seats('5')]],
            [16, [seats('6')]],
          ],
          ten,
        ),
        'seats',
      ),
    ).toEqual(['01–16 10 50.00', '16–01 10 60.00']);
  });

  it('1,550 minutes are in their tiers once: 100.00 + 550 × 0.07', () => {
    const closing = through(
      [
        [1, [minutes, calls('1')]],
        [16, [minutes, calls('2')]],
      ],
      hundred,
    );
    expect(shown(closing, 'minutes')).toEqual(['01–01 1550 138.50']);
  });

  it('1,550 calls are 16 packages, and not 8 before and 8 or 9 after', () => {
    const closing = through(
      [
        [1, [packages, fee('1')]],
        [16, [packages, fee('2')]],
      ],
      hundred,
    );
    expect(shown(closing, 'packages')).toEqual(['01–01 1550 16.00']);
  });

  it('usage that a plan without the charge comes between is counted before and after, not meanwhile', () => {
    const closing = through(
      [
        [1, [calls('1')]],
        [11, [fee('1')]],
        [21, [calls('1')]],
      ],
      hundred,
    );
    expect(shown(closing, 'calls')).toEqual(['01–11 500 500.00', '21–01 550 550.00']);
  });

  it('another name, or another way to write the amount, is no other charge', () => {
    const closing = through([
      [1, [{ ...fee('100'), name: 'Base' }]],
      [11, [{ ...fee('100.00'), name: 'Base fee' }]],
    ]);
    expect(shown(closing, 'fee')).toEqual(['01–01 1 100.00']);
  });

  it('a pause is left out once: 21 of 31 days of 31.00', () => {
    const moment = { now: day(16), graceHours: 1, windowMinutes: 60 };
    const paused = pause(october, { from: day(6), to: day(16) }, moment);
    const closing = through(
      [
        [1, [fee('31'), calls('1')]],
        [11, [fee('31'), calls('2')]],
      ],
      undefined,
      paused,
    );
    expect(shown(closing, 'fee')).toEqual(['01–01 1 21.00']);
  });

  it('a minimum of 310.00 in three versions is 310.00 to the last digit', () => {
    const closing = through([
      [1, [calls('1')], '310'],
      [11, [calls('2')], '310'],
      [22, [calls('3')], '310'],
    ]);
    expect(periodLines(closing).at(-1)).toMatchObject({ kind: 'minimum', price: { minimumAmount: '310' } });
  });
});

describe('law: a change of the plan changes nothing of what the other charges cost', () => {
  const quantities = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 31, maxLength: 31 });
  const cuts = fc.uniqueArray(fc.integer({ min: 2, max: 31 }), { maxLength: 4 });

  it('of any model, for sums and levels, wherever it is', () => {
    fc.assert(
      fc.property(
        ...[chargeInput(), cuts, quantities, fc.constantFrom('sum' as const, 'max' as const)],
        (charge, dates, perDay, aggregation) => {
          const id = String(charge.id);
          fc.pre(id !== 'other');
          const days = { quantities: perDay, aggregation };
          const versions = [1, ...dates.toSorted((a, b) => a - b)].map(
            (date) => [date, [charge, { ...calls(String(date)), id: 'other' }]] as const,
          );
          expect(costs(through(versions, days), id)).toBe(costs(through([[1, [charge]]], days), id));
        },
      ),
      { numRuns: 300 },
    );
  });
});
