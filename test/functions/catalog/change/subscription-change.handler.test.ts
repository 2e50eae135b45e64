import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { handler } from '../../../../functions/catalog/change/subscription-change.handler.ts';
import {
  completePeriod,
  dueSubscriptions,
  requireSubscription,
} from '../../../../functions/catalog/subscription/subscription-store.ts';
import { subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { CatalogApi } from '../catalog-api.ts';

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const object = z.record(z.string(), z.unknown());
let api = new CatalogApi();

const plan = (id: string, ...charges: readonly object[]) =>
  api.call('POST /plans', { id, interval: 'month', prices: { USD: { charges } } });

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-09-20T12:30:00Z') });
  api = new CatalogApi();
  await plan('arrears', { id: 'fee', model: 'flat', amount: '10' });
  await plan('advance', { id: 'fee', model: 'flat', amount: '20', billed: 'advance' });
  await api.call('POST /customers', { id: 'acme', name: 'Acme', currency: 'USD' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const subscribe = async (planId: string, startAt = '2026-10-01T00:00:00Z') =>
  api.call('POST /subscriptions', { customerId: 'acme', planId, startAt });
const ask = async (operation: string, subscriptionId: unknown, body: object) => {
  const route = `POST /subscriptions/{subscriptionId}/${operation}`;
  const parameters = { subscriptionId: String(subscriptionId) };
  const answer = await handler(httpEvent({ route, body, parameters, caller: admin }), lambdaContext);
  return { status: answer.statusCode, body: object.parse(JSON.parse(answer.body)) };
};
const dueAtStart = async () => (await dueSubscriptions(parseInstant('2026-10-01T00:00:00Z'))).ids;

describe('a subscription that has not begun', () => {
  it('on a plan with a fee in advance: its start is due when it comes, and is announced as one that bills', async () => {
    const { id } = (await subscribe('arrears')).body;
    expect(await dueAtStart()).toEqual([]);
    const { body } = await ask('change', id, { planId: 'advance' });
    expect(body).toMatchObject({ periodIndex: -1, closeAt: '2026-10-01T00:00:00.000Z' });
    expect(await dueAtStart()).toEqual([id]);
    expect(api.announced().at(-1)).toMatchObject({
      ...{ type: 'subscription.plan_changed', subscriptionId: id },
      ...{ billsAtStart: true, periodEnd: '2026-10-01T00:00:00.000Z' },
    });
  });

  it('off it again: nothing is due before November', async () => {
    const { id } = (await subscribe('advance')).body;
    expect(await dueAtStart()).toEqual([id]);
    const { body } = await ask('change', id, { planId: 'arrears' });
    expect(body).toMatchObject({ periodIndex: 0, closeAt: '2026-11-01T01:00:00.000Z' });
    expect(await dueAtStart()).toEqual([]);
    expect(api.announced().at(-1)).toMatchObject({ billsAtStart: false, periodEnd: '2026-11-01T00:00:00.000Z' });
  });

  it('that was taken back makes room for one that starts earlier', async () => {
    const { id } = (await subscribe('advance')).body;
    expect((await ask('cancel', id, { at: 'now' })).body).toMatchObject({ status: 'cancelled' });
    expect(await subscribe('arrears', '2026-09-21T00:00:00Z')).toMatchObject({ status: 201 });
  });

  it('that was taken back makes no room for one that starts before the end of the one before', async () => {
    const { id: first } = (await subscribe('arrears', '2026-09-01T00:00:00Z')).body;
    await ask('cancel', first, { at: 'now' });
    const before = await requireSubscription(subscriptionId(String(first)));
    await completePeriod(before, 'UTC');
    const { id } = (await subscribe('advance')).body;
    await ask('cancel', id, { at: 'now' });
    expect(await subscribe('arrears', '2026-09-20T12:00:00Z')).toMatchObject({
      ...{ status: 400, body: { code: 'start_before_last_end', detail: expect.stringContaining('2026-09-20T13:00') } },
    });
    expect(await subscribe('arrears', '2026-09-20T13:00:00Z')).toMatchObject({ status: 201 });
  });

  it('of ten that are asked for at once after that, one is made', async () => {
    const { id } = (await subscribe('advance')).body;
    await ask('cancel', id, { at: 'now' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => subscribe('arrears')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
  });
});
