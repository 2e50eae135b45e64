import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { discountsOf, useOf } from '../../../../functions/catalog/coupon/discount-store.ts';
import { commit } from '../../../../functions/catalog/table/transaction-store.ts';
import { customerId, discountId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { CatalogApi } from '../catalog-api.ts';
import { acme } from '../price-lists.ts';

const now = '2026-10-15T14:00:00.000Z';

let api: CatalogApi;
beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(now), toFake: ['Date'] });
  api = new CatalogApi();
  await api.call('POST /customers', acme);
  await api.call('POST /customers', { ...acme, id: 'other', currency: 'EUR' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const call = (route: string, body?: unknown, parameters: Record<string, string> = {}) =>
  api.call(route, body, parameters);
const refusal = async (route: string, body: unknown, parameters: Record<string, string> = {}) => {
  const { status, body: problem } = await call(route, body, parameters);
  return [status, problem.code, problem.pointer];
};
const launch = { id: 'LAUNCH20', name: 'Launch', percentOff: '20', duration: 'periods', periods: 3 };
const redeem = (coupon: string, customer = acme.id) =>
  call('POST /customers/{customerId}/coupons', { couponId: coupon }, { customerId: customer });
const refusedFor = (coupon: string, customer = acme.id) =>
  refusal('POST /customers/{customerId}/coupons', { couponId: coupon }, { customerId: customer });
const discounts = z.object({ data: z.array(z.object({ couponId: z.string() })), nextCursor: z.string().nullable() });
const make = (coupon: object) => call('POST /coupons', { duration: 'once', ...coupon });

describe('POST /coupons makes a coupon', () => {
  it('of a percentage for some periods; it is answered, found and listed', async () => {
    const { status, body } = await call('POST /coupons', launch);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...launch,
      amountOff: null,
      appliesTo: null,
      maxRedemptions: null,
      redeemBy: null,
      redemptions: 0,
      status: 'active',
      createdAt: now,
    });
    expect((await call('GET /coupons/{couponId}', undefined, { couponId: launch.id })).body).toEqual(body);
    expect((await call('GET /coupons')).body).toEqual({ data: [body], nextCursor: null });
  });

  it('of an amount in each currency, on some charges, for a hundred customers until the end of the year', async () => {
    const terms = {
      ...{ id: 'TEN', name: 'Ten off', amountOff: { USD: '10.00', JPY: '1500' }, duration: 'once' },
      ...{ appliesTo: ['seats'], maxRedemptions: 100, redeemBy: '2026-12-31T23:59:59.000Z' },
    };
    expect((await call('POST /coupons', terms)).body).toMatchObject({ ...terms, percentOff: null, periods: null });
  });

  it.each([
    ['neither percentage nor amount', { percentOff: undefined }, 'percent_or_amount', '/percentOff'],
    ['both of them', { amountOff: { USD: '1.00' } }, 'percent_or_amount', '/percentOff'],
    ['0 %', { percentOff: '0' }, 'percent_out_of_range', '/percentOff'],
    ['100.01 %', { percentOff: '100.01' }, 'percent_out_of_range', '/percentOff'],
    ['a number', { percentOff: 20 }, 'not_a_decimal_string', '/percentOff'],
    ['no number of periods', { periods: undefined }, 'required', '/periods'],
    ['a number of periods for ever', { duration: 'forever' }, 'periods_unused', '/periods'],
    ['an amount in no currency', { percentOff: undefined, amountOff: {} }, 'required', '/amountOff'],
    ['an unknown currency', { percentOff: undefined, amountOff: { XXX: '1' } }, 'unknown_currency', '/amountOff/XXX'],
    ['half a cent', { percentOff: undefined, amountOff: { USD: '0.005' } }, 'amount_not_settled', '/amountOff/USD'],
    ['nothing off', { percentOff: undefined, amountOff: { USD: '0' } }, 'amount_not_positive', '/amountOff/USD'],
    ['an id with a slash', { id: 'a/b' }, 'invalid_id', '/id'],
  ])('%s is refused', async (_, change, code, pointer) => {
    expect(await refusal('POST /coupons', { ...launch, ...change })).toEqual([400, code, pointer]);
  });

  it('once for an id', async () => {
    await call('POST /coupons', launch);
    expect(await refusal('POST /coupons', launch)).toEqual([409, 'coupon_exists', '/id']);
  });
});

