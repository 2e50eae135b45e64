import { describe, expect, it } from 'vitest';
import { cancel, pause } from '../../../../functions/catalog/change/change-subscription.ts';
import type { PlanVersion } from '../../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { minimumLine } from '../../../../functions/invoice/period/minimum-commitment.ts';
import { segmentLines } from '../../../../functions/invoice/period/segment-lines.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { isSettled, settledToWire } from '../../../../functions/money/money.ts';
import { closingOf, minutes, planOf, seat, subscription } from '../transcoding.ts';

const committed = (amount: string, ...charges: readonly unknown[]): PlanVersion => {
  const plan = planOf(...charges);
  const prices = [...plan.prices].map(([code, price]) => [code, { ...price, minimumAmount: decimal(amount) }] as const);
  return { ...plan, prices: new Map(prices) };
};
const moment = { now: parseInstant('2026-10-16T00:00:00Z'), graceHours: 1, windowMinutes: 60 };

const lineOf = (plan: PlanVersion, used = '0', of: Subscription = subscription) => {
  const closing = closingOf(plan, used, of);
  return minimumLine(closing, segmentLines(closing));
};
const missing = (...args: Parameters<typeof lineOf>) => lineOf(...args).map(({ amount }) => settledToWire(amount));

describe('what is missing to a minimum of 100.00', () => {
  it('is rounded to the cent: for 15 of 31 days 100 × 15 / 31 = 48.3870… are due, 48.39', () => {
    const ended = cancel(subscription, parseInstant('2026-10-16T00:00:00Z'), moment);
    const lines = lineOf(committed('100', minutes), '0', ended);
    expect(lines.map(({ amount }) => [settledToWire(amount), isSettled(amount)])).toEqual([['48.39', true]]);
  });

  it('with two pauses, of 10 days and of one: 100 × 20 / 31 = 64.5161…, 64.52', () => {
    const from = (text: string) => parseInstant(`2026-10-${text}T00:00:00Z`);
    const once = pause(subscription, { from: from('05'), to: from('15') }, moment);
    const twice = pause(once, { from: from('20'), to: from('21') }, moment);
    expect(missing(committed('100', minutes), '0', twice)).toEqual(['64.52']);
  });

  it('says what it is the difference of, so that late usage can be taken off it: 100.00 less 30.00 + 20.00', () => {
    const [line] = lineOf(committed('100', minutes, seat), '300');
    expect(line && settledToWire(line.amount)).toBe('50.00');
    expect(line?.price).toEqual({ minimumAmount: '100', counted: '50.00' });
    expect(line?.breakdown.map(({ kind }) => kind)).toEqual(['minimum']);
  });

  it('is a line of zero, without brackets, where it is reached to the cent, and beyond', () => {
    expect(missing(committed('100', minutes), '1000')).toEqual(['0.00']);
    expect(lineOf(committed('100', minutes), '1001').map(({ breakdown }) => breakdown)).toEqual([[]]);
  });

  it('is no line where nothing is committed to', () => {
    expect(lineOf(committed('0', minutes))).toEqual([]);
  });
});

describe('a trial', () => {
  it('is not billed the minimum of its plan', () => {
    const cycles = [{ ...subscription.cycles[0], isTrial: true }] as const;
    const trial = { ...subscription, cycles, period: periodOf({ cycles, cancelAt: null }, 0) };
    expect(lineOf(committed('100', minutes), '3400', trial)).toEqual([]);
  });
});
