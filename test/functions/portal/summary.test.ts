import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChargeWire } from '../../../functions/catalog/plan/charge-wire.ts';
import { firstVersion } from '../../../functions/catalog/plan/plan.ts';
import { newPlanSchema } from '../../../functions/catalog/plan/plan-wire.ts';
import { closeAtOf, periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../functions/catalog/subscription/cycle.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { draft } from '../../../functions/invoice/draft/draft.ts';
import { issue } from '../../../functions/invoice/issue/issue.ts';
import { billedAhead } from '../../../functions/invoice/late/billed-ahead.ts';
import { planKey } from '../../../functions/invoice/period/closing.ts';
import { closingLines, nothingEarlier } from '../../../functions/invoice/period/period-lines.ts';
import { meterKey } from '../../../functions/kernel/ids.ts';
import { type Instant, plusDays } from '../../../functions/kernel/instant.ts';
import { total } from '../../../functions/money/money.ts';
import { closingOf } from '../../../functions/portal/current-period.ts';
import type { MeteredPeriod, Running } from '../../../functions/portal/summary-facts.ts';
import { summaryOf } from '../../../functions/portal/summary-wire.ts';
import { buyer, reckonedOf, seller } from '../invoice/transcoding.ts';
import {
  anchor,
  customer,
  factsAt,
  inAdvance,
  running,
  metered as septemberOf,
  tiered,
  usage,
} from './facts-fixture.ts';

const cents = fc.integer({ min: 0, max: 90_000 }).map((amount) => (amount / 100).toFixed(2));
const fee = fc.record({ amount: cents, billed: fc.constantFrom('advance', 'arrears'), prorated: fc.boolean() });

/** A plan: usage in tiers, up to two fees with ids of their own, and perhaps a minimum. */
const planned = fc.record({
  fees: fc.array(fee, { maxLength: 2 }),
  hasUsage: fc.boolean(),
  minimumAmount: fc.option(cents, { nil: '0' }),
});

const scene = fc.record({
  plans: fc.tuple(planned, planned),
  /** Days after the start of the first period at which the plan changes; 30 is the end of the first, 61 of the second. */
  changeOn: fc.option(fc.integer({ min: 0, max: 61 }), { nil: null }),
  pauseOn: fc.option(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 })), { nil: null }),
  cancelOn: fc.option(fc.integer({ min: 31, max: 61 }), { nil: null }),
  /** Which periods are of a trial: none, September, or October too. */
  trial: fc.constantFrom('none', 'before', 'now'),
  minutes: fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3000 })), { maxLength: 4 }),
  today: fc.integer({ min: 31, max: 61 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;

const day = (days: number): Instant => plusDays(anchor, days);

const versionOf = ({ fees, hasUsage, minimumAmount }: Scene['plans'][number], version: number) => {
  const flat = fees.map((one, at) => ({ ...inAdvance, ...one, id: `fee_${at}` }));
  const charges: unknown[] = hasUsage || flat.length === 0 ? [tiered, ...flat] : flat;
  const prices = { USD: { charges, minimumAmount } };
  const plan = newPlanSchema.parse({ id: 'transcoding', name: 'Transcoding', interval: 'month', prices });
  return { ...firstVersion(plan, anchor), version };
};

/** The subscription in its second period, October, with what the invoice of September has billed for it in advance. */
const worldOf = ({ plans, changeOn, pauseOn, cancelOn, trial, minutes }: Scene): Running => {
  const charges: readonly ChargeWire[] = [tiered];
  const base = running(charges, septemberOf(0));
  const [first] = base.subscription.phases;
  const counted = usage(...minutes.map(([on, value]) => [day(on), String(value)] as const));
  const schedule = {
    cycles: [{ ...cycleFrom(anchor, 0, 'UTC', 'month'), isTrial: trial === 'now' }] as const,
    cancelAt: cancelOn === null ? null : day(cancelOn),
  };
  const versions = plans.map((one, at) => versionOf(one, at + 1));
  const inPeriod = (index: number): Subscription => {
    const isTrial = trial === 'now' || (trial === 'before' && index === 0);
    const period = { ...periodOf(schedule, index), isTrial };
    return {
      ...base.subscription,
      ...schedule,
      phases: changeOn === null ? [first] : [first, { ...first, planVersion: 2, from: day(changeOn) }],
      pauses: pauseOn === null ? [] : [{ from: day(pauseOn[0]), to: day(pauseOn[0] + pauseOn[1]) }],
      ...{ period, closeAt: closeAtOf(period, 1) },
    };
  };
  const shared = {
    ...base,
    plans: new Map(versions.map((one) => [planKey({ planId: one.planId, planVersion: one.version }), one])),
  };
  const metered = ({ period }: Subscription, ahead: MeteredPeriod['billedAhead']): MeteredPeriod => {
    const readings = counted.readings.filter(({ start }) => start >= period.start && start < period.end);
    return { period, usage: new Map([[meterKey('minutes'), { ...counted, readings }]]), billedAhead: ahead };
  };
  const september = inPeriod(0);
  const before = { ...shared, subscription: september };
  const closing = closingOf({ customer }, before, metered(september, []));
  const made = draft(closing, reckonedOf(closingLines(closing)), september.closeAt);
  const invoice = issue(made, { number: 'INV-000001', buyer, seller, at: september.closeAt });
  const october = inPeriod(1);
  const ahead = billedAhead({ ...invoice, histories: new Map() }, october.period);
  return { ...shared, subscription: october, current: metered(october, ahead), ended: [] };
};

/** The lines that the preview, and the close at the end, has for the period itself: all but the fees for the next one. */
const billedFor = (of: Running): string => {
  const { billedAhead: billedFees, period } = of.current;
  const closing = closingOf({ customer }, of, of.current);
  const billed = Array.isArray(billedFees) ? { ...nothingEarlier, billedFees } : nothingEarlier;
  const lines = closingLines(closing, billed);
  const own = lines.filter((line) => line.period.start < period.end);
  return total(
    own.map(({ amount }) => amount),
    customer.currency,
  ).amount.toFixed(2);
};

const currentOf = (of: Running, now: Instant) =>
  summaryOf(factsAt(now, of), 'https://api.example.com/v1', (cursor) => cursor).current;

describe('law: the summary costs the period what its invoice has for it, whatever was billed in advance', () => {
  it('so far, as the preview has it; at the end, as the projection and the close have it', () => {
    fc.assert(
      fc.property(scene, (asked) => {
        const of = worldOf(asked);
        expect(currentOf(of, day(asked.today))?.total).toBe(billedFor(of));
        const atEnd = currentOf(of, of.current.period.end);
        expect(atEnd?.projection?.total).toBe(billedFor(of));
        expect(atEnd?.total).toBe(billedFor(of));
      }),
      { numRuns: 300 },
    );
  });
});
