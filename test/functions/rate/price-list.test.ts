import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chargesSchema } from '../../../functions/catalog/plan/charge-wire.ts';
import { pricesSchema, pricesToWire } from '../../../functions/catalog/plan/plan-prices-wire.ts';
import { currency } from '../../../functions/money/currency.ts';
import { ZERO } from '../../../functions/money/decimal.ts';
import { parse } from '../../../functions/platform/validation.ts';
import { quote } from '../../../functions/rate/quote.ts';
import { usageSchema } from '../../../functions/rate/quote-usage-wire.ts';
import { quoteToWire } from '../../../functions/rate/quote-wire.ts';
import { THREE_TIERS, TWO_TIERS } from './cases.ts';

const metered = { meter: 'm' };
const usageOf = (usage: Record<string, unknown>) =>
  new Map(Object.entries(usage).map(([id, used]) => [id, parse(usageSchema, used)] as const));

/** Subtotal of a quote at a plan's charges. */
const costs = (charges: readonly object[], usage: Record<string, unknown>, code = 'USD') =>
  quoteToWire(quote({ charges: parse(chargesSchema, charges), minimumAmount: ZERO }, usageOf(usage), currency(code)));

describe('price lists as they hang on the wall', () => {
  const transcoding = { ...metered, id: 'minutes', model: 'tiered', tiers: TWO_TIERS };
  const requests = { ...metered, id: 'requests', model: 'tiered', tiers: THREE_TIERS };
  const packages = { ...metered, id: 'mails', model: 'package', packageSize: '1000', packageAmount: '0.90' };
  const storage = {
    ...metered,
    id: 'storage',
    model: 'linear',
    unitAmount: '0.023',
    included: '100',
    minimumAmount: '1',
  };
  const seats = {
    ...{ ...metered, id: 'seats', model: 'volume' },
    tiers: [
      { upTo: '10', unitAmount: '12' },
      { upTo: '50', unitAmount: '10', flatAmount: '15' },
      { upTo: null, unitAmount: '8', flatAmount: '100' },
    ],
  };
  const calls = { ...metered, id: 'calls', model: 'linear', unitAmount: '0.0000001', maximumAmount: '500' };
  const cards = { ...metered, id: 'cards', model: 'percentage', percent: '2.9', fixedAmount: '0.30', included: '1000' };
  const video = {
    ...{ ...metered, id: 'video', model: 'tiered', tiers: TWO_TIERS },
    groupPrices: {
      property: 'resolution',
      prices: {
        '4K': {
          tiers: [
            { upTo: '500', unitAmount: '0.30' },
            { upTo: null, unitAmount: '0.25' },
          ],
          included: '100',
        },
        '8K': { tiers: [{ upTo: null, unitAmount: '1', flatAmount: '20' }] },
      },
    },
  };
  const fee = { id: 'fee', model: 'flat', amount: '49' };

  it.each<[string, object, unknown, string, string]>([
    ['the first 1,000 minutes 0.10, then 0.07', transcoding, '3400', '268.00', '1,000 × 0.10 + 2,400 × 0.07'],
    ['to 1,000 at 0.10, to 10,000 at 0.07, then 0.05', requests, '5000', '380.00', '1,000 × 0.10 + 4,000 × 0.07'],
    ['the same by volume', { ...requests, model: 'volume' }, '5000', '350.00', '5,000 × 0.07'],
    ['1,000 mails for 0.90', packages, '12345', '11.70', '13 × 0.90'],
    ['100 GB free, then 0.023, at least 1.00', storage, '900', '18.40', '800 × 0.023'],
    ['100 GB free, then 0.023, at least 1.00', storage, '110', '1.00', '10 × 0.023 = 0.23, raised'],
    ['up to 10 seats 12 each, up to 50 10 and 15 once', seats, '10', '120.00', '10 × 12'],
    ['up to 10 seats 12 each, up to 50 10 and 15 once', seats, '11', '125.00', '11 × 10 + 15'],
    ['above 50 seats 8 and 100 once', seats, '51', '508.00', '51 × 8 + 100'],
    ['0.0000001 a call, at most 500', calls, '1234567890', '123.46', '123.456789'],
    ['0.0000001 a call, at most 500', calls, '9999999999', '500.00', '999.9999999, lowered'],
    [
      '2.9 % and 0.30, the first 1,000 without the 2.9 %',
      cards,
      { quantity: '5000', events: '40' },
      '128.00',
      '4,000 × 2.9 % + 40 × 0.30',
    ],
    [
      '4K: 100 free, to 500 at 0.30, then 0.25; 8K: 1 and 20 once; all others by tiers',
      video,
      {
        quantity: '2000',
        groups: [
          { values: { resolution: '4K' }, quantity: '700' },
          { values: { resolution: '8K' }, quantity: '5' },
          { values: { resolution: 'HD' }, quantity: '1000' },
        ],
      },
      '320.65',
      '500 × 0.30 + 100 × 0.25 + 5 × 1 + 20 + 1,000 × 0.10 + 295 × 0.07',
    ],
  ])('%s: %j', (_, charge, usage, amount) => {
    const id = parse(z.looseObject({ id: z.string() }), charge).id;
    expect(costs([charge], { [id]: usage }).subtotal).toBe(amount);
  });

  it('all of it together: 49 + 268 + 11.70 + 120', () => {
    const usage = { minutes: '3400', mails: '12345', seats: '10' };
    expect(costs([fee, transcoding, packages, seats], usage).subtotal).toBe('448.70');
  });

  it('nothing used: the fee, and the minimum of the storage', () => {
    expect(costs([fee, transcoding, packages, storage, seats, calls, cards, video], {}).subtotal).toBe('50.00');
  });
});

describe('a plan has a price list for each currency, in the minor unit of each', () => {
  const hourly = (unitAmount: string) => ({ charges: [{ ...metered, id: 'hours', model: 'linear', unitAmount }] });
  const prices = {
    USD: { ...hourly('0.1234'), minimumAmount: '10' },
    EUR: hourly('0.1111'),
    JPY: hourly('18.5'),
    KWD: hourly('0.03785'),
    CLF: hourly('0.0034567'),
  };
  it.each([
    ['USD', '10.00', '10 × 0.1234 = 1.234, less than the minimum'],
    ['EUR', '1.11', '10 × 0.1111 = 1.111'],
    ['JPY', '185', '10 × 18.5'],
    ['KWD', '0.379', '10 × 0.03785 = 0.3785'],
    ['CLF', '0.0346', '10 × 0.0034567 = 0.034567'],
  ])('%s: %s, %s', (code, amount) => {
    const price = parse(pricesSchema, prices).get(currency(code)) ?? expect.fail('no price');
    expect(quoteToWire(quote(price, usageOf({ hours: '10' }), currency(code))).subtotal).toBe(amount);
  });

  it('keeps what it was given, without an exponent', () => {
    const tiny = parse(pricesSchema, { USD: { ...hourly('0.0000001'), minimumAmount: '0.0000001' } });
    expect(JSON.stringify(pricesToWire(tiny))).not.toMatch(/\de[-+]?\d/i);
    expect(pricesToWire(tiny).USD).toMatchObject({
      minimumAmount: '0.0000001',
      charges: [{ unitAmount: '0.0000001' }],
    });
  });
});
