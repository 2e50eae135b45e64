import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { handler } from '../../../../functions/catalog/change/subscription-change.handler.ts';
import { metersRevision, requireMeter } from '../../../../functions/catalog/meter/meter-store.ts';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { CatalogApi } from '../catalog-api.ts';
import { minutesMeter, transcodingPlan } from '../price-lists.ts';

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const object = z.record(z.string(), z.unknown());
const fee = { USD: { charges: [{ id: 'fee', model: 'flat', amount: '10' }] } };
const { prices } = transcodingPlan;
const minute = 60_000;
let api = new CatalogApi();

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-10-03T12:10:00Z') });
  api = new CatalogApi();
  await api.call('POST /meters', minutesMeter);
  await api.call('POST /customers', { id: 'acme', name: 'Acme', currency: 'USD' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const archive = (key = 'minutes') => api.call('POST /meters/{meterKey}/archive', undefined, { meterKey: key });
const archived = async () => (await requireMeter(meterKey('minutes'))).archivedAt;
const version = (of: object) => api.call('POST /plans/{planId}/versions', of, { planId: 'transcoding' });
const subscribe = async (planVersion: number, startAt = '2026-10-01T00:00:00Z') =>
  api.call('POST /subscriptions', { customerId: 'acme', planId: 'transcoding', planVersion, startAt });
const ask = async (operation: string, id: unknown, body: object) => {
  const route = `POST /subscriptions/{subscriptionId}/${operation}`;
  const parameters = { subscriptionId: String(id) };
  const answer = await handler(httpEvent({ route, body, parameters, caller: admin }), lambdaContext);
  return { status: answer.statusCode, body: object.parse(JSON.parse(answer.body)) };
};
/** Version 1 of the plan charges the meter, version 2 does not, and no hold is left. */
const leftByThePlan = async () => {
  await api.call('POST /plans', transcodingPlan);
  await version({ prices: fee });
  vi.advanceTimersByTime(6 * minute);
};

describe('a meter that nothing charges is archived', () => {
  it('from that moment on: it is answered, shown and announced, and the meters have another revision', async () => {
    const revision = await metersRevision();
    const { status, body } = await archive();
    expect({ status, body }).toMatchObject({ status: 200, body: { archivedAt: '2026-10-03T12:10:00.000Z' } });
    expect((await api.call('GET /meters/{meterKey}', undefined, { meterKey: 'minutes' })).body).toEqual(body);
    expect((await api.call('GET /meters')).body.data).toEqual([body]);
    expect(await metersRevision()).toBe(revision + 1);
    expect(api.announced().at(-1)).toEqual({
      ...{ type: 'meter.archived', meterKey: 'minutes', archivedAt: '2026-10-03T12:10:00.000Z' },
    });
  });

  it('once: a minute later, it is still archived at the first time, and nothing is announced again', async () => {
    await archive();
    vi.advanceTimersByTime(minute);
    expect(await archive()).toMatchObject({ status: 200, body: { archivedAt: '2026-10-03T12:10:00.000Z' } });
    expect(api.announced().filter(({ type }) => type === 'meter.archived')).toHaveLength(1);
  });

  it('twice at the same moment: both answer the same, and the revision grows once', async () => {
    const revision = await metersRevision();
    const [one, other] = await Promise.all([archive(), archive()]);
    expect(one).toMatchObject({ status: 200 });
    expect(other).toEqual(one);
    expect(await metersRevision()).toBe(revision + 1);
  });

  it('a meter that was never made is not found, and its key stays taken for good', async () => {
    expect(await archive('none')).toMatchObject({ status: 404, body: { code: 'meter_not_found' } });
    await archive();
    expect(await api.refusal('POST /meters', minutesMeter)).toMatchObject({ status: 409, code: 'meter_exists' });
  });
});

describe('a meter that something charges is not archived', () => {
  it('the latest version of a plan, also one that nobody is on', async () => {
    await api.call('POST /plans', transcodingPlan);
    vi.advanceTimersByTime(6 * minute);
    const { status, body } = await archive();
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'meter_charged' } });
    expect(body.detail).toContain('version 1 of the plan "transcoding"');
    expect(await archived()).toBeNull();
  });

  it('a subscription on an earlier version, until it has moved', async () => {
    await leftByThePlan();
    const { id } = (await subscribe(1)).body;
    vi.advanceTimersByTime(6 * minute);
    expect(await archive()).toMatchObject({ status: 409, body: { code: 'meter_charged' } });
    await ask('change', id, { planId: 'transcoding', at: 'now' });
    expect(await archive()).toMatchObject({ status: 200 });
  });

  it('a change that is planned to an earlier version', async () => {
    await leftByThePlan();
    const { id } = (await subscribe(2)).body;
    await ask('change', id, { planId: 'transcoding', planVersion: 1, at: 'period_end' });
    vi.advanceTimersByTime(6 * minute);
    expect(await archive()).toMatchObject({ status: 409, body: { code: 'meter_charged' } });
  });

  it('a subscription that is cancelled for later, until that end', async () => {
    await leftByThePlan();
    const { id } = (await subscribe(1)).body;
    await ask('cancel', id, { at: 'now' });
    vi.advanceTimersByTime(6 * minute);
    expect(await archive()).toMatchObject({ status: 409, body: { code: 'meter_charged' } });
    vi.setSystemTime(Date.parse('2026-10-03T12:59:59.999Z'));
    expect(await archive()).toMatchObject({ status: 409, body: { code: 'meter_charged' } });
    vi.setSystemTime(Date.parse('2026-10-03T13:00:00Z'));
    expect(await archive()).toMatchObject({ status: 200 });
  });

  it('what began to charge it a moment ago may be in no list yet: in five minutes it is', async () => {
    await api.call('POST /plans', transcodingPlan);
    await version({ prices: fee });
    const { body } = await archive();
    expect(body).toMatchObject({ code: 'meter_held', detail: expect.stringContaining('2026-10-03T12:15:00.000Z') });
    vi.setSystemTime(Date.parse('2026-10-03T12:15:00Z'));
    expect(await archive()).toMatchObject({ status: 200 });
  });
});

