import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/rate/quotes.handler.ts';
import { CatalogApi } from '../catalog/catalog-api.ts';
import { minutesMeter, transcodingPlan } from '../catalog/price-lists.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';

let catalog: CatalogApi;
beforeEach(() => {
  catalog = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

const ask = async (body: unknown, scope: 'read' | 'ingest' = 'read') => {
  const caller = { kind: 'key', keyId: 'key_1', scopes: [scope] } as const;
  const answer = await handler(httpEvent({ route: 'POST /quotes', caller, body }), lambdaContext);
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};
const refusal = async (body: unknown) => {
  const { status, body: problem } = await ask(body);
  return [status, problem.code, problem.pointer];
};

it('a plan of an id that is longer than any key of the table', async () => {
  const asked = { currency: 'USD', planId: 'p'.repeat(2000), usage: {} };
  expect(await refusal(asked)).toEqual([400, 'invalid_too_big', '/planId']);
});

const tiers = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: '10000', unitAmount: '0.07' },
  { upTo: null, unitAmount: '0.05' },
];
const chargeOf = (model: string) => ({ id: 'minutes', model, tiers });
const ofCharge = (model: string, minutes: string) => ({
  currency: 'USD',
  charges: [chargeOf(model)],
  usage: { minutes },
});

const ofGroups = (values: Record<string, string>, quantity?: string) => ({
  currency: 'USD',
  charges: [
    {
      ...{ id: 'minutes', model: 'linear', unitAmount: '0.05' },
      groupPrices: { property: 'resolution', prices: { '4K': { unitAmount: '0.20' } } },
    },
  ],
  usage: { minutes: { quantity, groups: [{ values, quantity: '10' }] } },
});

describe('POST /quotes prices charges of the request', () => {
  it.each([
    ['tiered', '3400', '268.00', '1,000 × 0.10 + 2,400 × 0.07'],
    ['tiered', '5000', '380.00', '1,000 × 0.10 + 4,000 × 0.07'],
    ['volume', '5000', '350.00', '5,000 × 0.07'],
  ])('%s, %s units: %s = %s', async (model, units, amount) => {
    const { status, body } = await ask(ofCharge(model, units));
    expect([status, body.currency, body.subtotal, body.lines[0].amount]).toEqual([200, 'USD', amount, amount]);
  });

  it('shows what each amount is made of, as text', async () => {
    const { body } = await ask(ofCharge('tiered', '3400'));
    expect(body.lines).toEqual([
      {
        chargeId: 'minutes',
        model: 'tiered',
        quantity: '3400',
        amount: '268.00',
        exactAmount: '268',
        breakdown: [
          {
            ...{ kind: 'units', group: null, from: '0', to: '1000', units: '1000' },
            unitAmount: '0.1',
            flatAmount: '0',
            amount: '100',
          },
          {
            ...{ kind: 'units', group: null, from: '1000', to: '3400', units: '2400' },
            unitAmount: '0.07',
            flatAmount: '0',
            amount: '168',
          },
        ],
      },
    ]);
  });
});

describe('POST /quotes prices usage that is more than a number', () => {
  it('by group: 10 × 0.20 of 4K, 15 × 0.05 of the rest of 25', async () => {
    const { body } = await ask(ofGroups({ resolution: '4K' }, '25'));
    expect([body.subtotal, body.lines[0].quantity]).toEqual(['2.75', '25']);
    expect(body.lines[0].breakdown).toMatchObject([
      { kind: 'units', group: { property: 'resolution', value: '4K' }, from: '0', to: '10', amount: '2' },
      { kind: 'units', group: null, from: '0', to: '15', amount: '0.75' },
    ]);
  });

  it('an amount by 12 events: 1,000 × 2.9 % + 12 × 0.30', async () => {
    const charges = [{ id: 'cards', model: 'percentage', percent: '2.9', fixedAmount: '0.30' }];
    const { body } = await ask({ currency: 'USD', charges, usage: { cards: { quantity: '1000', events: '12' } } });
    expect(body.subtotal).toBe('32.60');
    expect(body.lines[0].breakdown).toMatchObject([
      { kind: 'percentage', units: '1000', unitAmount: '0.029', amount: '29' },
      { kind: 'event_fee', units: '12', unitAmount: '0.3', amount: '3.6' },
    ]);
  });
});

