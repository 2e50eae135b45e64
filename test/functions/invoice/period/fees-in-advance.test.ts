import { describe, expect, it } from 'vitest';
import { cancel } from '../../../../functions/catalog/change/change-subscription.ts';
import type { PlanVersion } from '../../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom, movedTo } from '../../../../functions/catalog/subscription/cycle.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { type BilledFee, feeCorrections } from '../../../../functions/invoice/period/fees-in-advance.ts';
import { undecidedAt } from '../../../../functions/invoice/tax/line-tax.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { moneyFromWire, settledToWire } from '../../../../functions/money/money.ts';
import { closingOf, customer, planOf, subscription } from '../transcoding.ts';

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
