import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planVersionToWire } from '../../../../functions/catalog/plan/plan-wire.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import type { Subscription } from '../../../../functions/catalog/subscription/subscription.ts';
import { subscriptionToItem } from '../../../../functions/catalog/subscription/subscription-wire.ts';
import {
  activeSubscriptionItem,
  clockCustomerItem,
  planVersionItem,
  subscriptionItem,
  testClockItem,
} from '../../../../functions/catalog/table/keys.ts';
import { handler as begin } from '../../../../functions/collect/begin.handler.ts';
import { handler as advance } from '../../../../functions/collect/test-clock/test-clock-advance.handler.ts';
import { handler as tick } from '../../../../functions/collect/test-clock/test-clock-tick.handler.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { subscription as october, planOf, support } from '../../invoice/transcoding.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { CollectWorld } from '../collect-world.ts';
import { CollectionRun } from '../collection-run.ts';
import { at, clockId, customerOf, invoiceOf, keepCustomer, keepInvoice, setClock } from '../overdue.ts';

const { id: invoiceId, customerId } = invoiceOf();
const admin = { kind: 'key', keyId: 'key_1', scopes: ['admin'] } as const;

let world: CollectWorld;
let run: CollectionRun | undefined;

const keepSubscription = (subscription: Subscription): void =>
  world.keep('catalog', { ...subscriptionItem(subscription.id), ...subscriptionToItem(subscription) });

const clock = () => {
  const { pk, sk } = testClockItem(clockId);
  return world.all('catalog', pk, sk)[0];
};

/** The close of October, as the state machine does it: the invoice, the next period, the announcement. */
const closeOctober = (): void => {
  const now = at(String(clock()?.now));
  keepInvoice(world, invoiceOf({ status: 'open', number: 'INV-000001', issuedAt: now }));
  const period = periodOf(october, 1);
  keepSubscription({ ...october, period, closeAt: plusHours(period.end, 1) });
};

const finalized = () => ({
  version: '0',
  id: 'event',
  source: 'meterline.invoice',
  account: '000000000000',
  time: '2026-11-01T01:00:00Z',
  region: 'us-east-1',
  resources: [],
  'detail-type': 'invoice.finalized',
  detail: { eventId: 'e', invoiceId },
});

const tickOnce = async () => (await tick({ testClockId: clockId }, lambdaContext)).outcome;
const seen = () => [clock()?.now, clock()?.status];

beforeEach(() => {
  world = new CollectWorld();
  run = undefined;
  keepCustomer(world, customerOf('pm_sim_declined'));
  const plan = planOf(support);
  world.keep('catalog', { ...planVersionItem(plan.planId, plan.version), ...planVersionToWire(plan) });
  world.keep('catalog', { ...clockCustomerItem(clockId, customerId), customerId });
  world.keep('catalog', { ...activeSubscriptionItem(customerId), subscriptionId: october.id });
  keepSubscription(october);
});

describe('tick: the clock goes on only when what it set off has settled', () => {
  it('shows the time of a close, starts it, and waits through invoice, announcement, attempt and stage', async () => {
    setClock(world, at('2026-10-05T00:00:00Z'), at('2026-11-05T00:00:00Z'));
    expect(await tickOnce()).toBe('advancing');
    expect(seen()).toEqual([october.closeAt, 'advancing']);
    expect([...world.executions.values()]).toEqual([
      { machine: 'close', input: { subscriptionId: october.id, periodEnd: october.period.end } },
    ]);

    closeOctober();
    await tickOnce();
    expect(seen()).toEqual([october.closeAt, 'advancing']);

    await begin(finalized(), lambdaContext);
    await begin(finalized(), lambdaContext);
    expect(world.executions.get(invoiceId)).toEqual({
      machine: 'collection',
      input: { customerId, invoiceId, attempt: 1 },
    });
    await tickOnce();
    expect(seen()).toEqual([october.closeAt, 'advancing']);

    run = new CollectionRun(world);
    await run.run();
    await tickOnce();
    expect(seen()).toEqual(['2026-11-02T01:00:00.000Z', 'advancing']);
    expect(run.waiting).toBe(false);
  });

  it('lets two weeks of dunning pass, each attempt at its time, and arrives', async () => {
    setClock(world, october.closeAt, at('2026-11-20T00:00:00Z'));
    closeOctober();
    await begin(finalized(), lambdaContext);
    run = new CollectionRun(world);
    for (let ticks = 0; ticks < 20; ticks += 1) {
      run.goOn();
      await run.run();
      if ((await tickOnce()) === 'ready') break;
    }
    expect(seen()).toEqual(['2026-11-20T00:00:00.000Z', 'ready']);
    expect(world.all('payments', 'CUSTOMER#', 'ATTEMPT#').map((attempt) => attempt.at)).toEqual([
      '2026-11-01T01:00:00.000Z',
      '2026-11-02T01:00:00.000Z',
      '2026-11-04T01:00:00.000Z',
      '2026-11-08T01:00:00.000Z',
      '2026-11-15T01:00:00.000Z',
    ]);
    expect(world.all('invoices', 'INVOICE#')[0]?.status).toBe('uncollectible');
  });

  it('wakes by itself a wait whose customer has a new payment method, should nobody else have', async () => {
    setClock(world, october.closeAt, at('2026-11-01T12:00:00Z'));
    closeOctober();
    await begin(finalized(), lambdaContext);
    run = new CollectionRun(world);
    await run.run();
    keepCustomer(world, customerOf('pm_sim_ok'));
    await tickOnce();
    expect(run.waiting).toBe(false);
    expect(seen()).toEqual([october.closeAt, 'advancing']);
  });

  it('does nothing on a clock that stands', async () => {
    setClock(world, at('2026-12-24T00:00:00Z'));
    expect(await tickOnce()).toBe('ready');
    expect(world.executions.size).toBe(0);
  });
});

