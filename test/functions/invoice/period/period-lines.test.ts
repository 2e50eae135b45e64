import { describe, expect, it } from 'vitest';
import { cancel, changePlan, pause } from '../../../../functions/catalog/change/change-subscription.ts';
import type { PlanVersion } from '../../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../../functions/catalog/subscription/cycle.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { issue } from '../../../../functions/invoice/issue/issue.ts';
import { billedAhead } from '../../../../functions/invoice/late/billed-ahead.ts';
import { type Closing, planKey } from '../../../../functions/invoice/period/closing.ts';
import type { BilledFee } from '../../../../functions/invoice/period/fees-in-advance.ts';
import { closingLines, periodLines } from '../../../../functions/invoice/period/period-lines.ts';
import { undecidedAt } from '../../../../functions/invoice/tax/line-tax.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { moneyFromWire, settledToWire, total } from '../../../../functions/money/money.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { dollars } from '../issued.ts';
import { buyer, customer, drafted, minutes, planOf, seat, seller, subscription, support } from '../transcoding.ts';

/** October has 31 days: 15 before the 16th, and 16 from then on. */
const sixteenth = parseInstant('2026-10-16T00:00:00Z');
const moment = { now: sixteenth, graceHours: 1, windowMinutes: 60 };

/** As used before and after the 16th. */
const closing = (of: Subscription, plans: readonly PlanVersion[], before = '0', after = before): Closing => ({
  customer,
  subscription: of,
  period: of.period,
  plans: new Map(plans.map((plan) => [planKey({ planId: plan.planId, planVersion: plan.version }), plan])),
  metered: (_, { start, end }) =>
    plainMetered(
      decimal(start >= sixteenth ? after : before).plus(
        start < sixteenth && end > sixteenth ? decimal(after) : decimal('0'),
      ),
    ),
});
const version = (plan: PlanVersion, number: number): PlanVersion => ({ ...plan, version: number });
const changedTo = (plan: PlanVersion, at: Instant = sixteenth) => changePlan(subscription, plan, at, moment);
const shown = (lines: ReturnType<typeof closingLines>) =>
  lines.map(({ kind, chargeId, period, proration, quantity, amount }) => [
    ...[kind, chargeId, `${period.start.slice(5, 10)}–${period.end.slice(5, 10)}`],
    ...[proration === null ? 'whole' : `${proration.numerator / 86_400}/${proration.denominator / 86_400}`],
    ...[plain(quantity), settledToWire(amount)],
  ]);
const sumOf = (lines: ReturnType<typeof closingLines>) =>
  settledToWire(
    total(
      lines.map(({ amount }) => amount),
      customer.currency,
    ),
  );

const fee = (amount: string, billed: 'advance' | 'arrears' = 'arrears', prorated = true) => ({
  ...{ id: 'fee', name: 'Base fee', model: 'flat', amount, billed, prorated },
});

describe('a plan change in mid-period: usage is split, fees and allowances go by the second', () => {
  const dearer = { ...minutes, tiers: [{ upTo: null, unitAmount: '0.20' }] };

  it('1,200 minutes before at 0.10 and 0.07, 500 after at 0.20: 114.00 + 100.00; tiers are not prorated', () => {
    const later = version(planOf(dearer), 4);
    const lines = closingLines(closing(changedTo(later), [planOf(minutes), later], '1200', '500'));
    expect(shown(lines)).toEqual([
      ['charge', 'minutes', '10-01–10-16', 'whole', '1200', '114.00'],
      ['charge', 'minutes', '10-16–11-01', 'whole', '500', '100.00'],
    ]);
  });

  it('of 310 included minutes a month 150 are for the first 15 days: (200 − 150) × 0.10 = 5.00', () => {
    const allowance = { ...minutes, included: '310' };
    const later = version(planOf(dearer), 4);
    const [first] = closingLines(closing(changedTo(later), [planOf(allowance), later], '200'));
    expect(first?.breakdown.map(({ kind, units, amount }) => [kind, plain(units), plain(amount)])).toEqual([
      ['included', '150', '0'],
      ['units', '50', '5'],
    ]);
    expect(first?.proration).toEqual({ numerator: 15 * 86_400, denominator: 31 * 86_400 });
  });

  it('a fee of 31.00 in arrears for 15 of 31 days, one of 62.00 for 16: 15.00 + 32.00', () => {
    const later = version(planOf(fee('62')), 4);
    expect(shown(closingLines(closing(changedTo(later), [planOf(fee('31')), later])))).toEqual([
      ['charge', 'fee', '10-01–10-16', '15/31', '1', '15.00'],
      ['charge', 'fee', '10-16–11-01', '16/31', '1', '32.00'],
    ]);
  });

  it('one that is not prorated is due whole, for the plan that the period ends with', () => {
    const later = version(planOf(fee('62', 'arrears', false)), 4);
    expect(shown(closingLines(closing(changedTo(later), [planOf(fee('31', 'arrears', false)), later])))).toEqual([
      ['charge', 'fee', '10-16–11-01', 'whole', '1', '62.00'],
    ]);
  });
});