describe('a customer redeems a coupon', () => {
  it('and has its terms from now on, with all periods left', async () => {
    await call('POST /coupons', launch);
    const { status, body } = await redeem(launch.id);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{
        couponId: launch.id,
        customerId: acme.id,
        name: 'Launch',
        percentOff: '20',
        duration: 'periods',
        periods: 3,
      },
      ...{ startAt: now, status: 'active', periodsUsed: 0, periodsLeft: 3, removedAt: null },
    });
    const listed = await call('GET /customers/{customerId}/coupons', undefined, { customerId: acme.id });
    expect(listed.body).toEqual({ data: [body], nextCursor: null });
    expect((await call('GET /coupons/{couponId}', undefined, { couponId: launch.id })).body.redemptions).toBe(1);
  });

  it('at most as often as the coupon allows, however many try at once', async () => {
    await make({ id: 'FIRST2', percentOff: '50', maxRedemptions: 2 });
    const customers = ['c1', 'c2', 'c3', 'c4', 'c5'];
    for (const id of customers) await api.call('POST /customers', { ...acme, id });
    const answers = await Promise.all(customers.map((id) => redeem('FIRST2', id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409]);
    expect(await refusedFor('FIRST2', 'other')).toEqual([409, 'coupon_exhausted', '/couponId']);
    expect((await call('GET /coupons/{couponId}', undefined, { couponId: 'FIRST2' })).body.redemptions).toBe(2);
  });

  it('once: again it is refused, until the discount is removed', async () => {
    await call('POST /coupons', launch);
    const { body } = await redeem(launch.id);
    expect(await refusedFor(launch.id)).toEqual([409, 'coupon_already_applied', '/couponId']);
    const discount = { customerId: acme.id, discountId: String(body.id) };
    const removed = await call('DELETE /customers/{customerId}/coupons/{discountId}', undefined, discount);
    expect(removed).toMatchObject({ status: 200, body: { id: body.id, status: 'removed', removedAt: now } });
    expect(await call('DELETE /customers/{customerId}/coupons/{discountId}', undefined, discount)).toEqual(removed);
    expect((await redeem(launch.id)).status).toBe(201);
  });

  it('until it is over: the last moment is in', async () => {
    await make({ id: 'SOON', percentOff: '50', redeemBy: now });
    expect((await redeem('SOON')).status).toBe(201);
    vi.setSystemTime(Date.parse(now) + 1);
    expect(await refusedFor('SOON', 'other')).toEqual([409, 'coupon_expired', '/couponId']);
  });

  it('until it is archived; who has it already keeps it', async () => {
    await call('POST /coupons', launch);
    await redeem(launch.id);
    const archived = await call('POST /coupons/{couponId}/archive', undefined, { couponId: launch.id });
    expect(archived).toMatchObject({ status: 200, body: { status: 'archived', redemptions: 1 } });
    expect(await refusedFor(launch.id, 'other')).toEqual([409, 'coupon_archived', '/couponId']);
    expect(await discountsOf(customerId(acme.id))).toHaveLength(1);
  });

  it('only with an amount in its currency, of a coupon that there is', async () => {
    await make({ id: 'TEN', amountOff: { USD: '10.00' } });
    expect(await refusedFor('TEN', 'other')).toEqual([400, 'coupon_currency_missing', '/couponId']);
    expect(await refusedFor('NONE')).toEqual([400, 'unknown_coupon', '/couponId']);
    expect(await refusedFor('TEN', 'nobody')).toEqual([404, 'customer_not_found', undefined]);
  });
});

describe('an invoice uses a period of a discount', () => {
  it('once, however often it is said: 1 of 3 used, 2 left; a discount for ever counts none', async () => {
    await call('POST /coupons', launch);
    await make({ id: 'VIP', percentOff: '5', duration: 'forever' });
    await redeem(launch.id);
    await redeem('VIP');
    const [discount] = await discountsOf(customerId(acme.id));
    if (discount === undefined) throw new Error('no discount');
    for (const _ of [1, 2]) await commit({ item: useOf(discount, invoiceId('inv_1')) });
    const listed = await call('GET /customers/{customerId}/coupons', undefined, { customerId: acme.id });
    expect(listed.body.data).toMatchObject([
      { couponId: launch.id, periodsUsed: 1, periodsLeft: 2 },
      { couponId: 'VIP', periodsUsed: null, periodsLeft: null },
    ]);
  });
});

describe('the discounts of a customer are listed page by page', () => {
  const listed = async (query: string) => {
    api.table.client.resetHistory();
    const { body } = await call(`GET /customers/{customerId}/coupons${query}`, undefined, { customerId: acme.id });
    const queries = api.table.client.commandCalls(QueryCommand).length;
    const { data, nextCursor } = discounts.parse(body);
    return { ids: data.map(({ couponId }) => couponId), next: nextCursor, queries };
  };
  /** Discounts that have been removed, each after so many uses. */
  const redeemAll = async (...uses: readonly number[]) => {
    for (const [at, count] of uses.entries()) {
      await make({ id: `C${at}`, percentOff: '5', duration: 'forever' });
      const { body } = await redeem(`C${at}`);
      const discount = { id: discountId(String(body.id)), customerId: customerId(acme.id) };
      for (let use = 0; use < count; use += 1) await commit({ item: useOf(discount, invoiceId(`inv_${1_000 + use}`)) });
    }
  };

  it('each once and in order, wherever a page or a read ends among the uses', async () => {
    await redeemAll(0, 3, 0, 499, 1, 501, 0);
    for (const limit of [1, 2, 3, 7]) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await listed(`?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.ids);
        cursor = page.next;
      }
      expect(seen).toEqual(['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6']);
    }
  });

  it('a use that is noted between two pages shows nothing twice', async () => {
    await redeemAll(1, 0);
    const first = await listed('?limit=1');
    const [discount] = await discountsOf(customerId(acme.id));
    if (discount === undefined) throw new Error('no discount');
    await commit({ item: useOf(discount, invoiceId('inv_2000')) });
    expect((await listed(`?limit=1&cursor=${first.next}`)).ids).toEqual(['C1']);
  });

  it('a page ends after four reads: 3,000 uses of the first four are no reason to read on', async () => {
    await redeemAll(600, 600, 600, 600, 600, 0);
    const { ids, queries, next } = await listed('');
    expect([ids, queries, typeof next]).toEqual([['C0', 'C1', 'C2'], 4, 'string']);
  });
});
