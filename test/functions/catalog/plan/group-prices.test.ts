import { describe, expect, it } from 'vitest';
import { chargeSchema, chargeToWire } from '../../../../functions/catalog/plan/charge-wire.ts';
import { parse } from '../../../../functions/platform/validation.ts';

const linear = { id: 'minutes', meter: 'minutes', model: 'linear', unitAmount: '0.05' };
const priced = (prices: unknown, property: unknown = 'resolution') => ({
  ...linear,
  groupPrices: { property, prices },
});
const price = { unitAmount: '0.20' };
const values = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`v${n}`, price]));

describe('groupPrices: the fields of the model, and free units, for each value', () => {
  it.each<[string, object, object, object]>([
    ['linear', { unitAmount: '1' }, { unitAmount: '2' }, { unitAmount: '2' }],
    ['package', packageOf('1'), packageOf('2'), packageOf('2')],
    ['percentage', { percent: '1' }, { percent: '2' }, { percent: '2', fixedAmount: '0' }],
    ['tiered', tiersOf('1'), tiersOf('2'), { tiers: [{ upTo: null, unitAmount: '2', flatAmount: '0' }] }],
    ['volume', tiersOf('1'), tiersOf('2'), { tiers: [{ upTo: null, unitAmount: '2', flatAmount: '0' }] }],
  ])('%s', (model, own, group, expected) => {
    const charge = { id: 'c', meter: 'm', model, ...own };
    const groupPrices = { property: 'resolution', prices: { '4K': group, HD: { ...group, included: '5' } } };
    const wire = chargeToWire(parse(chargeSchema, { ...charge, groupPrices }));
    expect(wire).toMatchObject({
      groupPrices: {
        property: 'resolution',
        prices: { '4K': { ...expected, included: '0' }, HD: { ...expected, included: '5' } },
      },
    });
    expect(chargeToWire(parse(chargeSchema, wire))).toEqual(wire);
  });

  it('none is null, and left out means none', () => {
    expect(chargeToWire(parse(chargeSchema, linear))).toMatchObject({ groupPrices: null });
    expect(chargeToWire(parse(chargeSchema, { ...linear, groupPrices: null }))).toMatchObject({ groupPrices: null });
  });

  it('in the order of the values, whatever order a table keeps them in', () => {
    const charge = parse(chargeSchema, priced({ SD: price, '4K': price, '1080': price, HD: price }));
    const order = charge.model === 'linear' ? charge.groupPrices?.prices.map(({ value }) => value) : [];
    expect(order).toEqual(['1080', '4K', 'HD', 'SD']);
  });
});

describe('groupPrices: what is wrong is named with its code and place', () => {
  const place = '/groupPrices/prices';
  it.each<[string, unknown, string, string]>([
    ['no value', priced({}), 'group_prices_empty', place],
    ['101 values', priced(values(101)), 'too_many_group_prices', place],
    ['an empty value', priced({ '': price }), 'invalid_group_value', `${place}/`],
    [
      'a value that no counter has',
      priced({ ['x'.repeat(59)]: price }),
      'invalid_group_value',
      `${place}/${'x'.repeat(59)}`,
    ],
    [
      'one that is longer in a key',
      priced({ ['#'.repeat(20)]: price }),
      'invalid_group_value',
      `${place}/${'#'.repeat(20)}`,
    ],
    ['half a character', priced({ '\ud83d': price }), 'invalid_group_value', `${place}/\ud83d`],
    ['no property', { ...linear, groupPrices: { prices: { HD: price } } }, 'required', '/groupPrices/property'],
    ['no prices', { ...linear, groupPrices: { property: 'resolution' } }, 'required', '/groupPrices/prices'],
    ['an empty property', priced({ HD: price }, ''), 'invalid_too_small', '/groupPrices/property'],
    ['no price', priced({ HD: {} }), 'required', `${place}/HD/unitAmount`],
    ['a price as a number', priced({ HD: { unitAmount: 0.2 } }), 'not_a_decimal_string', `${place}/HD/unitAmount`],
    ['a negative price', priced({ HD: { unitAmount: '-1' } }), 'negative_amount', `${place}/HD/unitAmount`],
    ['negative free units', priced({ HD: { ...price, included: '-1' } }), 'negative_quantity', `${place}/HD/included`],
    [
      'a minimum of its own',
      priced({ HD: { ...price, minimumAmount: '1' } }),
      'unknown_field',
      `${place}/HD/minimumAmount`,
    ],
    ['fields of another model', priced({ HD: { ...price, tiers: [] } }), 'unknown_field', `${place}/HD/tiers`],
    [
      'overlapping tiers',
      {
        id: 'c',
        meter: 'm',
        model: 'tiered',
        ...tiersOf('1'),
        groupPrices: { property: 'p', prices: { HD: overlapping() } },
      },
      'tiers_unordered',
      `${place}/HD/tiers/1/upTo`,
    ],
    ['on a flat charge', { id: 'f', model: 'flat', amount: '1', groupPrices: null }, 'unknown_field', '/groupPrices'],
  ])('%s', (_, input, code, pointer) => {
    expect(() => parse(chargeSchema, input)).toThrow(
      expect.objectContaining({ mistakes: [expect.objectContaining({ code, pointer })] }),
    );
  });

  it('a hundred values are enough, of 58 characters each', () => {
    expect(() => parse(chargeSchema, priced({ ...values(99), ['x'.repeat(58)]: price }))).not.toThrow();
  });
});

const packageOf = (packageAmount: string) => ({ packageSize: '100', packageAmount });

const tiersOf = (unitAmount: string) => ({ tiers: [{ upTo: null, unitAmount }] });

const overlapping = () => {
  const upTo = (bound: string | null) => ({ upTo: bound, unitAmount: '1' });
  return { tiers: [upTo('100'), upTo('50'), upTo(null)] };
};
