import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  chargeSchema,
  chargesSchema,
  chargeToWire,
  pricedChargeSchema,
} from '../../../../functions/catalog/plan/charge-wire.ts';
import { assertNever, UnknownModel } from '../../../../functions/catalog/plan/price.ts';
import { currencySchema } from '../../../../functions/kernel/currency-wire.ts';
import { longText, tinyText } from '../../money/arbitraries.ts';
import { chargeInput } from '../arbitraries.ts';

const LINEAR = { id: 'calls', meter: 'api_calls', model: 'linear', unitAmount: '0.10' };
const OPEN = { upTo: null, unitAmount: '1' };
const upTo = (bound: unknown) => ({ upTo: bound, unitAmount: '1' });
const tiered = (tiers: unknown) => ({ id: 'calls', meter: 'api_calls', model: 'tiered', tiers });

const faults = (schema: z.ZodType, input: unknown) =>
  (schema.safeParse(input).error?.issues ?? []).map(
    (issue) => `${issue.code === 'custom' ? issue.params?.code : issue.code} at /${issue.path.join('/')}`,
  );

describe('charge: a fault has a stable code at its place', () => {
  it.each([
    [{ ...LINEAR, model: 'stairs' }, 'unknown_model at /model'],
    [{ ...LINEAR, model: 7 }, 'unknown_model at /model'],
    [{ ...LINEAR, unitAmount: 0.1 }, 'not_a_decimal_string at /unitAmount'],
    [{ ...LINEAR, unitAmount: '1e-7' }, 'not_a_decimal_string at /unitAmount'],
    [{ ...LINEAR, unitAmount: null }, 'not_a_decimal_string at /unitAmount'],
    [{ ...LINEAR, unitAmount: '1'.repeat(39) }, 'too_many_digits at /unitAmount'],
    [{ ...LINEAR, unitAmount: '-0.10' }, 'negative_amount at /unitAmount'],
    [{ ...LINEAR, included: '-1' }, 'negative_quantity at /included'],
    [{ ...LINEAR, minimumAmount: '-1' }, 'negative_amount at /minimumAmount'],
    [{ ...LINEAR, minimumAmount: '2', maximumAmount: '1.99' }, 'maximum_below_minimum at /maximumAmount'],
    [{ ...LINEAR, id: 'a/b' }, 'invalid_id at /id'],
    [{ ...LINEAR, id: '' }, 'invalid_id at /id'],
    [{ ...LINEAR, meter: undefined }, 'invalid_type at /meter'],
    [{ ...LINEAR, unitAmount: undefined }, 'invalid_type at /unitAmount'],
    [{ ...LINEAR, model: undefined }, 'unknown_model at /model'],
    [{ ...LINEAR, tiers: [OPEN] }, 'unrecognized_keys at /'],
    [tiered([]), 'tiers_empty at /tiers'],
    [tiered([upTo('10')]), 'tiers_last_not_open at /tiers/0/upTo'],
    [tiered([upTo('10'), upTo('20')]), 'tiers_last_not_open at /tiers/1/upTo'],
    [tiered([upTo('10'), upTo('10'), OPEN]), 'tiers_unordered at /tiers/1/upTo'],
    [tiered([upTo('10'), upTo('9.99'), OPEN]), 'tiers_unordered at /tiers/1/upTo'],
    [tiered([upTo('0'), OPEN]), 'tier_bound_not_positive at /tiers/0/upTo'],
    [tiered([upTo('-1'), OPEN]), 'tier_bound_not_positive at /tiers/0/upTo'],
    [tiered([OPEN, upTo('10'), OPEN]), 'tiers_open_before_last at /tiers/0/upTo'],
    [tiered([upTo(10), OPEN]), 'not_a_decimal_string at /tiers/0/upTo'],
    [tiered(Array.from({ length: 101 }, (_, n) => (n < 100 ? upTo(`${n + 1}`) : OPEN))), 'too_many_tiers at /tiers'],
    [
      { id: 'p', meter: 'm', model: 'package', packageSize: '0', packageAmount: '1' },
      'package_size_not_positive at /packageSize',
    ],
    [{ id: 'f', model: 'flat', amount: '1', meter: 'm' }, 'unrecognized_keys at /'],
    [{ id: 'p', meter: 'm', model: 'percentage' }, 'invalid_type at /percent'],
    [{ id: 'p', meter: 'm', model: 'percentage', percent: '-1' }, 'negative_percent at /percent'],
    [{ id: 'p', meter: 'm', model: 'percentage', percent: 2.9 }, 'not_a_decimal_string at /percent'],
    [{ id: 'p', meter: 'm', model: 'percentage', percent: '1', fixedAmount: '-1' }, 'negative_amount at /fixedAmount'],
    ['linear', 'invalid_type at /'],
    [null, 'invalid_type at /'],
  ])('%j: %s', (input, fault) => {
    expect(faults(chargeSchema, input)).toEqual([fault]);
  });

  it('advises to send a string instead of a number', () => {
    const [issue] = chargeSchema.safeParse({ ...LINEAR, unitAmount: 0.1 }).error?.issues ?? [];
    expect(issue?.message).toContain('send a decimal string');
  });
});

