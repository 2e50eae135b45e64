import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../../functions/catalog/change/migration.handler.ts';
import { begunMigration } from '../../../../functions/catalog/change/migration.ts';
import {
  createMigration,
  refusalPage,
  requireMigration,
} from '../../../../functions/catalog/change/migration-store.ts';
import {
  requireSubscription,
  saveSubscription,
} from '../../../../functions/catalog/subscription/subscription-store.ts';
import { subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { CatalogApi } from '../catalog-api.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const now = parseInstant('2026-10-10T12:30:00Z');
let api = new CatalogApi();

const price = (amount: string) => ({ charges: [{ id: 'base', model: 'flat', amount, billed: 'arrears' }] });

const subscribe = async (
  n: number,
  currency = 'USD',
  planId = 'basic',
  startAt = '2026-10-01T00:00:00Z',
): Promise<string> => {
  const id = `cust_${n}`;
  await api.call('POST /customers', { id, name: id, currency, timeZone: 'UTC' });
  const { body } = await api.call('POST /subscriptions', { customerId: id, planId, startAt });
  return String(body.id);
};

const version2 = () => api.call('POST /plans/{planId}/versions', { prices: { USD: price('60') } }, { planId: 'basic' });

const migrate = async (at: 'now' | 'period_end', id = 'mig_1', fromVersion: number | null = null) => {
  const wanted = { id, planId: 'basic', fromVersion, toPlanId: 'basic', toVersion: 2, at };
  await createMigration(begunMigration(wanted, now));
  expect(await handler({ id }, lambdaContext)).toEqual({ id, outcome: 'done' });
  return (await requireMigration(id)).progress;
};

const phasesOf = async (id: string) =>
  (await requireSubscription(subscriptionId(id))).phases.map(
    ({ from, planVersion }) => `${from.slice(0, 16)} ${planVersion}`,
  );

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(now) });
  api = new CatalogApi();
  const prices = { USD: price('30'), EUR: price('30') };
  for (const id of ['basic', 'other']) await api.call('POST /plans', { id, interval: 'month', prices });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('all of a plan move to a version', () => {
  it('230 over three pages, now: from the running window on; again: none', async () => {
    const ids = [];
    for (let n = 0; n < 230; n++) ids.push(await subscribe(n));
    const apart = await subscribe(900, 'USD', 'other');
    await version2();
    expect(await migrate('now')).toEqual({ total: 230, done: 230, moved: 230, unchanged: 0, refused: 0 });
    for (const id of ids) expect(await phasesOf(id)).toEqual(['2026-10-01T00:00 1', '2026-10-10T12:00 2']);
    expect(await phasesOf(apart)).toEqual(['2026-10-01T00:00 1']);
    expect(api.announced().filter(({ type }) => type === 'subscription.plan_changed')).toHaveLength(230);
    expect(await migrate('now', 'mig_2')).toMatchObject({ done: 230, moved: 0, unchanged: 230 });
    expect(await migrate('now', 'mig_3', 1)).toMatchObject({ total: 0, done: 0 });
  });

  it('at the next period: the open one goes on as it was', async () => {
    const id = await subscribe(1);
    await version2();
    expect(await migrate('period_end')).toMatchObject({ moved: 1 });
    expect(await phasesOf(id)).toEqual(['2026-10-01T00:00 1', '2026-11-01T00:00 2']);
    expect(await migrate('period_end', 'mig_2')).toMatchObject({ moved: 0, unchanged: 1 });
  });
});

describe('one that has not begun', () => {
  const november = '2026-11-01T00:00:00Z';

  it('moves as well: now is its start, the end of the period that of its first one', async () => {
    const [one, two] = [await subscribe(1, 'USD', 'basic', november), await subscribe(2, 'USD', 'other', november)];
    await version2();
    expect(await migrate('now')).toMatchObject({ moved: 1, refused: 0 });
    expect(await phasesOf(one)).toEqual(['2026-11-01T00:00 2']);
    await createMigration(
      begunMigration(
        { id: 'mig_2', planId: 'other', fromVersion: null, toPlanId: 'basic', toVersion: 2, at: 'period_end' },
        now,
      ),
    );
    await handler({ id: 'mig_2' }, lambdaContext);
    expect(await phasesOf(two)).toEqual(['2026-11-01T00:00 1', '2026-12-01T00:00 2']);
  });

  it('and is billed at its start where the new version has a fee in advance', async () => {
    const id = await subscribe(1, 'USD', 'basic', november);
    const ahead = { charges: [{ id: 'base', model: 'flat', amount: '60', billed: 'advance' }] };
    await api.call('POST /plans/{planId}/versions', { prices: { USD: ahead } }, { planId: 'basic' });
    expect(await migrate('now')).toMatchObject({ moved: 1 });
    expect(await requireSubscription(subscriptionId(id))).toMatchObject({
      ...{ period: { index: -1 }, closeAt: '2026-11-01T00:00:00.000Z' },
    });
  });
});

describe('those that stay, with code', () => {
  it('no price in the currency, a change planned, a period being closed, an end before', async () => {
    const euro = await subscribe(1, 'EUR');
    const planned = await subscribe(2);
    const closing = await subscribe(3);
    const moved = await subscribe(4);
    await version2();
    const save = async (id: string, change: object) => {
      const before = await requireSubscription(subscriptionId(id));
      await saveSubscription(before, { ...before, ...change, revision: before.revision + 1 });
    };
    const { phases, period } = await requireSubscription(subscriptionId(planned));
    const [first] = phases;
    await save(planned, { phases: [first, { ...first, from: period.end, planId: 'other' }] });
    await save(closing, { closing: period.end });
    expect(await migrate('now')).toEqual({ total: 4, done: 4, moved: 1, unchanged: 0, refused: 3 });
    const { data } = await refusalPage('mig_1', { limit: 10 });
    expect(Object.fromEntries(data.map(({ subscriptionId: id, code }) => [id, code]))).toEqual({
      [euro]: 'currency_without_price',
      [planned]: 'change_planned',
      [closing]: 'period_closing',
    });
    expect(await phasesOf(moved)).toHaveLength(2);
    await save(closing, { closing: null });
    expect(await migrate('now', 'mig_2')).toMatchObject({ moved: 1, unchanged: 1, refused: 2 });
  });
});
