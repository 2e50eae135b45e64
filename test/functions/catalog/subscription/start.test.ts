import { describe, expect, it } from 'vitest';
import { changePlan, pause } from '../../../../functions/catalog/change/change-subscription.ts';
import type { Charge } from '../../../../functions/catalog/plan/charge.ts';
import type { PlanVersion } from '../../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { isDueInAdvance, isStartOpen, withStart } from '../../../../functions/catalog/subscription/start.ts';
import type { Phase, Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { customer, minutes, subscription as october, planOf, seat, support } from '../../invoice/transcoding.ts';

const day = (date: string): Instant => parseInstant(`2026-10-${date}T00:00:00Z`);
const chargeOf = (charge: unknown): Charge => {
  const [only] = planOf(charge).prices.get(customer.currency)?.charges ?? [];
  if (only === undefined) throw new TypeError('a charge');
  return only;
};
const whole = { ...seat, prorated: false };
const { startAt } = october;

describe('a charge is due in advance', () => {
  it.each<[string, unknown, string, number, boolean]>([
    ['a fee in advance', seat, '01', 60, true],
    ['of a part that begins later', seat, '16', 60, true],
    ['of a single second', seat, '01', 1, true],
    ['of a part that is paused altogether', seat, '01', 0, false],
    ['a fee that is not prorated, of a part that begins with the period', whole, '01', 60, true],
    ['a fee that is not prorated, of a part that begins later', whole, '16', 60, false],
    ['a fee in arrears', support, '01', 60, false],
    ['usage', minutes, '01', 60, false],
  ])('%s', (_, charge, start, activeSeconds, expected) => {
    expect(isDueInAdvance(chargeOf(charge), { start: day(start), activeSeconds }, { start: startAt })).toBe(expected);
  });
});

describe('whether fees at the start are still open', () => {
  it.each<[string, Partial<Subscription>, boolean]>([
    ['in the first period', {}, true],
    ['at the moment of the start', { period: periodOf(october, -1) }, true],
    ['in the second period', { period: periodOf(october, 1) }, false],
    ['once they were billed', { startIsBilled: true }, false],
    ['while a close runs', { closing: october.period.end }, false],
    ['when it is cancelled', { status: 'cancelled' }, false],
  ])('%s: %#', (_, change, expected) => {
    expect(isStartOpen({ ...october, ...change })).toBe(expected);
  });
});

describe('the period that is open after a change', () => {
  const [arrears, advance] = [planOf(support), { ...planOf(seat), version: 4 }];
  const priceOf = ({ planVersion }: Phase) =>
    [arrears, advance].find(({ version }) => version === planVersion)?.prices.get(customer.currency);
  const [before, during] = [parseInstant('2026-09-20T00:00:00Z'), parseInstant('2026-10-01T00:10:00Z')];
  const opened = (of: Subscription, now: Instant) => {
    const { period, closeAt } = withStart(of, priceOf, { now, graceHours: 1 });
    return [period.index, closeAt];
  };
  const changed = (at: Instant, plan: PlanVersion = advance, of = october) =>
    changePlan(of, plan, at, { now: before, graceHours: 1, windowMinutes: 60 });
  const [atStart, atEnd] = [
    [-1, '2026-10-01T00:00:00.000Z'],
    [0, '2026-11-01T01:00:00.000Z'],
  ];

  it('is the first one where nothing is due at the start', () => {
    expect([before, startAt, during].map((now) => opened(october, now))).toEqual([atEnd, atEnd, atEnd]);
  });

  it('is the moment of the start where a fee in advance is in force from then on, also just after it', () => {
    expect([before, startAt, during].map((now) => opened(changed(startAt), now))).toEqual([atStart, atStart, atStart]);
  });

  it('and where it comes in the middle of the period, as long as the start is ahead', () => {
    expect([before, startAt, during].map((now) => opened(changed(day('16')), now))).toEqual([atStart, atEnd, atEnd]);
  });

  it('or as long as the moment of the start is open', () => {
    const waiting = { ...changed(day('16')), period: periodOf(october, -1) };
    expect(opened(waiting, during)).toEqual(atStart);
  });

  it('is the first one again where the fee is taken back, or the whole period is paused', () => {
    const back = changePlan(changed(startAt), arrears, startAt, { now: before, graceHours: 1, windowMinutes: 60 });
    expect(opened({ ...back, period: periodOf(back, -1) }, before)).toEqual(atEnd);
    const paused = pause(
      changed(startAt),
      { from: startAt, to: null },
      { now: before, graceHours: 1, windowMinutes: 60 },
    );
    expect(opened(paused, before)).toEqual(atEnd);
  });

  it('stays as it is where the start is not open any more', () => {
    const billed = { ...changed(startAt), startIsBilled: true };
    expect(withStart(billed, priceOf, { now: during, graceHours: 1 })).toBe(billed);
  });

  it('is the first one of a trial, whatever the fees', () => {
    const cycles = [{ ...october.cycles[0], isTrial: true }] as const;
    expect(opened({ ...changed(startAt), cycles }, before)).toEqual(atEnd);
  });
});
