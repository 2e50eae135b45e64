import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { type Closing, planKey } from '../../../../functions/invoice/period/closing.ts';
import { periodLines } from '../../../../functions/invoice/period/period-lines.ts';
import {
  assertComparable,
  comparedPeriod,
  comparedTotal,
  simulatedPeriods,
  throughPlan,
} from '../../../../functions/invoice/simulation/simulation.ts';
import { simulatedToWire } from '../../../../functions/invoice/simulation/simulation-wire.ts';
import { planId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { customer, minutes, planOf, seat, subscription, support } from '../transcoding.ts';

const linear = { id: 'minutes', name: 'Minutes', model: 'linear', meter: 'transcoding_minutes', unitAmount: '0.08' };
const old = planOf(minutes);
const versionOf = (...charges: readonly unknown[]) => ({ ...planOf(...charges), planId: planId('next'), version: 1 });

const closing = (of: typeof subscription, plans: readonly ReturnType<typeof planOf>[], used: string): Closing => ({
  customer,
  subscription: of,
  period: of.period,
  plans: new Map(plans.map((plan) => [planKey({ planId: plan.planId, planVersion: plan.version }), plan])),
  metered: (_, { start, end }) =>
    plainMetered(decimal(used).times((Date.parse(end) - Date.parse(start)) / (31 * 86_400_000))),
});

/** `used` of October, evenly over the month. */
const simulated = (was: ReturnType<typeof planOf>, would: ReturnType<typeof planOf>, used: string, of = subscription) =>
  comparedPeriod(
    of.period,
    periodLines(closing(of, [was, would], used)),
    periodLines(closing(throughPlan(of, would), [would], used)),
    customer.currency,
  );

const shown = ({ lines, ...all }: ReturnType<typeof simulated>) => [
  ...lines.map((line) =>
    [
      line.chargeId,
      ...[line.old, line.new].map((one) =>
        one === null ? '-' : `${plain(one.quantity)} ${settledToWire(one.amount)}`,
      ),
      settledToWire(line.difference),
    ].join(' | '),
  ),
  `${settledToWire(all.old)} | ${settledToWire(all.new)} | ${settledToWire(all.difference)}`,
];

describe('the same usage through another plan', () => {
  it.each([
    ['3400', '268.00 | 272.00 | 4.00', '1,000 × 0.10 + 2,400 × 0.07; 3,400 × 0.08'],
    ['1000', '100.00 | 80.00 | -20.00', '1,000 × 0.10; 1,000 × 0.08'],
    ['3000', '240.00 | 240.00 | 0.00', '1,000 × 0.10 + 2,000 × 0.07; 3,000 × 0.08'],
    ['0', '0.00 | 0.00 | 0.00', 'nothing used'],
  ])('%s minutes, tiered to linear: %s: %s', (used, sums) => {
    expect(shown(simulated(old, versionOf(linear), used)).at(-1)).toBe(sums);
  });

  it('a charge that only one of them has is null on the other side', () => {
    expect(shown(simulated(planOf(minutes, support), versionOf(linear, seat), '3400'))).toEqual([
      'minutes | 3400 268.00 | 3400 272.00 | 4.00',
      'support | 1 50.00 | - | -50.00',
      'seat | - | 1 20.00 | 20.00',
      '318.00 | 292.00 | -26.00',
    ]);
  });

  it('a minimum commitment of 300.00: 28.00 are missing to it', () => {
    const [[, price] = []] = versionOf(linear).prices;
    if (price === undefined) throw new Error('no price');
    const next = {
      ...versionOf(linear),
      prices: new Map([[currency('USD'), { ...price, minimumAmount: decimal('300') }]]),
    };
    expect(shown(simulated(old, next, '3400'))).toEqual([
      'minutes | 3400 268.00 | 3400 272.00 | 4.00',
      'minimum | - | 1 28.00 | 28.00',
      '268.00 | 300.00 | 32.00',
    ]);
  });

  it('a plan change in mid-period: old is 1,500 × 0.08 and 1,600 tiered (142.00), new is 3,100 × 0.08', () => {
    const next = versionOf(linear);
    const upgraded: typeof subscription = {
      ...subscription,
      phases: [
        { from: subscription.startAt, planId: next.planId, planVersion: 1 },
        { from: parseInstant('2026-10-16T00:00:00Z'), planId: old.planId, planVersion: old.version },
      ],
    };
    expect(shown(simulated(old, next, '3100', upgraded))).toEqual([
      'minutes | 3100 262.00 | 3100 248.00 | -14.00',
      '262.00 | 248.00 | -14.00',
    ]);
  });

  it('two periods add up', () => {
    const both = [simulated(old, versionOf(linear), '3400'), simulated(old, versionOf(linear), '1000')];
    const ids = { customerId: customer.id, subscriptionId: subscription.id, currency: customer.currency };
    const sums = { ...ids, periods: both, ...comparedTotal(both, customer.currency) };
    expect(simulatedToWire(sums)).toMatchObject({ old: '368.00', new: '352.00', difference: '-16.00', code: null });
  });
});

describe('which periods', () => {
  const fourth = { ...subscription, period: periodOf(subscription, 3) };
  const starts = (of: typeof subscription, periods: number, includeOpen = false) =>
    simulatedPeriods(of, { periods, includeOpen }).map(({ start }) => start.slice(0, 7));

  it.each([
    ['the last two closed ones', starts(fourth, 2), ['2026-11', '2026-12']],
    ['as many as there are', starts(fourth, 24), ['2026-10', '2026-11', '2026-12']],
    ['the open one too', starts(fourth, 1, true), ['2026-12', '2027-01']],
    ['none is closed yet', starts(subscription, 1), []],
    ['the last one of a cancelled subscription', starts({ ...fourth, status: 'cancelled' }, 1, true), ['2027-01']],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('what cannot be compared, with code and place', () => {
  const refusal = (plan: ReturnType<typeof planOf>, code = 'USD') => {
    try {
      assertComparable(plan, currency(code), subscription, [subscription.period]);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('a plan without a price in the currency, a plan for years', () => {
    expect(refusal(old)).toBeUndefined();
    expect(refusal(old, 'JPY')).toMatchObject({
      mistakes: [{ code: 'currency_not_priced', pointer: '/to/planId' }],
    });
    expect(refusal({ ...old, interval: 'year' })).toMatchObject({
      mistakes: [{ code: 'interval_differs', pointer: '/to/planId' }],
    });
  });
});