describe('POST /quotes has at least the minimum commitment', () => {
  const committed = (minimumAmount: string, minutes: string) => ({ ...ofCharge('tiered', minutes), minimumAmount });

  it.each([
    ['1000', '100.00', '400.00', '500.00', '500 − 100'],
    ['9000', '660.00', '0.00', '660.00', 'reached: a line of zero'],
  ])('of 500 and %s minutes (%s): + %s = %s, %s', async (minutes, used, missing, subtotal) => {
    const { body } = await ask(committed('500', minutes));
    expect([body.subtotal, body.lines.map(({ amount }: { amount: string }) => amount)]).toEqual([
      subtotal,
      [used, missing],
    ]);
  });

  it('as a line of its own', async () => {
    const { body } = await ask(committed('500', '1000'));
    expect(body.lines[1]).toEqual({
      ...{ chargeId: 'minimum', model: 'flat', quantity: '1', amount: '400.00', exactAmount: '400' },
      breakdown: [
        {
          ...{ kind: 'minimum', group: null, from: '0', to: '0', units: '0' },
          ...{ unitAmount: '0', flatAmount: '400', amount: '400' },
        },
      ],
    });
  });

  it('of a plan', async () => {
    await catalog.call('POST /meters', minutesMeter);
    const prices = { USD: { ...transcodingPlan.prices.USD, minimumAmount: '500' } };
    await catalog.call('POST /plans', { ...transcodingPlan, prices });
    const { body } = await ask({ planId: 'transcoding', currency: 'USD', usage: { minutes: '1000' } });
    expect([body.subtotal, body.lines.at(-1).chargeId]).toEqual(['500.00', 'minimum']);
    expect(await refusal({ planId: 'transcoding', currency: 'USD', minimumAmount: '5' })).toEqual([
      ...[400, 'minimum_and_plan', '/minimumAmount'],
    ]);
  });
});

describe('POST /quotes prices at a plan', () => {
  beforeEach(async () => {
    await catalog.call('POST /meters', minutesMeter);
    await catalog.call('POST /plans', transcodingPlan);
    const half = [{ id: 'minutes', model: 'linear', meter: 'minutes', unitAmount: '0.05' }];
    const prices = { USD: { charges: half } };
    await catalog.call('POST /plans/{planId}/versions', { prices }, { planId: 'transcoding' });
  });

  it.each<[{ version?: number }, string, string]>([
    [{}, '170.00', 'the latest version: 3,400 × 0.05'],
    [{ version: 2 }, '170.00', 'version 2: 3,400 × 0.05'],
    [{ version: 1 }, '268.00', 'version 1: 1,000 × 0.10 + 2,400 × 0.07'],
  ])('%j: %s, %s', async (version, amount) => {
    const { body } = await ask({ planId: 'transcoding', ...version, currency: 'USD', usage: { minutes: '3400' } });
    expect(body.subtotal).toBe(amount);
  });

  it.each([
    [{ planId: 'none', currency: 'USD' }, [404, 'plan_not_found', undefined]],
    [{ planId: 'transcoding', version: 9, currency: 'USD' }, [404, 'plan_version_not_found', undefined]],
    [{ planId: 'transcoding', currency: 'EUR' }, [400, 'currency_not_priced', '/currency']],
    [{ planId: 'transcoding', currency: 'USD', usage: { other: '1' } }, [400, 'unknown_charge', '/usage/other']],
  ])('%j: %j', async (body, expected) => expect(await refusal(body)).toEqual(expected));
});

describe('what is wrong is named with its code and place', () => {
  it.each([
    [{ currency: 'USD' }, 'required', '/charges'],
    [{ ...ofCharge('tiered', '1'), planId: 'transcoding' }, 'charges_and_plan', '/planId'],
    [{ ...ofCharge('tiered', '1'), version: 1 }, 'version_without_plan', '/version'],
    [ofCharge('graduated', '1'), 'unknown_model', '/charges/0/model'],
    [{ ...ofCharge('tiered', '1'), currency: 'XYZ' }, 'unknown_currency', '/currency'],
    [{ ...ofCharge('tiered', '1'), usage: { minutes: 3400 } }, 'not_a_decimal_string', '/usage/minutes'],
    [{ ...ofCharge('tiered', '1'), usage: { minutes: '1e3' } }, 'not_a_decimal_string', '/usage/minutes'],
    [{ ...ofCharge('tiered', '1'), coupon: 'X' }, 'unknown_field', '/coupon'],
    [
      { ...ofCharge('tiered', '1'), charges: [{ ...chargeOf('tiered'), tiers: tiers.toReversed() }] },
      'tiers_open_before_last',
      '/charges/0/tiers/0/upTo',
    ],
    [
      { ...ofCharge('tiered', '1'), charges: [{ ...chargeOf('tiered'), tiers: [tiers[0], tiers[0], tiers[2]] }] },
      'tiers_unordered',
      '/charges/0/tiers/1/upTo',
    ],
    [ofGroups({ quality: '4K' }), 'group_property_missing', '/usage/minutes/groups/0/values'],
    [
      { currency: 'USD', charges: [{ id: 'fee', model: 'flat', amount: '5' }], usage: { fee: '2' } },
      'charge_not_metered',
      '/usage/fee',
    ],
    ['{"currency":', 'malformed_json', ''],
  ])('%j: %s at %s', async (body, code, pointer) => expect(await refusal(body)).toEqual([400, code, pointer]));

  it('a key without the scope "read" is refused', async () => {
    expect((await ask(ofCharge('tiered', '1'), 'ingest')).status).toBe(403);
  });
});
