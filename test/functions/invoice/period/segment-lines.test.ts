import { describe, expect, it } from 'vitest';
import { cancel, pause } from '../../../../functions/catalog/change/change-subscription.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { segmentLines } from '../../../../functions/invoice/period/segment-lines.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { closingOf, minutes, planOf, subscription, support } from '../transcoding.ts';

const moment = { now: parseInstant('2026-10-01T00:00:00Z'), graceHours: 1, windowMinutes: 60 };
const day = (date: string) => parseInstant(`2026-10-${date}T00:00:00Z`);
const pausedFrom = (from: string, to: string | null, of: Subscription = subscription): Subscription =>
  pause(of, { from: day(from), to: to === null ? null : day(to) }, moment);
const sums = (of: Subscription, ...charges: readonly unknown[]) =>
  segmentLines(closingOf(planOf(...charges), '3400', of)).map(({ chargeId, amount }) => [
    chargeId,
    settledToWire(amount),
  ]);

describe('a fee in arrears of 50.00', () => {
  const whole = { ...support, prorated: false };

  it.each([
    ['that is prorated', support, []],
    ['that is not', whole, []],
  ])('%s is not due for a period that is paused from its start to its end', (_, fee, lines) => {
    expect(sums(pausedFrom('01', null), fee)).toEqual(lines);
  });

  it('with 10 of 31 days paused is 50 × 21 / 31 = 33.8709…, 33.87; one that is not prorated is 50.00', () => {
    expect(sums(pausedFrom('05', '15'), support)).toEqual([['support', '33.87']]);
    expect(sums(pausedFrom('05', '15'), whole)).toEqual([['support', '50.00']]);
  });

  it('with two pauses, of 10 days and of one, is 50 × 20 / 31 = 32.2580…, 32.26', () => {
    expect(sums(pausedFrom('20', '21', pausedFrom('05', '15')), support)).toEqual([['support', '32.26']]);
  });

  it('and another one of the same amount are two', () => {
    expect(sums(subscription, support, { ...support, id: 'care', name: 'Care' })).toEqual([
      ['support', '50.00'],
      ['care', '50.00'],
    ]);
  });
});

describe('what is prorated of usage', () => {
  const ended = cancel(subscription, day('16'), moment);
  const partsOf = (charge: unknown) =>
    segmentLines(closingOf(planOf(charge), '3400', ended)).map(({ proration }) =>
      proration === null ? null : `${proration.numerator / 86_400}/${proration.denominator / 86_400}`,
    );

  it.each([
    ['tiers alone', minutes, null],
    ['included units', { ...minutes, included: '31' }, '15/31'],
    ['a minimum', { ...minutes, minimumAmount: '31' }, '15/31'],
    ['a maximum', { ...minutes, maximumAmount: '31' }, '15/31'],
  ])('%s: %s', (_, charge, part) => {
    expect(partsOf(charge)).toEqual([part]);
  });

  it('with a maximum of 100.00 for 15 of 31 days: 48.3870…, 48.39', () => {
    expect(sums(ended, { ...minutes, maximumAmount: '100' })).toEqual([['minutes', '48.39']]);
  });

  it('is written on the line as it was for the part: included 31 × 15 / 31 = 15', () => {
    const [line] = segmentLines(closingOf(planOf({ ...minutes, included: '31' }), '3400', ended));
    expect(line?.price).toMatchObject({ model: 'tiered', included: '15' });
    expect(line?.breakdown.map(({ kind, units }) => [kind, plain(units)])).toEqual([
      ['included', '15'],
      ['units', '1000'],
      ['units', '2385'],
    ]);
  });
});