describe('what is used in a pause', () => {
  it('is billed: a maximum is for the time, paused or not', () => {
    const capped = { ...minutes, tiers: [{ upTo: null, unitAmount: '1' }], maximumAmount: '500' };
    const paused = pause(subscription, { from: subscription.startAt, to: null }, moment);
    expect(sumOf(closingLines(closing(paused, [planOf(capped)], '100', '0')))).toBe('100.00');
  });
});

describe('a fee in advance is charged when the period starts, and its unused rest is given back', () => {
  const paid = (amount: string, days = 31, of = fee('31', 'advance'), off = '0.00'): readonly BilledFee[] => {
    const [charge] = planOf(of).prices.get(customer.currency)?.charges ?? [];
    if (charge?.model !== 'flat') throw new TypeError('a fee');
    const [billed, taken] = [amount, off].map((text) => moneyFromWire(text, customer.currency));
    if (billed === undefined || taken === undefined) throw new TypeError('amounts');
    const discounts = [{ discountId: 'dsc_1', couponId: 'OFF', name: 'Off', percent: null, amount: taken }];
    return [
      {
        fee: charge,
        part: { numerator: days * 86_400, denominator: 31 * 86_400 },
        of: { invoiceId: invoiceId('inv_1'), number: 'INV-000001', lineId: 'line_1' },
        billed: { amount: billed, discounts },
        tax: undecidedAt(subscription.startAt),
      },
    ];
  };
  const before = planOf(fee('31', 'advance'));

  it('the whole period: the invoice has the next one', () => {
    const lines = closingLines(closing(subscription, [before]), { adjustments: [], billedFees: paid('31.00') });
    expect(shown(lines)).toEqual([['charge', 'fee', '11-01–12-01', 'whole', '1', '31.00']]);
  });

  it('the moment of the start: the first period', () => {
    const start = { ...subscription, period: periodOf(subscription, -1) };
    expect(shown(closingLines(closing(start, [before])))).toEqual([
      ['charge', 'fee', '10-01–11-01', 'whole', '1', '31.00'],
    ]);
  });

  it('a dearer plan on the 16th: − 16.00 of 31.00, + 32.00 of 62.00, and 62.00 for November', () => {
    const later = version(planOf(fee('62', 'advance')), 4);
    const lines = closingLines(closing(changedTo(later), [before, later]), {
      ...{ adjustments: [], billedFees: paid('31.00') },
    });
    expect(shown(lines)).toEqual([
      ['credit', 'fee', '10-01–11-01', '-16/31', '1', '-16.00'],
      ['charge', 'fee', '10-01–11-01', '16/31', '1', '32.00'],
      ['charge', 'fee', '11-01–12-01', 'whole', '1', '62.00'],
    ]);
  });

  it('never more than was paid: 10.00 after a coupon of 21.00, nothing of an invoice that nobody paid', () => {
    const ended = cancel(subscription, sixteenth, moment);
    const back = (amount: string, off?: string) =>
      closingLines(closing(ended, [before]), { adjustments: [], billedFees: paid(amount, 31, undefined, off) }).map(
        (line) => [line.amount, ...(line.discountChange ?? []).map((one) => one.amount)].map(settledToWire),
      );
    expect(back('31.00')).toEqual([['-16.00']]);
    expect(back('31.00', '21.00')).toEqual([['-16.00', '-6.00']]);
    expect(back('0.00')).toEqual([['0.00']]);
  });

  it('the same fee in the new version is the same fee', () => {
    const later = version(planOf(fee('31', 'advance'), support), 4);
    const lines = closingLines(closing(changedTo(later), [before, later]), {
      ...{ adjustments: [], billedFees: paid('31.00') },
    });
    expect(shown(lines).map(([kind, id, , part]) => [kind, id, part])).toEqual([
      ['charge', 'support', '16/31'],
      ['charge', 'fee', 'whole'],
    ]);
  });

  it('a pause of 10 days gives 10.00 back; one that has not ended bills no November', () => {
    const from = parseInstant('2026-10-22T00:00:00Z');
    const paused = pause(subscription, { from, to: null }, moment);
    const lines = closingLines(closing(paused, [before]), { adjustments: [], billedFees: paid('31.00') });
    expect(shown(lines)).toEqual([['credit', 'fee', '10-01–11-01', '-10/31', '1', '-10.00']]);
  });

  it('one that is not prorated stays as it was, and a new one begins with the next period', () => {
    const flat = fee('31', 'advance', false);
    const later = version(planOf(fee('62', 'advance', false)), 4);
    const lines = closingLines(closing(changedTo(later), [planOf(flat), later]), {
      ...{ adjustments: [], billedFees: paid('31.00', 31, flat) },
    });
    expect(shown(lines)).toEqual([['charge', 'fee', '11-01–12-01', 'whole', '1', '62.00']]);
  });

  it('one that is not prorated gives way where another plan is put in force from the very start: − 100.00 + 400.00', () => {
    const old = fee('100', 'advance');
    const later = version(planOf(fee('400', 'advance', false)), 4);
    const changed = changedTo(later, subscription.startAt);
    const lines = closingLines(closing(changed, [planOf(old), later]), {
      ...{ adjustments: [], billedFees: paid('100.00', 31, old) },
    });
    expect(shown(lines).map(([kind, , , , , amount]) => [kind, amount])).toEqual([
      ['credit', '-100.00'],
      ['charge', '400.00'],
      ['charge', '400.00'],
    ]);
  });

  it('is found on the invoice before, less what came back of it, and nothing of it where that is void', () => {
    const at = parseInstant('2026-11-01T01:00:00Z');
    const invoice = issue(drafted(planOf(seat)), { number: 'INV-000001', buyer, seller, at });
    const november = periodOf(subscription, 1);
    const entry = { invoiceId: invoice.id, isNoted: true, gross: dollars('0.00') };
    const found = (status: 'open' | 'uncollectible' | 'void', left = '20.00') =>
      billedAhead(
        {
          ...{ ...invoice, status },
          histories: new Map(
            invoice.lines.map(({ id }) => [
              id,
              [{ ...entry, lineId: id, left: { amount: dollars(left), discounts: [] } }],
            ]),
          ),
        },
        november,
      ).map(({ part, billed, of }) => [part.numerator / part.denominator, settledToWire(billed.amount), of.lineId]);
    expect([found('open'), found('uncollectible'), found('void')]).toEqual([
      [[1, '20.00', 'line_2']],
      [[1, '20.00', 'line_2']],
      [[1, '0.00', 'line_2']],
    ]);
    expect([found('open', '15.00'), found('open', '0.00')]).toEqual([
      [[1, '15.00', 'line_2']],
      [[1, '0.00', 'line_2']],
    ]);
  });
});

