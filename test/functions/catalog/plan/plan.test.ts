import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { latestPlanVersion, requirePlanVersion } from '../../../../functions/catalog/plan/plan-store.ts';
import { planId } from '../../../../functions/kernel/ids.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { CatalogApi } from '../catalog-api.ts';
import { minutesMeter, tieredMinutes, transcodingPlan } from '../price-lists.ts';

let api: CatalogApi;
beforeEach(async () => {
  api = new CatalogApi();
  await api.call('POST /meters', minutesMeter);
});
afterEach(() => vi.unstubAllEnvs());

const plan = { planId: 'transcoding' };
const flat = { id: 'base', model: 'flat', amount: '20' };
const withCharges = (...charges: unknown[]) => ({ ...transcodingPlan, prices: { USD: { charges } } });

describe('POST /plans makes version 1', () => {
  it('that is answered with its prices, listed, found and announced', async () => {
    const { status, body } = await api.call('POST /plans', transcodingPlan);
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: 'transcoding', version: 1, name: 'Transcoding', interval: 'month' });
    expect(body.prices).toMatchObject({
      USD: { charges: [{ ...tieredMinutes, name: 'minutes', included: '0' }], minimumAmount: '0' },
    });
    expect((await api.call('GET /plans/{planId}', undefined, plan)).body).toEqual(body);
    expect((await api.call('GET /plans')).body).toEqual({ data: [body], nextCursor: null });
    expect(api.announced().at(-1)).toEqual({ type: 'plan.version_created', planId: 'transcoding', version: 1 });
  });

  it('with a price for each currency, each its own charges', async () => {
    const prices = { USD: { charges: [tieredMinutes, flat] }, JPY: { charges: [{ ...flat, amount: '3000' }] } };
    await api.call('POST /plans', { ...transcodingPlan, prices });
    const stored = await latestPlanVersion(planId('transcoding'));
    expect([...stored.prices].map(([currency, { charges }]) => [currency, charges.length])).toEqual([
      ['USD', 2],
      ['JPY', 1],
    ]);
  });

  it.each(['week', 'month', 'quarter', 'year'])('for every %s', async (interval) => {
    const { status, body } = await api.call('POST /plans', { ...transcodingPlan, interval });
    expect([status, body.interval]).toEqual([201, interval]);
  });

  it('with a minimum commitment for each currency, none where it is left out', async () => {
    const prices = { USD: { charges: [flat], minimumAmount: '100.00' }, JPY: { charges: [flat] } };
    const { body } = await api.call('POST /plans', { ...transcodingPlan, prices });
    expect(body.prices).toMatchObject({ USD: { minimumAmount: '100' }, JPY: { minimumAmount: '0' } });
    const stored = await latestPlanVersion(planId('transcoding'));
    expect([...stored.prices.values()].map(({ minimumAmount }) => plain(minimumAmount))).toEqual(['100', '0']);
  });

  it('once: the same id again is refused', async () => {
    await api.call('POST /plans', transcodingPlan);
    expect(await api.refusal('POST /plans', withCharges(flat))).toMatchObject({ status: 409, code: 'plan_exists' });
    expect((await latestPlanVersion(planId('transcoding'))).version).toBe(1);
  });
});

describe('POST /plans/{planId}/versions makes the next version, and the ones before stay as they are', () => {
  beforeEach(() => api.call('POST /plans', transcodingPlan));
  const prices = { USD: { charges: [flat] } };

  it('version 2 is the latest, version 1 still has its tiers', async () => {
    const { status, body } = await api.call('POST /plans/{planId}/versions', { prices }, plan);
    expect({ status, body }).toMatchObject({ status: 201, body: { version: 2, name: 'Transcoding' } });
    expect((await api.call('GET /plans/{planId}', undefined, plan)).body).toEqual(body);
    const first = await requirePlanVersion(planId('transcoding'), 1);
    expect([...first.prices.values()].flatMap(({ charges }) => charges.map(({ model }) => model))).toEqual(['tiered']);
    expect(api.announced().at(-1)).toEqual({ type: 'plan.version_created', planId: 'transcoding', version: 2 });
  });

  it('the list of plans shows the latest, the list of versions all, latest first', async () => {
    await api.call('POST /plans/{planId}/versions', { name: 'Transcoding 2', prices }, plan);
    expect((await api.call('GET /plans')).body.data).toMatchObject([{ version: 2, name: 'Transcoding 2' }]);
    const { body } = await api.call('GET /plans/{planId}/versions', undefined, plan);
    expect(body.data).toMatchObject([{ version: 2 }, { version: 1 }]);
  });

  it('of two that are made at once, one is refused', async () => {
    const both = [1, 2].map(() => api.call('POST /plans/{planId}/versions', { prices }, plan));
    const statuses = (await Promise.all(both)).map(({ status, body }) => [status, body.code]);
    expect(statuses.toSorted()).toEqual([
      [201, undefined],
      [409, 'plan_changed'],
    ]);
  });

  it('of no plan is refused', async () => {
    const unknown = { planId: 'other' };
    const refusal = { status: 404, code: 'plan_not_found' };
    expect(await api.refusal('POST /plans/{planId}/versions', { prices }, unknown)).toMatchObject(refusal);
    expect(await api.refusal('GET /plans/{planId}/versions', undefined, unknown)).toMatchObject(refusal);
    expect(await api.refusal('GET /plans/{planId}', undefined, unknown)).toMatchObject(refusal);
    await expect(requirePlanVersion(planId('transcoding'), 7)).rejects.toMatchObject({
      code: 'plan_version_not_found',
    });
  });
});

