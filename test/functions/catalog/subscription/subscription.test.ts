import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  activeSubscription,
  completePeriod,
  dueSubscriptions,
  requireSubscription,
} from '../../../../functions/catalog/subscription/subscription-store.ts';
import { customerId, subscriptionId } from '../../../../functions/kernel/ids.ts';
import { fromMilliseconds, parseInstant } from '../../../../functions/kernel/instant.ts';
import { CatalogApi } from '../catalog-api.ts';
import { acme, minutesMeter, transcodingPlan } from '../price-lists.ts';

let api: CatalogApi;
beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-10-15T14:23:45.678Z'), toFake: ['Date'] });
  api = new CatalogApi();
  await api.call('POST /meters', minutesMeter);
  await api.call('POST /plans', transcodingPlan);
  await api.call('POST /customers', acme);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const wanted = { customerId: acme.id, planId: 'transcoding' };
const subscribed = async (startAt: string) => {
  const { body } = await api.call('POST /subscriptions', { ...wanted, startAt });
  return requireSubscription(subscriptionId(String(body.id)));
};

describe('POST /subscriptions puts a customer on a plan', () => {
  it('from a given hour on: the period ends a month later, and closes an hour after that', async () => {
    const { status, body } = await api.call('POST /subscriptions', { ...wanted, startAt: '2026-10-01T00:00:00Z' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...wanted,
      planVersion: 1,
      status: 'active',
      startAt: '2026-10-01T00:00:00.000Z',
      periodIndex: 0,
      periodStart: '2026-10-01T00:00:00.000Z',
      periodEnd: '2026-11-01T00:00:00.000Z',
      closeAt: '2026-11-01T01:00:00.000Z',
    });
    expect(
      (await api.call('GET /subscriptions/{subscriptionId}', undefined, { subscriptionId: String(body.id) })).body,
    ).toEqual(body);
    expect((await api.call('GET /subscriptions')).body).toEqual({ data: [body], nextCursor: null });
    expect(api.announced().at(-1)).toEqual({
      type: 'subscription.created',
      subscriptionId: body.id,
      ...wanted,
      planVersion: 1,
      startAt: '2026-10-01T00:00:00.000Z',
      periodEnd: '2026-11-01T00:00:00.000Z',
      billsAtStart: false,
    });
  });

  it('from the running hour on when no start is given', async () => {
    expect((await api.call('POST /subscriptions', wanted)).body.startAt).toBe('2026-10-15T14:00:00.000Z');
  });

  it("from the running hour of the customer's test clock", async () => {
    const { body: clock } = await api.call('POST /test-clocks', { now: '2026-01-31T09:30:00Z' });
    await api.call('POST /customers', { ...acme, id: 'on_clock', testClockId: clock.id });
    const { body } = await api.call('POST /subscriptions', { ...wanted, customerId: 'on_clock' });
    expect(body).toMatchObject({ startAt: '2026-01-31T09:00:00.000Z', periodEnd: '2026-02-28T09:00:00.000Z' });
  });

  it('in its latest version, or in the one that is named', async () => {
    await api.call('POST /plans/{planId}/versions', { prices: transcodingPlan.prices }, wanted);
    await api.call('POST /customers', { ...acme, id: 'other' });
    expect((await api.call('POST /subscriptions', wanted)).body.planVersion).toBe(2);
    const named = { ...wanted, customerId: 'other', planVersion: 1 };
    expect((await api.call('POST /subscriptions', named)).body.planVersion).toBe(1);
  });
});

describe('a customer has at most one active subscription', () => {
  it('the second is refused', async () => {
    const { body } = await api.call('POST /subscriptions', wanted);
    const before = api.table.items.size;
    expect(await api.refusal('POST /subscriptions', wanted)).toMatchObject({
      status: 409,
      code: 'subscription_exists',
    });
    expect(api.table.items.size).toBe(before);
    expect((await activeSubscription(customerId(acme.id)))?.id).toBe(body.id);
  });

  it('of ten at once, one is made', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.call('POST /subscriptions', wanted)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
  });

  it("GET /subscriptions?customerId= lists one customer's only", async () => {
    const { body } = await api.call('POST /subscriptions', wanted);
    await api.call('POST /customers', { ...acme, id: 'other' });
    const other = (await api.call('POST /subscriptions', { ...wanted, customerId: 'other' })).body;
    expect((await api.call(`GET /subscriptions?customerId=${acme.id}`)).body.data).toEqual([body]);
    expect((await api.call('GET /subscriptions?customerId=other')).body.data).toEqual([other]);
    expect((await api.call('GET /subscriptions?customerId=nobody')).body.data).toEqual([]);
    expect(await activeSubscription(customerId('nobody'))).toBeUndefined();
  });
});

