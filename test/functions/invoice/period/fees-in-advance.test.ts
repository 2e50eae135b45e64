import { describe, expect, it } from 'vitest';
import { cancel, changePlan, pause } from '../../../../functions/catalog/change/change-subscription.ts';
import type { PlanVersion } from '../../../../functions/catalog/plan/plan.ts';
import { type Period, periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom, movedTo } from '../../../../functions/catalog/subscription/cycle.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import type { NewLine } from '../../../../functions/invoice/invoice.ts';
import { planKey } from '../../../../functions/invoice/period/closing.ts';
import { type BilledFee, feeCorrections, feesOf } from '../../../../functions/invoice/period/fees-in-advance.ts';
import { undecidedAt } from '../../../../functions/invoice/tax/line-tax.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { isSettled, moneyFromWire, settledToWire } from '../../../../functions/money/money.ts';
import { closingOf, customer, planOf, seat, subscription } from '../transcoding.ts';

const fee = (amount: string) => ({ id: 'fee', name: 'Base fee', model: 'flat', amount, billed: 'advance' });
const monthly = planOf(fee('31'));

/** 31.00 a month, billed for so many of the 31 days of October. */
const billedFor = (days: number, amount: string): BilledFee => {
  const [charge] = monthly.prices.get(customer.currency)?.charges ?? [];
  if (charge?.model !== 'flat') throw new TypeError('a fee');
  return {
    fee: charge,
    part: { numerator: days * 86_400, denominator: 31 * 86_400 },
    of: { invoiceId: invoiceId('inv_1'), number: 'INV-000001', lineId: 'line_1' },
    billed: { amount: moneyFromWire(amount, customer.currency), discounts: [] },
    tax: undecidedAt(subscription.startAt),
  };
};
const corrections = (plan: PlanVersion, of: Subscription, billed: BilledFee) =>
  feeCorrections(closingOf(plan, '0', of), of.period, [billed]).map(({ kind, proration, amount }) => [
    ...[kind, proration === null ? 'whole' : proration.numerator / proration.denominator, settledToWire(amount)],
  ]);
const inCycle = (cycle: Subscription['cycles'][number]): Subscription => {
  const cycles = [cycle] as const;
  return { ...subscription, cycles, period: periodOf({ cycles, cancelAt: null }, 0) };
};

describe('a fee that was billed for a period of another length', () => {
  it('is given back whole where a plan of a year begins at the very start: 31.00, not 31.00 × 31 / 365', () => {
    const year = inCycle(cycleFrom(subscription.startAt, 0, 'UTC', 'year'));
    expect(corrections(planOf(fee('365')), year, billedFor(31, '31.00'))).toEqual([
      ['credit', -1, '-31.00'],
      ['charge', 'whole', '365.00'],
    ]);
  });

  describe('as the customer has moved to New York, and October lasts four hours longer', () => {
    const longer = inCycle(movedTo(subscription.cycles[0], 'America/New_York', 0, subscription.startAt));

    it('is for the period, however long: nothing changes', () => {
      expect(longer.period.end).toBe('2026-11-01T04:00:00.000Z');
      expect(corrections(monthly, longer, billedFor(31, '31.00'))).toEqual([]);
    });

    it('of which half was billed: the other half is due', () => {
      expect(corrections(monthly, longer, billedFor(15.5, '15.50'))).toEqual([['charge', 0.5, '15.50']]);
    });

    it('of which the last four of 748 hours were not used: 31.00 × 4 / 748 = 0.17 come back', () => {
      const moment = { now: parseInstant('2026-10-16T00:00:00Z'), graceHours: 1, windowMinutes: 60 };
      const ended = cancel(longer, parseInstant('2026-11-01T00:00:00Z'), moment);
      expect(corrections(monthly, ended, billedFor(31, '31.00'))).toEqual([['credit', -4 / 748, '-0.17']]);
    });
  });
});

/** The fees of a plan as they were billed for all of October, each with what was paid of it. */
const billedOf = (plan: PlanVersion, ...paid: readonly string[]): readonly BilledFee[] =>
  (plan.prices.get(customer.currency)?.charges ?? []).map((charge, index) => {
    if (charge.model !== 'flat') throw new TypeError('a fee');
    const amount = moneyFromWire(paid[index] ?? plain(charge.amount), customer.currency);
    const part = { numerator: 31, denominator: 31 };
    const of = { invoiceId: invoiceId('inv_1'), number: 'INV-000001', lineId: `line_${index + 1}` };
    return { fee: charge, part, of, billed: { amount, discounts: [] }, tax: undecidedAt(subscription.startAt) };
  });
const moment = { now: parseInstant('2026-10-16T00:00:00Z'), graceHours: 1, windowMinutes: 60 };
const sums = (lines: readonly NewLine[]) => lines.map(({ chargeId, amount }) => [chargeId, settledToWire(amount)]);
const correctionsOf = (plan: PlanVersion, of: Subscription, ...paid: readonly string[]) =>
  feeCorrections(closingOf(plan, '0', of), of.period, billedOf(plan, ...paid));
const pausedIn = (from: string, to: string, of = subscription): Subscription =>
  pause(of, { from: parseInstant(from), to: parseInstant(to) }, moment);

