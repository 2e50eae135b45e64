import { describe, expect, it } from 'vitest';
import { currency } from '../../../functions/money/currency.ts';
import { decimal, ONE, ZERO } from '../../../functions/money/decimal.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { quote } from '../../../functions/rate/quote.ts';
import { quoteToWire } from '../../../functions/rate/quote-wire.ts';
import { charge, TWO_TIERS } from './cases.ts';

const minutes = charge({ id: 'minutes', model: 'tiered', tiers: TWO_TIERS });
const seats = charge({ id: 'seats', model: 'linear', unitAmount: '0.005' });
const base = charge({ id: 'base', model: 'flat', amount: '49' });

const price = (usage: Record<string, string>, charges = [minutes, seats, base], code = 'USD') => {
  const quantities = Object.entries(usage).map(([id, text]) => [id, plainMetered(decimal(text))] as const);
  return quoteToWire(quote({ charges, minimumAmount: ZERO }, new Map(quantities), currency(code)));
};

describe('quote: prices usage without any customer', () => {
  it('shows a line a charge with its breakdown', () => {
    expect(price({ minutes: '3400' }, [minutes])).toEqual({
      currency: 'USD',
      subtotal: '268.00',
      lines: [
        {
          chargeId: 'minutes',
          model: 'tiered',
          quantity: '3400',
          amount: '268.00',
          exactAmount: '268',
          breakdown: [
            {
              ...{ kind: 'units', group: null, from: '0', to: '1000', units: '1000' },
              ...{ unitAmount: '0.1', flatAmount: '0', amount: '100' },
            },
            {
              ...{ kind: 'units', group: null, from: '1000', to: '3400', units: '2400' },
              ...{ unitAmount: '0.07', flatAmount: '0', amount: '168' },
            },
          ],
        },
      ],
    });
  });

  it.each<[Record<string, string>, string, string]>([
    [{ minutes: '3400', seats: '1' }, '317.01', '268.00 + 0.01 + 49.00'],
    [{ seats: '1' }, '49.01', '0.00 + 0.01 + 49.00: usage left out counts zero'],
    [{}, '49.00', '0.00 + 0.00 + 49.00'],
    [{ minutes: '-1', seats: '-1' }, '49.00', 'negative totals bill zero'],
  ])('%j sums up to %s: %s', (usage, subtotal) => {
    expect(price(usage).subtotal).toBe(subtotal);
  });

  it('adds up rounded lines: 2 × 0.005 as two lines is 0.02', () => {
    const twin = charge({ id: 'twin', model: 'linear', unitAmount: '0.005' });
    expect(price({ seats: '1', twin: '1' }, [seats, twin]).subtotal).toBe('0.02');
  });

  it.each([
    ['JPY', '268', '0'],
    ['KWD', '268.000', '0.000'],
  ])('prints the minor unit of %s', (code, subtotal, nothing) => {
    expect(price({ minutes: '3400' }, [minutes], code).subtotal).toBe(subtotal);
    expect(price({}, [], code).subtotal).toBe(nothing);
  });

  it.each<[Record<string, string>, boolean]>([
    [{ resolution: '4K' }, true],
    [{ resolution: '4K', region: 'eu' }, true],
    [{}, true],
    [{ region: 'eu' }, false],
  ])('a group of %j fits a charge that is priced by resolution: %s', (values, fits) => {
    const groupPrices = { property: 'resolution', prices: { '4K': { unitAmount: '1' } } };
    const grouped = charge({ id: 'seats', model: 'linear', unitAmount: '1', groupPrices });
    const usage = { ...plainMetered(ONE), groups: [{ values, quantity: ONE, events: ONE }] };
    const quoted = () =>
      quote({ charges: [grouped], minimumAmount: ZERO }, new Map([['seats', usage]]), currency('USD')).lines.length;
    if (fits) expect(quoted()).toBe(1);
    else expect(quoted).toThrow(expect.objectContaining({ code: 'group_property_missing' }));
  });

  it.each([
    ['nosuch', 'unknown_charge', '/usage/nosuch'],
    ['a/b~c', 'unknown_charge', '/usage/a~1b~0c'],
    ['base', 'charge_not_metered', '/usage/base'],
  ])('usage of %s is %s at %s', (id, code, pointer) => {
    expect(() => price({ [id]: '1' })).toThrow(expect.objectContaining({ code, pointer, retryable: false }));
  });
});