describe('what is due is what closes now or earlier', () => {
  const due = async (now: string) => (await dueSubscriptions(parseInstant(now))).ids;

  it('at the very instant of the close, and not a millisecond before', async () => {
    const { id } = await subscribed('2026-10-01T00:00:00Z');
    expect(await due('2026-11-01T00:59:59.999Z')).toEqual([]);
    expect(await due('2026-11-01T01:00:00Z')).toEqual([id]);
  });

  it('never of a customer on a test clock', async () => {
    const { body: clock } = await api.call('POST /test-clocks', { now: '2026-10-01T00:00:00Z' });
    await api.call('POST /customers', { ...acme, id: 'on_clock', testClockId: clock.id });
    await api.call('POST /subscriptions', { ...wanted, customerId: 'on_clock' });
    const before = await activeSubscription(customerId('on_clock'));
    if (before !== undefined) await completePeriod(before, 'UTC');
    expect(await due('2030-01-01T00:00:00Z')).toEqual([]);
  });

  it('in pages of a hundred, each subscription once', async () => {
    for (let n = 0; n < 205; n += 1) {
      await api.call('POST /customers', { ...acme, id: `c${n}` });
      await api.call('POST /subscriptions', { ...wanted, customerId: `c${n}` });
    }
    const sizes: number[] = [];
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await dueSubscriptions(parseInstant('2027-01-01T00:00:00Z'), cursor);
      sizes.push(page.ids.length);
      for (const id of page.ids) seen.add(id);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect({ sizes, distinct: seen.size }).toEqual({ sizes: [100, 100, 5], distinct: 205 });
  });
});

describe('completing a period opens the next one from the anchor', () => {
  it('31 Jan, 28 Feb, 31 Mar: no drift', async () => {
    let subscription = await subscribed('2026-01-31T00:00:00Z');
    const ends = [subscription.period.end];
    for (let n = 0; n < 3; n += 1) {
      subscription = await completePeriod(subscription, 'UTC');
      ends.push(subscription.period.end);
    }
    expect(ends.map((end) => end.slice(0, 10))).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
    expect(subscription).toMatchObject({ period: { index: 3 }, closeAt: '2026-05-31T01:00:00.000Z' });
    expect(await requireSubscription(subscription.id)).toEqual(subscription);
  });

  it('then it is due a month later', async () => {
    const before = await subscribed('2026-09-01T00:00:00Z');
    await completePeriod(before, 'UTC');
    expect((await dueSubscriptions(parseInstant('2026-10-01T01:00:00Z'))).ids).toEqual([]);
    expect((await dueSubscriptions(parseInstant('2026-11-01T01:00:00Z'))).ids).toEqual([before.id]);
  });

  it('once: repeating it changes nothing, also later and at the same time', async () => {
    const before = await subscribed('2026-01-31T00:00:00Z');
    const [one, two] = await Promise.all([completePeriod(before, 'UTC'), completePeriod(before, 'UTC')]);
    expect(one).toEqual(two);
    const after = await completePeriod(one, 'UTC');
    expect(await completePeriod(before, 'UTC')).toEqual(after);
    expect(after.period.index).toBe(2);
  });

  it('of no subscription is refused', async () => {
    const before = await subscribed('2026-01-31T00:00:00Z');
    const other = { ...before, id: subscriptionId('sub_other') };
    await expect(completePeriod(other, 'UTC')).rejects.toMatchObject({ code: 'subscription_not_found' });
  });
});

describe('a bad subscription is refused with its code and place, and leaves nothing behind', () => {
  const far = fromMilliseconds(Date.UTC(2016, 0));
  it.each([
    ['no customer', { ...wanted, customerId: undefined }, 'required', '/customerId'],
    ['an unknown customer', { ...wanted, customerId: 'nobody' }, 'unknown_customer', '/customerId'],
    ['a customer that none can be', { ...wanted, customerId: 'a#b' }, 'invalid_id', '/customerId'],
    ['an unknown plan', { ...wanted, planId: 'other' }, 'unknown_plan', '/planId'],
    ['an unknown version', { ...wanted, planVersion: 2 }, 'unknown_plan_version', '/planVersion'],
    ['a version that is no number', { ...wanted, planVersion: '1' }, 'invalid_type', '/planVersion'],
    ['a start at half past', { ...wanted, startAt: '2026-10-01T00:30:00Z' }, 'start_not_on_window', '/startAt'],
    ['a start without an offset', { ...wanted, startAt: '2026-10-01T00:00:00' }, 'time_without_offset', '/startAt'],
    ['a start that is no time', { ...wanted, startAt: '1 October' }, 'time_invalid', '/startAt'],
    ['a start more than ten years ago', { ...wanted, startAt: far }, 'start_out_of_range', '/startAt'],
    ['an unknown field', { ...wanted, seats: 30 }, 'unknown_field', '/seats'],
  ])('%s', async (_, body, code, pointer) => {
    const before = api.table.items.size;
    expect(await api.refusal('POST /subscriptions', body)).toEqual({ status: 400, code, pointer });
    expect(api.table.items.size).toBe(before);
    expect(api.announced().at(-1)?.type).toBe('customer.created');
  });

  it("a plan without a price in the customer's currency", async () => {
    await api.call('POST /customers', { ...acme, id: 'euro', currency: 'EUR' });
    expect(await api.refusal('POST /subscriptions', { ...wanted, customerId: 'euro' })).toEqual({
      status: 400,
      code: 'currency_without_price',
      pointer: '/planId',
    });
    expect(await activeSubscription(customerId('euro'))).toBeUndefined();
  });

  it('there is no subscription of another id', async () => {
    const other = { subscriptionId: 'sub_other' };
    expect(await api.refusal('GET /subscriptions/{subscriptionId}', undefined, other)).toMatchObject({
      status: 404,
      code: 'subscription_not_found',
    });
  });
});