describe('what is given back is never more than was paid', () => {
  const ended = cancel(subscription, parseInstant('2026-10-16T00:00:00Z'), moment);

  it.each([
    ['31.00', '-16.00', 'the unused 16 of 31 days'],
    ['16.00', '-16.00', 'just that'],
    ['15.99', '-15.99', 'a cent less was paid'],
    ['10.00', '-10.00', '21.00 were credited before'],
    ['0.00', '0.00', 'nothing was paid'],
  ])('of a fee of 31.00 of which %s were paid: %s, %s', (paid, back) => {
    const [line] = correctionsOf(monthly, ended, paid);
    expect(line && settledToWire(line.amount)).toBe(back);
    expect(line?.breakdown.map(({ amount }) => plain(amount))).toEqual([plain(decimal(back))]);
    expect(line?.breakdown.map(({ unitAmount }) => plain(unitAmount))).toEqual([plain(decimal(back))]);
    expect(line && plain(line.exactAmount.amount)).toBe(plain(decimal(back)));
  });
});

describe('a part that does not come out even is rounded to the cent, once', () => {
  const twenty = planOf({ ...fee('20'), id: 'seat' });
  const paused = pausedIn('2026-10-05T00:00:00Z', '2026-10-15T00:00:00Z');

  it('20.00 for a month, 10 of 31 days of it paused: 20 × 10 / 31 = 6.4516… come back as 6.45', () => {
    const lines = correctionsOf(twenty, paused);
    expect(sums(lines)).toEqual([['seat', '-6.45']]);
    expect(lines.every(({ amount }) => isSettled(amount))).toBe(true);
    expect(lines.map(({ exactAmount }) => plain(exactAmount.amount))).toEqual(['-6.451612903226']);
  });

  it('with two pauses, of 10 days and of one: 20 × 11 / 31 = 7.0967… come back as 7.10', () => {
    const twice = pausedIn('2026-10-20T00:00:00Z', '2026-10-21T00:00:00Z', paused);
    expect(sums(correctionsOf(twenty, twice))).toEqual([['seat', '-7.10']]);
  });

  it('and the next period, of which 10 of 30 days are paused, costs 20 × 20 / 30 = 13.33', () => {
    const later = pausedIn('2026-11-05T00:00:00Z', '2026-11-15T00:00:00Z');
    expect(sums(feesOf(closingOf(twenty, '0', later), periodOf(later, 1)))).toEqual([['seat', '13.33']]);
  });
});

describe('two fees are two, however much they have in common', () => {
  const two = planOf({ ...seat, id: 'seat' }, { ...seat, id: 'support', name: 'Support' });
  const november = (of: Subscription): Period & { wholeEnd: Period['end']; isTrial: boolean } => periodOf(of, 1);

  it('20.00 for the seat and 20.00 for support are 40.00', () => {
    expect(sums(feesOf(closingOf(two), november(subscription)))).toEqual([
      ['seat', '20.00'],
      ['support', '20.00'],
    ]);
  });

  it('of which both are corrected: 10 of 31 days of 20.00 each, 6.45 and 6.45', () => {
    const paused = pausedIn('2026-10-05T00:00:00Z', '2026-10-15T00:00:00Z');
    expect(sums(correctionsOf(two, paused))).toEqual([
      ['seat', '-6.45'],
      ['support', '-6.45'],
    ]);
  });

  it('in the middle of the next period a version comes that keeps both: each is due once, for all of it', () => {
    const next = { ...two, version: 4 };
    const changed = changePlan(subscription, next, parseInstant('2026-11-16T00:00:00Z'), moment);
    const plans = new Map(
      [two, next].map((plan) => [planKey({ planId: plan.planId, planVersion: plan.version }), plan]),
    );
    const lines = feesOf({ ...closingOf(two), subscription: changed, plans }, november(changed));
    expect(sums(lines)).toEqual([
      ['seat', '20.00'],
      ['support', '20.00'],
    ]);
    expect(lines.map(({ proration }) => proration)).toEqual([null, null]);
  });

  it('and one that keeps the first only: 20.00, and 20.00 for 15 of 30 days', () => {
    const next = { ...planOf({ ...seat, id: 'seat' }, { ...seat, id: 'other', name: 'Other' }), version: 4 };
    const changed = changePlan(subscription, next, parseInstant('2026-11-16T00:00:00Z'), moment);
    const plans = new Map(
      [two, next].map((plan) => [planKey({ planId: plan.planId, planVersion: plan.version }), plan]),
    );
    expect(sums(feesOf({ ...closingOf(two), subscription: changed, plans }, november(changed)))).toEqual([
      ['seat', '20.00'],
      ['support', '10.00'],
      ['other', '10.00'],
    ]);
  });
});

describe('a trial', () => {
  it('has no fees, and gives back all that was billed for it', () => {
    const cycles = [{ ...subscription.cycles[0], isTrial: true }] as const;
    const trial = { ...subscription, cycles, period: periodOf({ cycles, cancelAt: null }, 0) };
    expect(feesOf(closingOf(monthly, '0', trial), trial.period)).toEqual([]);
    expect(sums(correctionsOf(monthly, trial))).toEqual([['fee', '-31.00']]);
  });
});
