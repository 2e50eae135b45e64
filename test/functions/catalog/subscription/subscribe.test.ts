import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { subscribe } from '../../../../functions/catalog/subscription/subscribe.ts';
import { subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { customer, minutes, planOf, seat, support } from '../../invoice/transcoding.ts';

const now = parseInstant('2026-10-15T14:23:45.678Z');
const inArrears = planOf(minutes, support);
const inAdvance = planOf(minutes, seat);

const made = (
  request: { readonly startAt?: string; readonly trialDays?: number } = {},
  { plan = inArrears, of = customer } = {},
) =>
  subscribe(
    {
      trialDays: request.trialDays,
      startAt: request.startAt === undefined ? undefined : parseInstant(request.startAt),
    },
    { id: subscriptionId('sub_1'), customer: of, plan, now, createdAt: now, graceHours: 1, windowMinutes: 60 },
  );
const october = '2026-10-01T00:00:00.000Z';
const refusal = (code: string, pointer: string) =>
  expect.objectContaining({ code, mistakes: [expect.objectContaining({ pointer })] });

describe('a subscription', () => {
  it('begins with the running window, in the first period, in its first revision', () => {
    expect(made()).toMatchObject({
      ...{ startAt: '2026-10-15T14:00:00.000Z', trialEnd: null, status: 'active', revision: 1, cancelAt: null },
      period: { index: 0, end: '2026-11-15T14:00:00.000Z', isTrial: false },
      closeAt: '2026-11-15T15:00:00.000Z',
    });
    expect(made().cycles).toHaveLength(1);
  });

  it('with fees in advance has the moment of its start first, which is closed at once', () => {
    expect(made({ startAt: october }, { plan: inAdvance })).toMatchObject({
      ...{ period: { index: -1, start: october, end: october }, closeAt: october },
    });
  });

  it.each([
    ['in arrears', planOf(support), 0],
    ['for usage', planOf(minutes), 0],
    ['in advance, beside others', planOf(minutes, support, seat), -1],
  ])('with a price %s begins with period %#', (_, plan, index) => {
    expect(made({ startAt: october }, { plan }).period.index).toBe(index);
  });
});

describe('a trial of 14 days', () => {
  it('is a period of its own, and a whole interval follows', () => {
    const trial = made({ startAt: october, trialDays: 14 });
    expect(trial).toMatchObject({
      trialEnd: '2026-10-15T00:00:00.000Z',
      period: { index: 0, start: october, end: '2026-10-15T00:00:00.000Z', isTrial: true },
      closeAt: '2026-10-15T01:00:00.000Z',
    });
    expect(trial.cycles.map(({ firstIndex, start, isTrial }) => [firstIndex, start, isTrial])).toEqual([
      [0, october, true],
      [1, '2026-10-15T00:00:00.000Z', false],
    ]);
    expect(periodOf(trial, 1)).toMatchObject({ end: '2026-11-15T00:00:00.000Z', isTrial: false });
  });

  it('has nothing to bill at its start, also where fees are due in advance', () => {
    expect(made({ startAt: october, trialDays: 14 }, { plan: inAdvance }).period.index).toBe(0);
  });

  it('is counted on the clock of the customer: over the end of summer time it is an hour longer', () => {
    const berlin = { ...customer, timeZone: 'Europe/Berlin' };
    const { trialEnd } = made({ startAt: '2026-10-20T22:00:00Z', trialDays: 14 }, { of: berlin });
    expect(trialEnd).toBe('2026-11-03T23:00:00.000Z');
  });
});

describe('a start', () => {
  it.each(['2016-10-07T15:00:00Z', '2036-10-22T14:00:00Z'])('ten years away is near enough: %s', (startAt) => {
    expect(made({ startAt }).startAt).toBe(parseInstant(startAt));
  });

  it.each(['2016-10-07T14:00:00Z', '2036-10-22T15:00:00Z'])('an hour further is not: %s', (startAt) => {
    expect(() => made({ startAt })).toThrow(refusal('start_out_of_range', '/startAt'));
  });

  it('between two windows is refused, and so is a currency without a price', () => {
    expect(() => made({ startAt: '2026-10-01T00:30:00Z' })).toThrow(refusal('start_not_on_window', '/startAt'));
    const euro = { ...customer, currency: currency('EUR') };
    expect(() => made({}, { of: euro })).toThrow(refusal('currency_without_price', '/planId'));
  });
});