describe('a bad plan is refused with its code and place, and leaves nothing behind', () => {
  const usd = '/prices/USD';
  const tiers = (...bounds: unknown[]) => ({
    ...tieredMinutes,
    tiers: bounds.map((upTo) => ({ upTo, unitAmount: '1' })),
  });
  it.each([
    ['no id', { ...transcodingPlan, id: undefined }, 'required', '/id'],
    ['an id with a slash', { ...transcodingPlan, id: 'a/b' }, 'invalid_id', '/id'],
    ['an id of dots', { ...transcodingPlan, id: '..' }, 'invalid_id', '/id'],
    ['no interval', { ...transcodingPlan, interval: undefined }, 'required', '/interval'],
    ['a fortnight', { ...transcodingPlan, interval: 'fortnight' }, 'unknown_interval', '/interval'],
    ['no prices', { ...transcodingPlan, prices: undefined }, 'required', '/prices'],
    ['empty prices', { ...transcodingPlan, prices: {} }, 'plan_without_price', '/prices'],
    ['a price in XBT', { ...transcodingPlan, prices: { XBT: { charges: [flat] } } }, 'unknown_currency', '/prices/XBT'],
    ['a price without charges', withCharges(), 'price_without_charges', `${usd}/charges`],
    ['an unknown model', withCharges({ ...flat, model: 'magic' }), 'unknown_model', `${usd}/charges/0/model`],
    [
      'an unknown meter',
      withCharges(flat, { ...tieredMinutes, meter: 'gb' }),
      'unknown_meter',
      `${usd}/charges/1/meter`,
    ],
    ['two charges of an id', withCharges(flat, flat), 'duplicate_charge_id', `${usd}/charges/1/id`],
    ['unordered tiers', withCharges(tiers('10', '5', null)), 'tiers_unordered', `${usd}/charges/0/tiers/1/upTo`],
    ['a closed last tier', withCharges(tiers('10', '20')), 'tiers_last_not_open', `${usd}/charges/0/tiers/1/upTo`],
    ['an amount as a number', withCharges({ ...flat, amount: 20 }), 'not_a_decimal_string', `${usd}/charges/0/amount`],
    [
      'a minimum commitment below zero',
      { ...transcodingPlan, prices: { USD: { charges: [flat], minimumAmount: '-1' } } },
      'negative_amount',
      `${usd}/minimumAmount`,
    ],
    ['an unknown field', { ...transcodingPlan, trial: 30 }, 'unknown_field', '/trial'],
  ])('%s', async (_, body, code, pointer) => {
    const before = api.table.items.size;
    expect(await api.refusal('POST /plans', body)).toEqual({ status: 400, code, pointer });
    expect(api.table.items.size).toBe(before);
    expect(api.announced()).toHaveLength(1);
  });

  it('prices that an item of the table could not hold', async () => {
    const wide = Array.from({ length: 90 }, (_, charge) => ({
      ...tieredMinutes,
      id: `charge-${charge}`,
      tiers: Array.from({ length: 60 }, (_, tier) => ({
        upTo: tier === 59 ? null : String(tier + 1),
        unitAmount: '1',
      })),
    }));
    expect(await api.refusal('POST /plans', withCharges(...wide))).toEqual({
      status: 400,
      code: 'plan_too_large',
      pointer: '/prices',
    });
  });
});