describe('nothing begins to charge a meter that is archived', () => {
  beforeEach(leftByThePlan);

  it('no plan, and no version: the place of the charge is named', async () => {
    await archive();
    const refused = { status: 400, code: 'meter_archived', pointer: '/prices/USD/charges/0/meter' };
    expect(await api.refusal('POST /plans', { ...transcodingPlan, id: 'other' })).toEqual(refused);
    expect(await api.refusal('POST /plans/{planId}/versions', { prices }, { planId: 'transcoding' })).toEqual(refused);
  });

  it('no subscription on an earlier version', async () => {
    await archive();
    expect(await subscribe(1)).toMatchObject({ status: 409, body: { code: 'meter_archived' } });
    expect(await subscribe(2)).toMatchObject({ status: 201 });
  });

  it('no change to an earlier version', async () => {
    await archive();
    const { id } = (await subscribe(2)).body;
    const refused = await ask('change', id, { planId: 'transcoding', planVersion: 1, at: 'period_end' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'meter_archived' } });
  });

  it('no cancellation that is taken back, or put off, after its end; other changes go on', async () => {
    const { id } = (await subscribe(1)).body;
    await ask('cancel', id, { at: 'now' });
    vi.setSystemTime(Date.parse('2026-10-03T13:10:00Z'));
    expect(await archive()).toMatchObject({ status: 200 });
    for (const at of ['never', 'period_end'])
      expect(await ask('cancel', id, { at })).toMatchObject({ status: 409, body: { code: 'meter_archived' } });
  });
});

describe('of an archival and what begins to charge the meter at the same moment, at most one succeeds', () => {
  const begin: Readonly<Record<string, (subscription: unknown) => Promise<{ readonly status: number }>>> = {
    'a plan': () => api.call('POST /plans', { ...transcodingPlan, id: 'other' }),
    'a version': () => version({ prices }),
    'a subscription on an earlier version': () => subscribe(1),
    'a change to an earlier version': (id) => ask('change', id, { planId: 'transcoding', planVersion: 1, at: 'now' }),
    'a cancellation that is taken back': (id) => ask('cancel', id, { at: 'never' }),
  };
  /** What is there before, on which version, and when the archival is asked for. */
  const before: Readonly<Record<string, number>> = {
    'a change to an earlier version': 2,
    'a cancellation that is taken back': 1,
  };

  it.each(Object.keys(begin))('%s', async (name) => {
    const outcomes = new Set<string>();
    for (let ahead = -60; ahead <= 60; ahead += 3) {
      vi.setSystemTime(Date.parse('2026-10-03T12:10:00Z'));
      api = new CatalogApi();
      await api.call('POST /meters', minutesMeter);
      await api.call('POST /customers', { id: 'acme', name: 'Acme', currency: 'USD' });
      await leftByThePlan();
      const on = before[name];
      const id = on === undefined ? undefined : (await subscribe(on)).body.id;
      if (on === 1) await ask('cancel', id, { at: 'now' });
      vi.setSystemTime(Date.parse('2026-10-03T13:10:00Z'));
      const later = async <T>(turns: number, act: () => Promise<T>): Promise<T> => {
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        return act();
      };
      const [one, other] = await Promise.all([
        later(Math.max(0, ahead), archive),
        later(Math.max(0, -ahead), () => begin[name]?.(id) ?? Promise.reject(new TypeError(name))),
      ]);
      outcomes.add(`${one.status} ${other.status < 300 ? 'begun' : other.status}`);
      expect((await archived()) !== null).toBe(one.status === 200);
    }
    expect([...outcomes].filter((outcome) => outcome === '200 begun')).toEqual([]);
    expect([...outcomes].toSorted().join()).toMatch(/^200 40[09].*409 begun/);
  });
});
