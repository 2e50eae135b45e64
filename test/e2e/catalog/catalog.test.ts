import { describe, expect, it } from 'vitest';
import { subscriber, tiered } from '../billing.ts';
import { newMeter } from '../metering.ts';
import { api, fresh, ok } from '../stack.ts';

describe('bad input is refused with its code and place, and leaves nothing behind', () => {
  it('a plan with unordered tiers', async () => {
    const { key } = await newMeter();
    const id = fresh('plan');
    const tiers = [
      { upTo: '1000', unitAmount: '0.10' },
      { upTo: '500', unitAmount: '0.08' },
      { upTo: null, unitAmount: '0.07' },
    ];
    const answer = await api.post('/plans', {
      id,
      interval: 'month',
      prices: { USD: { charges: [{ ...tiered(key), tiers }] } },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'tiers_unordered', pointer: '/prices/USD/charges/0/tiers/1/upTo' },
    });
    expect((await api.get(`/plans/${id}`)).status).toBe(404);
  });

  it('a second active subscription', async () => {
    const { customer, planId } = await subscriber('pm_sim_ok');
    expect(await api.post('/subscriptions', { customerId: customer, planId })).toMatchObject({
      status: 409,
      body: { code: 'subscription_exists' },
    });
    expect(ok(await api.get(`/subscriptions?customerId=${customer}`)).data).toHaveLength(1);
  });

  it('a quote with an unknown model', async () => {
    const charges = [{ id: 'usage', model: 'stairs', unitAmount: '1' }];
    expect(await api.post('/quotes', { currency: 'USD', charges, usage: { usage: '1' } })).toMatchObject({
      status: 400,
      body: { code: 'unknown_model', pointer: '/charges/0/model' },
    });
  });

  it.each([
    ['/meters', '{'],
    ['/plans', '[1,'],
    ['/customers', 'name=Clip'],
  ])('malformed JSON at %s', async (path, text) => {
    expect(await api.call('POST', path, text, { 'content-type': 'application/json' })).toMatchObject({
      status: 400,
      body: { code: 'malformed_json' },
    });
  });
});

describe('what is created can be read, and a retry creates nothing twice', () => {
  it('the same Idempotency-Key gives the same answer; with another body it is refused', async () => {
    const headers = { 'idempotency-key': fresh('key') };
    const first = ok(await api.post('/test-clocks', { now: '2026-01-01T00:00:00Z' }, headers));
    expect(ok(await api.post('/test-clocks', { now: '2026-01-01T00:00:00Z' }, headers))).toEqual(first);
    expect(await api.post('/test-clocks', { now: '2026-02-01T00:00:00Z' }, headers)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('a version of a plan is immutable: a new one leaves the old as it was', async () => {
    const { planId, meter } = await subscriber('pm_sim_ok');
    const before = ok(await api.get(`/plans/${planId}`));
    ok(
      await api.post(`/plans/${planId}/versions`, {
        prices: { USD: { charges: [{ id: 'usage', meter: meter.key, model: 'linear', unitAmount: '0.2' }] } },
      }),
    );
    expect(ok(await api.get(`/plans/${planId}`)).version).toBe(2);
    expect(JSON.stringify(ok(await api.get(`/plans/${planId}/versions`)))).toContain(JSON.stringify(before.prices));
  });
});

describe('quotes', () => {
  it.each([
    [
      'tiered',
      '3400',
      [
        ['1000', '0.10'],
        [null, '0.07'],
      ],
      '268.00',
      '1,000 × 0.10 + 2,400 × 0.07',
    ],
    [
      'tiered',
      '5000',
      [
        ['1000', '0.10'],
        ['10000', '0.07'],
        [null, '0.05'],
      ],
      '380.00',
      '1,000 × 0.10 + 4,000 × 0.07',
    ],
    [
      'volume',
      '5000',
      [
        ['1000', '0.10'],
        ['10000', '0.07'],
        [null, '0.05'],
      ],
      '350.00',
      '5,000 × 0.07',
    ],
  ] as const)('%s, %s units: %j cost %s (%s)', async (model, quantity, prices, amount, _sum) => {
    const tiers = prices.map(([upTo, unitAmount]) => ({ upTo, unitAmount }));
    const quote = ok(
      await api.post('/quotes', { currency: 'USD', charges: [{ id: 'c', model, tiers }], usage: { c: quantity } }),
    );
    expect(quote).toMatchObject({
      currency: 'USD',
      subtotal: amount,
      lines: [{ chargeId: 'c', model, quantity, amount }],
    });
  });
});
