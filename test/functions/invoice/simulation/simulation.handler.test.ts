import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { listKey } from '../../../../functions/catalog/table/keys.ts';
import { handler } from '../../../../functions/invoice/simulation/simulation.handler.ts';
import { begunSimulation } from '../../../../functions/invoice/simulation/simulation-progress.ts';
import {
  createSimulation,
  requireSimulation,
  simulatedPage,
} from '../../../../functions/invoice/simulation/simulation-store.ts';
import { customerId, planId, subscriptionId } from '../../../../functions/kernel/ids.ts';
import type { Instant } from '../../../../functions/kernel/instant.ts';
import { parseInstant, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { usageOf } from '../../../../functions/meter/usage/usage.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { reading } from '../../meter/readings.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld, Outage } from '../billing-world.ts';
import { customer, minutes, planOf, subscription } from '../transcoding.ts';

/** `cust_<n>` used n hundred minutes. */
vi.mock('../../../../functions/meter/usage/usage-service.ts', () => ({
  usageSoFar: async (of: string, _: string, from: Instant) =>
    usageOf('sum', [reading({ start: from, sum: decimal(`${of.slice(5)}00`) })]),
}));

const now = parseInstant('2026-11-26T00:00:00Z');
const linear = { id: 'minutes', name: 'Minutes', model: 'linear', meter: 'transcoding_minutes', unitAmount: '0.08' };
const next = { ...planOf(linear), planId: planId('next'), version: 1 };
const subscribers = 120;
let world = new BillingWorld();

const subscribe = (n: number, plan = planOf(minutes), code = 'USD') => {
  const id = subscriptionId(`sub_${n}`);
  const owner = { ...customer, id: customerId(`cust_${n}`), currency: currency(code) };
  const [phase] = subscription.phases;
  const phases = [{ ...phase, planId: plan.planId, planVersion: plan.version }] as const;
  const period = periodOf(subscription, 1);
  world.add(owner, { ...subscription, id, customerId: owner.id, phases, period }, plan);
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(now) });
  world = new BillingWorld();
  for (let n = 1; n <= subscribers; n++) subscribe(n, planOf(minutes), n === 7 ? 'EUR' : 'USD');
  subscribe(900, next);
  for (const item of world.all('SUBSCRIPTION')) {
    Object.assign(item, listKey('SUBSCRIPTIONS', String(item.createdAt), String(item.id)));
  }
  const target = { planId: next.planId, planVersion: 1 };
  await createSimulation(
    begunSimulation(
      { id: 'sim_1', planId: 'transcoding', planVersion: null, to: target, periods: 2, includeOpen: false },
      now,
    ),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** 1 to 120 without 7: tiered is 10 × n hundreds up to 1,000 minutes, then 30.00 + 7 × n; linear is 8 × n. They meet at 30. */
const expected = {
  progress: { total: subscribers, done: subscribers, refused: 1 },
  totals: [
    {
      currency: 'USD',
      // 10 × 55 − 70 of cust_7, and 110 × 30 + 7 × (7,260 − 55)
      old: '54215.00',
      // 8 × (7,260 − 7)
      new: '58024.00',
      difference: '3809.00',
      ...{ winners: 28, losers: 90, unchanged: 1 },
    },
  ],
};

it('120 customers over three pages: sums, winners and losers; one whose currency has no price is named', async () => {
  expect(await handler({ id: 'sim_1' }, lambdaContext)).toEqual({ id: 'sim_1', outcome: 'done' });
  expect(await requireSimulation('sim_1')).toMatchObject({ status: 'done', ...expected });
  const first = await simulatedPage('sim_1', { limit: 100 });
  const second = await simulatedPage('sim_1', { limit: 100, cursor: first.nextCursor ?? undefined });
  const all = [...first.data, ...second.data];
  expect(all).toHaveLength(subscribers);
  // 120: 8 × 120 − (30 + 7 × 120)
  expect(all[0]).toMatchObject({ customerId: 'cust_120', old: '870.00', new: '960.00', difference: '90.00' });
  expect(all.filter(({ code }) => code !== null)).toEqual([
    expect.objectContaining({ customerId: 'cust_7', code: 'currency_not_priced', old: null }),
  ]);
});

it('changes nothing but its own items', async () => {
  const before = JSON.stringify([...world.items].filter(([key]) => !key.includes('SIMULATION#')));
  await handler({ id: 'sim_1' }, lambdaContext);
  expect(JSON.stringify([...world.items].filter(([key]) => !key.includes('SIMULATION#')))).toBe(before);
  expect(world.announcements).toEqual([]);
});

it.each([20, 150, 700, 1400])(
  'steps that break off after %s calls and come again give the same sums',
  async (calls) => {
    world.faults = [...Array(calls).fill('none'), 'lost answer', ...Array(50).fill('none'), 'crash'];
    for (let tries = 0; ; tries++) {
      try {
        await handler({ id: 'sim_1' }, lambdaContext);
        break;
      } catch (error) {
        if (!(error instanceof Outage) || tries > 5) throw error;
      }
    }
    expect(await requireSimulation('sim_1')).toMatchObject({ status: 'done', ...expected });
  },
);
