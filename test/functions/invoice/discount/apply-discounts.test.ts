import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deduction } from '../../../../functions/catalog/coupon/coupon-terms.ts';
import {
  type ApplicableDiscount,
  applyDiscounts,
  type DiscountableLine,
} from '../../../../functions/invoice/discount/apply-discounts.ts';
import { couponId, discountId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { compare, type Money, moneyFromWire, settledToWire, total, zero } from '../../../../functions/money/money.ts';

const usd = currency('USD');
const dollars = (text: string): Money => moneyFromWire(text, usd);

const october = { start: parseInstant('2026-10-01T00:00:00Z') };
const november = { start: parseInstant('2026-11-01T00:00:00Z') };

const line = (id: string, amount: string, kind: DiscountableLine['kind'] = 'charge'): DiscountableLine => ({
  ...{ id, kind, chargeId: id, amount: dollars(amount), period: october },
});

const discount = (
  id: string,
  deduction: Deduction,
  appliesTo: readonly string[] | null = null,
): ApplicableDiscount => ({
  id: discountId(id),
  couponId: couponId(id),
  name: id,
  deduction,
  appliesTo,
  startAt: parseInstant('2026-10-01T00:00:00Z'),
  until: null,
});
const percent = (id: string, value: string, appliesTo?: readonly string[]) =>
  discount(id, { kind: 'percent', percent: decimal(value) }, appliesTo);
const off = (id: string, value: string, appliesTo?: readonly string[]) =>
  discount(id, { kind: 'amount', amounts: new Map([[usd, dollars(value)]]) }, appliesTo);

const printed = (lines: readonly DiscountableLine[], running: readonly ApplicableDiscount[]) => {
  const { discounts, byLine } = applyDiscounts(lines, running, usd);
  return {
    discounts: discounts.map(({ discountId: id, amount }) => [id, settledToWire(amount)]),
    byLine: lines.map(({ id }) => settledToWire(byLine.get(id) ?? zero(usd))),
  };
};

describe('a discount is taken off fees, usage and the true-up, and split over them to the cent', () => {
  it('20 % of 268.00 + 50.00 = 63.60: 53.60 and 10.00', () => {
    expect(printed([line('usage', '268.00'), line('seats', '50.00')], [percent('LAUNCH', '20')])).toEqual({
      discounts: [['LAUNCH', '63.60']],
      byLine: ['53.60', '10.00'],
    });
  });

  it('10.00 off three lines of 10.00: 3.34 + 3.33 + 3.33', () => {
    expect(printed([line('a', '10.00'), line('b', '10.00'), line('c', '10.00')], [off('TEN', '10.00')])).toEqual({
      discounts: [['TEN', '10.00']],
      byLine: ['3.34', '3.33', '3.33'],
    });
  });

  it('half of 0.01 is rounded once, over all lines: 50 % of 0.01 + 0.01 = 0.01', () => {
    expect(printed([line('a', '0.01'), line('b', '0.01')], [percent('HALF', '50')])).toEqual({
      discounts: [['HALF', '0.01']],
      byLine: ['0.01', '0.00'],
    });
  });

  it('only the charges that it applies to', () => {
    expect(printed([line('usage', '268.00'), line('seats', '50.00')], [percent('SEATS', '10', ['seats'])])).toEqual({
      discounts: [['SEATS', '5.00']],
      byLine: ['0.00', '5.00'],
    });
  });

  it('the true-up of a minimum as well: 10 % of 60.00 + 40.00', () => {
    expect(printed([line('usage', '60.00'), line('minimum', '40.00', 'minimum')], [percent('TEN', '10')])).toEqual({
      discounts: [['TEN', '10.00']],
      byLine: ['6.00', '4.00'],
    });
  });

  it('neither a manual line, nor late usage, nor an unused rest', () => {
    const lines = [
      line('usage', '100.00'),
      ...[line('fee', '500.00', 'manual'), line('late', '7.00', 'adjustment'), line('rest', '-20.00', 'credit')],
    ];
    expect(printed(lines, [percent('HALF', '50')])).toEqual({
      discounts: [['HALF', '50.00']],
      byLine: ['50.00', '0.00', '0.00', '0.00'],
    });
  });

  it('of a last period, not the fee in advance for the next: 50 % of 268.00, none of 20.00', () => {
    const lines = [line('usage', '268.00'), { ...line('seats', '20.00'), period: november }];
    const last = { ...percent('HALF', '50'), until: november.start };
    expect(printed(lines, [last]).byLine).toEqual(['134.00', '0.00']);
    expect(printed(lines, [percent('HALF', '50')]).byLine).toEqual(['134.00', '10.00']);
  });

  it('nothing where nothing is owed, and nothing in a currency that it has no amount in', () => {
    expect(printed([line('usage', '0.00')], [percent('HALF', '50'), off('TEN', '10.00')]).discounts).toEqual([]);
    const yen = currency('JPY');
    const lines = [{ ...line('usage', '1'), amount: moneyFromWire('1000', yen) }];
    expect(applyDiscounts(lines, [off('TEN', '10.00')], yen).discounts).toEqual([]);
  });
});

describe('several discounts: percentages first, then amounts, each off what is left', () => {
  it('100.00 − 20 % − 10 % of 80.00 − 15.00 = 57.00, in whatever order they come', () => {
    const running = [off('FIFTEEN', '15.00'), percent('A', '20'), percent('B', '10')];
    const expected = {
      discounts: [
        ['A', '20.00'],
        ['B', '8.00'],
        ['FIFTEEN', '15.00'],
      ],
      byLine: ['43.00'],
    };
    expect(printed([line('usage', '100.00')], running)).toEqual(expected);
    expect(printed([line('usage', '100.00')], running.toReversed())).toEqual(expected);
  });

  it('never below zero: 30.00 off 20.00, and nothing is left for the next', () => {
    expect(printed([line('usage', '20.00')], [off('A', '30.00'), off('B', '5.00')])).toEqual({
      discounts: [['A', '20.00']],
      byLine: ['20.00'],
    });
  });

  it('100 % leaves nothing for an amount', () => {
    expect(printed([line('usage', '20.00')], [percent('FREE', '100'), off('B', '5.00')]).discounts).toEqual([
      ['FREE', '20.00'],
    ]);
  });
});

describe('what a line brings along from an earlier invoice', () => {
  it('is added to the discount of that name; of one that has ended, it stands after those that run', () => {
    const carried = (id: string, amount: string) => ({
      ...{ discountId: discountId(id), couponId: couponId(id), name: id, percent: decimal('20') },
      amount: dollars(amount),
    });
    const late = { ...line('late', '7.00', 'adjustment'), discounts: [carried('OLD', '0.50'), carried('NOW', '1.40')] };
    expect(printed([line('usage', '100.00'), late], [percent('NOW', '20')])).toEqual({
      discounts: [
        ['NOW', '21.40'],
        ['OLD', '0.50'],
      ],
      byLine: ['20.00', '1.90'],
    });
  });
});

describe('laws', () => {
  const cents = fc.integer({ min: 0, max: 10 ** 7 }).map((value) => (value / 100).toFixed(2));
  const lines = fc.array(
    fc.record({ amount: cents, charge: fc.constantFrom('a', 'b', 'c'), kind: fc.constantFrom('charge', 'minimum') }),
    { maxLength: 8 },
  );
  const applies = fc.constantFrom(null, ['a'], ['b', 'c']);
  const deduction = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((value) => percent('p', (value / 100).toFixed(2)).deduction),
    cents.map((value) => off('o', value).deduction),
  );
  const running = fc.array(fc.tuple(deduction, applies), { maxLength: 4 });

  it('the shares add up to the discounts, by line and in all, and no line costs less than nothing', () => {
    fc.assert(
      fc.property(lines, running, (made, terms) => {
        const all = made.map(({ amount, charge, kind }, index) => ({
          ...({
            id: `line_${index}`,
            kind: kind === 'charge' ? 'charge' : 'minimum',
            chargeId: charge,
            period: october,
          } as const),
          amount: dollars(amount),
        }));
        const { discounts, byLine, shares } = applyDiscounts(
          all,
          terms.map(([how, appliesTo], index) => discount(`dsc_${index}`, how, appliesTo)),
          usd,
        );
        const sums = total([...byLine.values()], usd);
        expect(settledToWire(sums)).toBe(
          settledToWire(
            total(
              discounts.map(({ amount }) => amount),
              usd,
            ),
          ),
        );
        for (const { id, amount } of all) {
          const taken = byLine.get(id) ?? zero(usd);
          expect(compare(taken, zero(usd))).toBeGreaterThanOrEqual(0);
          expect(compare(taken, amount)).toBeLessThanOrEqual(0);
          const parts = (shares.get(id) ?? []).map((share) => share.amount);
          expect(settledToWire(total(parts, usd))).toBe(settledToWire(taken));
        }
      }),
    );
  });
});
