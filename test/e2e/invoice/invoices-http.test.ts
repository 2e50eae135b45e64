import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { newMeter } from '../metering.ts';
import { api, fresh, ok, rows } from '../stack.ts';

const tier = (upTo: string | null, unitAmount: string) => ({ upTo, unitAmount });
const two = [tier('1000', '0.10'), tier(null, '0.07')];
const three = [tier('1000', '0.10'), tier('10000', '0.07'), tier(null, '0.05')];

const refusal = async (answer: ReturnType<typeof api.post>) => {
  const { status, body, contentType } = await answer;
  return [status, body.code, body.pointer, contentType.split(';')[0]];
};
const refused = (code: string, pointer: string) => [400, code, pointer, 'application/problem+json'];

/** 3,400 minutes and 5,000 calls of September, which three charges price. */
const sums = async () => {
  const [minutes, calls] = [await newMeter(), await newMeter()];
  const charges = [
    { id: 'minutes', model: 'tiered', meter: minutes.key, tiers: two },
    { id: 'calls', model: 'tiered', meter: calls.key, tiers: three },
    { id: 'volume', model: 'volume', meter: calls.key, tiers: three },
  ];
  const subscribed = await subscriber('pm_sim_ok', charges);
  const { customer } = subscribed;
  const at = day(start, 3);
  const parts = (meter: typeof minutes, ...units: readonly string[]) =>
    units.map((amount) => meter.event(customer, fresh('e'), amount, at));
  ok(await api.post('/events', [...parts(minutes, '1000', '2400'), ...parts(calls, '1500.5', '3499.5')]));
  await minutes.counted(customer, start, day(start, 30), '3400');
  await calls.counted(customer, start, day(start, 30), '5000');
  return subscribed;
};

const priced = [
  // 1,000 × 0.10 + 2,400 × 0.07
  ['minutes', '3400', '268.00'],
  // 1,000 × 0.10 + 4,000 × 0.07
  ['calls', '5000', '380.00'],
  // 5,000 × 0.07
  ['volume', '5000', '350.00'],
];

describe('the same three sums, asked beforehand and billed afterwards: 268.00 + 380.00 + 350.00 = 998.00', () => {
  it('a quote of the plan, the preview and the invoice agree', async () => {
    const { customer, planId, advance, invoice } = await sums();
    const linesOf = ({ lines }: Readonly<Record<string, unknown>>) =>
      rows(lines).map(({ chargeId, quantity, amount }) => [chargeId, quantity, amount]);

    const usage = { minutes: '3400', calls: '5000', volume: '5000' };
    const quote = ok(await api.post('/quotes', { planId, currency: 'USD', usage }));
    expect(linesOf(quote)).toEqual(priced);
    expect(quote.subtotal).toBe('998.00');

    const preview = ok(await api.get(`/customers/${customer}/invoice-preview`));
    expect(linesOf(preview)).toEqual(priced);
    expect(preview).toMatchObject({ status: 'draft', total: '998.00' });

    await advance(closeable);
    const issued = await eventually('it is paid', async () => {
      const found = await invoice();
      return found.status === 'paid' ? found : undefined;
    });
    expect(linesOf(issued)).toEqual(priced);
    expect(issued).toMatchObject({ subtotal: '998.00', total: '998.00', amountPaid: '998.00' });
    expect(rows(issued.lines).map(({ breakdown }) => rows(breakdown).map(({ amount }) => amount))).toEqual([
      ['100', '168'],
      ['100', '280'],
      ['350'],
    ]);
  });
});

/** What other files show of the list of bad input:
 *
 *  | bad input                                    | where                 |
 *  | -------------------------------------------- | --------------------- |
 *  | tiers out of order in a plan                 | catalog.test.ts       |
 *  | a coupon over its limit                      | lifecycle.test.ts     |
 *  | finalizing twice, voiding a paid invoice     | lifecycle.test.ts     |
 *  | a credit note over the invoice, over a line  | credits.test.ts       |
 *  | a change on a cancelled subscription         | subscriptions.test.ts |
 *  | a tax rate of 200 %                          | tax.test.ts           |
 */
describe('bad input is refused with its code and its place', () => {
  it.each([
    ['at the same bound', ['1000', '1000', null], 'tiers_unordered', '/charges/0/tiers/1/upTo'],
    ['below zero', ['-1', null], 'tier_bound_not_positive', '/charges/0/tiers/0/upTo'],
    ['without an end', ['1000'], 'tiers_last_not_open', '/charges/0/tiers/0/upTo'],
  ] as const)('tiers that overlap, %s', async (_, bounds, code, pointer) => {
    const tiers = bounds.map((upTo) => tier(upTo, '0.10'));
    const charges = [{ id: 'c', model: 'tiered', tiers }];
    expect(await refusal(api.post('/quotes', { currency: 'USD', charges }))).toEqual(refused(code, pointer));
  });

  it('a currency that the plan has no price for: in a quote, a subscription and a change', async () => {
    const { planId } = await subscriber(null);
    const usage = {};
    expect(await refusal(api.post('/quotes', { planId, currency: 'EUR', usage }))).toEqual(
      refused('currency_not_priced', '/currency'),
    );
    const customerId = fresh('cust');
    ok(await api.post('/customers', { id: customerId, currency: 'EUR' }));
    expect(await refusal(api.post('/subscriptions', { customerId, planId }))).toEqual(
      refused('currency_without_price', '/planId'),
    );
    const inEuros = fresh('plan');
    const prices = { EUR: { charges: [{ id: 'fee', model: 'flat', amount: '1.00' }] } };
    ok(await api.post('/plans', { id: inEuros, interval: 'month', prices }));
    const { id } = ok(await api.post('/subscriptions', { customerId, planId: inEuros }));
    expect(await refusal(api.post(`/subscriptions/${String(id)}/change`, { planId }))).toEqual(
      refused('currency_without_price', '/planId'),
    );
  });

  it.each([
    ['that nobody knows', 'Europe/Atlantis', 'unknown_time_zone'],
    ['that is a mere offset', '+02:00', 'unknown_time_zone'],
    ['half an hour off the windows', 'Asia/Kolkata', 'time_zone_not_on_window'],
    ['a quarter of an hour off', 'Asia/Kathmandu', 'time_zone_not_on_window'],
    ['off for half a year', 'Australia/Lord_Howe', 'time_zone_not_on_window'],
  ])('a time zone %s: %s', async (_, timeZone, code) => {
    const id = fresh('cust');
    expect(await refusal(api.post('/customers', { id, currency: 'USD', timeZone }))).toEqual(
      refused(code, '/timeZone'),
    );
    expect((await api.get(`/customers/${id}`)).status).toBe(404);
  });
});