describe('charges: at most 100, each id once', () => {
  it('names the second of two equal ids', () => {
    expect(faults(chargesSchema, [LINEAR, { ...LINEAR, id: 'other' }, LINEAR])).toEqual([
      'duplicate_charge_id at /2/id',
    ]);
  });

  it.each([
    [100, []],
    [101, ['too_many_charges at /']],
  ])('%i charges: %j', (count, expected) => {
    const charges = Array.from({ length: count }, (_, n) => ({ ...LINEAR, id: `c${n}` }));
    expect(faults(chargesSchema, charges)).toEqual(expected);
  });

  it('places the fault of an element', () => {
    expect(faults(chargesSchema, [LINEAR, { ...LINEAR, model: 'x' }])).toEqual(['unknown_model at /1/model']);
  });
});

describe('charge: what is left out', () => {
  it.each([
    [LINEAR, { name: 'calls', included: '0', minimumAmount: '0', maximumAmount: null }],
    [{ ...LINEAR, name: 'API calls' }, { name: 'API calls' }],
    [
      tiered([upTo('10'), OPEN]),
      {
        tiers: [
          { ...upTo('10'), flatAmount: '0' },
          { ...OPEN, flatAmount: '0' },
        ],
      },
    ],
    [
      { id: 'base', model: 'flat', amount: '49.00' },
      { amount: '49', billed: 'arrears', prorated: true },
    ],
  ])('%j means %j', (input, expected) => {
    expect(chargeToWire(chargeSchema.parse(input))).toMatchObject(expected);
  });

  it('a quote needs no meter, and takes a charge of a plan as it is', () => {
    const { meter: _, ...withoutMeter } = LINEAR;
    expect(faults(pricedChargeSchema, withoutMeter)).toEqual([]);
    expect(faults(pricedChargeSchema, LINEAR)).toEqual([]);
    expect(faults(pricedChargeSchema, { ...withoutMeter, model: 'x' })).toEqual(['unknown_model at /model']);
  });
});

const words = new Set(['id', 'name', 'meter', 'model', 'billed', 'property']);

/** All texts of a charge that are no words. */
const numbersIn = (wire: unknown): readonly string[] => {
  if (typeof wire === 'string') return [wire];
  if (typeof wire !== 'object' || wire === null) return [];
  return Object.entries(wire).flatMap(([field, value]) => (words.has(field) ? [] : numbersIn(value)));
};

describe('charge: laws', () => {
  it('what is printed reads back as the same charge', () => {
    fc.assert(
      fc.property(chargeInput(), (input) => {
        const charge = chargeSchema.parse(input);
        const wire = JSON.parse(JSON.stringify(chargeToWire(charge)));
        expect(chargeSchema.parse(wire)).toEqual(charge);
        expect(chargeToWire(chargeSchema.parse(wire))).toEqual(wire);
      }),
    );
  });

  it('prints no exponent anywhere, however small or large', () => {
    fc.assert(
      fc.property(chargeInput(), tinyText(), longText(), (input, tiny, long) => {
        const linear = { ...LINEAR, unitAmount: tiny, included: long };
        for (const charge of [input, linear]) {
          for (const text of numbersIn(chargeToWire(chargeSchema.parse(charge)))) expect(text).toMatch(/^\d+(\.\d+)?$/);
        }
      }),
    );
  });

  it('is described as JSON Schema, with amounts as strings', () => {
    expect(JSON.stringify(z.toJSONSchema(chargesSchema, { io: 'input' }))).toContain('"unitAmount":{"description"');
  });

  it('a model past the compiler is an error with a code', () => {
    expect(() => Reflect.apply(assertNever, null, [{ model: 'stairs' }])).toThrow(UnknownModel);
  });
});

describe('currency: an active ISO 4217 code', () => {
  it.each([
    ['USD', []],
    ['usd', ['unknown_currency at /']],
    ['XAU', ['unknown_currency at /']],
  ])('%s: %j', (code, expected) => {
    expect(faults(currencySchema, code)).toEqual(expected);
  });
});