const advanceTo = async (to: string) => {
  const call = {
    route: 'POST /test-clocks/{testClockId}/advance',
    parameters: { testClockId: clockId },
    caller: admin,
  };
  const answer = await advance(httpEvent({ ...call, body: { to } }), lambdaContext);
  return { status: answer.statusCode, body: z.record(z.string(), z.unknown()).parse(JSON.parse(answer.body)) };
};

describe('POST /test-clocks/{testClockId}/advance', () => {
  beforeEach(() => setClock(world, at('2026-10-05T00:00:00Z')));

  it('answers with the clock on its way, and starts to move it', async () => {
    const { status, body } = await advanceTo('2026-11-05T00:00:00+01:00');
    expect(status).toBe(202);
    expect(body).toMatchObject({
      id: clockId,
      now: '2026-10-05T00:00:00.000Z',
      status: 'advancing',
      target: '2026-11-04T23:00:00.000Z',
    });
    expect([...world.executions.values()]).toEqual([{ machine: 'advance', input: { testClockId: clockId } }]);
  });

  it('a second one raises the target, and an earlier one leaves it', async () => {
    await advanceTo('2026-11-05T00:00:00Z');
    expect((await advanceTo('2026-12-05T00:00:00Z')).body.target).toBe('2026-12-05T00:00:00.000Z');
    expect((await advanceTo('2026-11-06T00:00:00Z')).body.target).toBe('2026-12-05T00:00:00.000Z');
  });

  it('twenty at once: the latest target holds, and those that go back leave no trace', async () => {
    const targets = Array.from({ length: 20 }, (_, day) => `2026-${day < 10 ? '11' : '09'}-${10 + day}T00:00:00Z`);
    const answers = await Promise.all(targets.map(advanceTo));
    const forward = answers.slice(0, 10).map(({ status }) => status);
    const back = answers.slice(10).map(({ status, body }) => [status, body.code]);
    expect([new Set(forward), back]).toEqual([new Set([202]), Array(10).fill([400, 'clock_backwards'])]);
    expect([clock()?.target, ...seen()]).toEqual(['2026-11-19T00:00:00.000Z', '2026-10-05T00:00:00.000Z', 'advancing']);
  });

  it('a clock that has passed the target between the look and the write is refused, and stands', async () => {
    let calls = 0;
    world.turn = async () => {
      calls += 1;
      if (calls === 2) setClock(world, at('2026-12-01T00:00:00Z'));
    };
    const { status, body } = await advanceTo('2026-11-05T00:00:00Z');
    expect([status, body.code, clock()?.target, ...seen()]).toEqual([
      ...[400, 'clock_moves_forward', undefined],
      ...['2026-12-01T00:00:00.000Z', 'ready'],
    ]);
    expect(world.executions.size).toBe(0);
  });

  it.each([
    ['2026-10-04T23:59:59Z', 'clock_backwards'],
    ['2029-01-01T00:00:00Z', 'clock_too_far'],
    ['2026-11-05T00:00:00', 'time_without_offset'],
    ['tomorrow', 'time_invalid'],
  ])('to %s: %s, and the clock stands', async (to, code) => {
    const { status, body } = await advanceTo(to);
    expect([status, body.code, body.pointer]).toEqual([400, code, '/to']);
    expect(clock()?.status).toBe('ready');
    expect(world.executions.size).toBe(0);
  });
});
