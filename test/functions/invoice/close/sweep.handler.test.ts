import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeExecutionName } from '../../../../functions/invoice/close/execution-name.ts';
import { handler } from '../../../../functions/invoice/close/sweep.handler.ts';
import { subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import { customer, minutes, planOf, subscription } from '../transcoding.ts';

const soon = parseInstant('2026-11-01T02:00:00Z');
const subscriptionsDue = (closeAts: readonly (typeof soon)[]) => {
  const world = new BillingWorld();
  for (const [at, closeAt] of closeAts.entries()) {
    world.add(customer, { ...subscription, id: subscriptionId(`sub_${at}`), closeAt }, planOf(minutes));
  }
  return world;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(subscription.closeAt) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const start = { cursor: '', run: 'run_1', pages: 0, incomplete: false };

it('a page names the close of each subscription that is due, and no other', async () => {
  subscriptionsDue([subscription.closeAt, soon]);
  const periodEnd = subscription.period.end;
  const id = subscriptionId('sub_0');
  expect(await handler(start, lambdaContext)).toEqual({
    closes: [{ subscriptionId: id, periodEnd, name: closeExecutionName(id, periodEnd, 'run_1') }],
    ...{ cursor: '', run: 'run_1', pages: 1, incomplete: false, next: 'end' },
  });
});

it('what the index still has, but is closed already, is left out', async () => {
  const world = subscriptionsDue([subscription.closeAt]);
  const [due] = world.all('SUBSCRIPTION');
  if (due !== undefined) due.closeAt = soon;
  expect(await handler(start, lambdaContext)).toMatchObject({ closes: [], cursor: '', next: 'end' });
});

it('450 due take two pages of at most 300, each subscription once', async () => {
  subscriptionsDue(Array.from({ length: 450 }, () => subscription.closeAt));
  const first = await handler(start, lambdaContext);
  const second = await handler({ ...start, cursor: first.cursor, pages: first.pages }, lambdaContext);
  expect([first.closes.length, first.next, second.closes.length, second.next]).toEqual([300, 'page', 150, 'end']);
  expect(new Set([...first.closes, ...second.closes].map(({ name }) => name)).size).toBe(450);
});

it('that a page before was not started whole is handed on', async () => {
  subscriptionsDue([]);
  expect(await handler({ ...start, incomplete: true }, lambdaContext)).toMatchObject({ incomplete: true });
});