describe('a minimum commitment is a line of its own', () => {
  const committed = (amount: string, ...charges: readonly unknown[]): PlanVersion => {
    const plan = planOf(...charges);
    const prices = [...plan.prices].map(
      ([code, price]) => [code, { ...price, minimumAmount: decimal(amount) }] as const,
    );
    return { ...plan, prices: new Map(prices) };
  };

  it.each([
    ['1000', '100.00', '210.00', '310 − 100'],
    ['3000', '240.00', '70.00', '310 − (100 + 140)'],
    ['9000', '660.00', '0.00', 'reached: a line of zero'],
  ])('of 310.00 and %s minutes (%s): %s, %s', (used, usage, missing) => {
    const lines = closingLines(closing(subscription, [committed('310', minutes)], used, '0'));
    expect(shown(lines).map(([kind, , , , , amount]) => [kind, amount])).toEqual([
      ['charge', usage],
      ['minimum', missing],
    ]);
  });

  it('cancelled after 15 of 31 days: 150.00 − 100.00 = 50.00', () => {
    const ended = cancel(subscription, sixteenth, moment);
    const lines = closingLines(closing(ended, [committed('310', minutes)], '1000', '0'));
    expect(sumOf(lines)).toBe('150.00');
  });

  it('310.00 for 15 days and 620.00 for 16: 150.00 + 320.00', () => {
    const later = version(committed('620', minutes), 4);
    expect(sumOf(closingLines(closing(changedTo(later), [committed('310', minutes), later])))).toBe('470.00');
  });

  it('fees in advance count: 31.00 were billed for October, 310 − 31 = 279.00 are missing', () => {
    const lines = closingLines(closing(subscription, [committed('310', fee('31', 'advance'))]), {
      adjustments: [],
      billedFees: [],
    });
    expect(
      shown(lines)
        .find(([kind]) => kind === 'minimum')
        ?.at(-1),
    ).toBe('279.00');
  });
});

describe('a trial costs nothing', () => {
  const cycles = [
    { ...cycleFrom(subscription.startAt, 0, 'UTC', 'month'), isTrial: true },
    cycleFrom(sixteenth, 1, 'UTC', 'month'),
  ] as const;
  const trial = { ...subscription, cycles, trialEnd: sixteenth, period: periodOf({ cycles, cancelAt: null }, 0) };

  it('its usage is shown at zero, fees in arrears are not due, and what is paid in advance begins with its end', () => {
    const lines = closingLines(closing(trial, [planOf(minutes, support, seat)], '3400'));
    expect(shown(lines)).toEqual([
      ['charge', 'minutes', '10-01–10-16', 'whole', '3400', '0.00'],
      ['charge', 'seat', '10-16–11-16', 'whole', '1', '20.00'],
    ]);
  });
});

describe('what a period comes to by itself', () => {
  it('usage, its own fees in advance and in arrears, whatever was billed of them and when', () => {
    const lines = periodLines(closing(subscription, [planOf(minutes, support, seat)], '1000', '0'));
    expect(shown(lines).map(([, id, , , , amount]) => [id, amount])).toEqual([
      ['minutes', '100.00'],
      ['support', '50.00'],
      ['seat', '20.00'],
    ]);
  });
});
