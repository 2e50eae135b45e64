import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf as billingPeriod } from '../../../../functions/catalog/subscription/billing-period.ts';
import { handler as announce } from '../../../../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../../../../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../../functions/invoice/close/finalize.handler.ts';
import { handler as freeze } from '../../../../functions/invoice/close/freeze.handler.ts';
import { handler as verify } from '../../../../functions/invoice/close/verify.handler.ts';
import { customerId, type SubscriptionId, subscriptionId } from '../../../../functions/kernel/ids.ts';
import { type Instant, plusHours, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { usageOf } from '../../../../functions/meter/usage/usage.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { reading } from '../../meter/readings.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld, type Fault, Outage } from '../billing-world.ts';
import { customer, minutes, planOf, seat, subscription } from '../transcoding.ts';

const counted = vi.hoisted(() => ({ between: (_customer: string, _from: string): number => 0 }));
vi.mock('../../../../functions/meter/usage/usage-service.ts', () => ({
  usageBetween: async (of: string, _meter: string, from: Instant) =>
    usageOf('sum', [reading({ start: from, sum: decimal(String(counted.between(of, from))) })]),
  lateCounters: async () => [],
}));
vi.mock('../../../../functions/invoice/verify/verify-part-service.ts', () => ({
  verifyPart: async () => ({ outcome: 'verified' }),
}));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const periodsDue = 2;
const ends = Array.from({ length: periodsDue }, (_, index) => billingPeriod(subscription, index).end);
const afterAll = plusHours(ends.at(-1) ?? subscription.closeAt, 1);
const subscribers = ['a', 'b'].map((name) => ({
  customer: { ...customer, id: customerId(`cust_${name}`) },
  subscription: { ...subscription, id: subscriptionId(`sub_${name}`), customerId: customerId(`cust_${name}`) },
}));

type Close = { readonly subscriptionId: SubscriptionId; readonly periodEnd: Instant };

/** Step Functions: a step that fails is run again; `repeats` runs one more often than needed. */
const stepOnce = async <T>(run: () => Promise<T>, repeats = 0): Promise<T> => {
  try {
    const output = await run();
    return repeats > 0 ? await stepOnce(run, repeats - 1) : output;
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    return stepOnce(run, repeats);
  }
};

/** The close state machine of lib/invoice/invoice.ts, as `test/lib/invoice/invoice.test.ts` finds it there. */
const close = async (input: Close, repeats = 0): Promise<void> => {
  const step = <T>(run: () => Promise<T>) => stepOnce(run, repeats);
  const { outcome } = await step(() => freeze(input, lambdaContext));
  if (outcome !== 'due') return;
  const { invoiceId } = await step(() => draft(input, lambdaContext));
  await step(() => verify({ invoiceId }, lambdaContext));
  await step(() => finalize({ invoiceId }, lambdaContext));
  await step(() => announce({ invoiceId }, lambdaContext));
  const next = await step(() => complete(input, lambdaContext));
  if (next.outcome === 'next_due') await close({ ...input, periodEnd: next.periodEnd }, repeats);
};

const closeAll = (repeats = 0) =>
  subscribers.map(({ subscription: { id, period } }) => close({ subscriptionId: id, periodEnd: period.end }, repeats));

const world = (faults: readonly Fault[] = []): BillingWorld => {
  const made = new BillingWorld();
  for (const each of subscribers) made.add(each.customer, each.subscription, planOf(minutes, seat));
  made.faults = [...faults];
  return made;
};

/** What must be so once everything that is due is closed, whatever happened on the way. */
const expectClosedOnce = (after: BillingWorld): void => {
  const invoices = after.all('INVOICE');
  const numbers = invoices.map(({ number }) => number).toSorted();
  expect(numbers).toEqual(['INV-000001', 'INV-000002', 'INV-000003', 'INV-000004']);
  expect(after.all('SERIES')).toMatchObject([{ last: invoices.length }]);
  expect(invoices.map(({ status }) => status)).toEqual(['open', 'open', 'open', 'open']);
  expect(new Set(after.announcements)).toEqual(new Set(invoices.map(({ id }) => `invoice.finalized#${id}`)));
  expect(after.all('SUBSCRIPTION').map(({ periodIndex }) => periodIndex)).toEqual([periodsDue, periodsDue]);
  expect(after.all('HEAD').map(({ closedThrough }) => closedThrough)).toEqual([ends.at(-1), ends.at(-1)]);
};

const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'crash', 'lost answer'), { maxLength: 60 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(afterAll) });
  counted.between = () => 3400;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('closing what is due', () => {
  it('closes one period after the other: 268.00 + a seat that nothing has billed and the next, 20.00 each = 308.00, then 288.00', async () => {
    const made = world();
    await Promise.all(closeAll());
    expectClosedOnce(made);
    const totals = made.all('INVOICE').map(({ customerId: of, periodEnd, total }) => [of, periodEnd, total]);
    expect(totals.toSorted()).toEqual([
      ['cust_a', ends[0], '308.00'],
      ['cust_a', ends[1], '288.00'],
      ['cust_b', ends[0], '308.00'],
      ['cust_b', ends[1], '288.00'],
    ]);
  });

  it('a period in its grace is left alone: no watermark, no draft, no number', async () => {
    vi.setSystemTime(toMilliseconds(subscription.closeAt) - 1);
    const made = world();
    const before = new Map(made.items);
    await Promise.all(closeAll());
    expect(made.items).toEqual(before);
  });

  it('usage that comes after the watermark is not on the invoice, however late the draft is made', async () => {
    const made = world();
    const [first] = subscribers;
    const input = { subscriptionId: first?.subscription.id, periodEnd: ends[0] };
    const frozen = () => made.all('HEAD').length > 0;
    counted.between = () => (frozen() ? 1000 : 9999);
    await freeze(input, lambdaContext);
    await draft(input, lambdaContext);
    expect(made.all('INVOICE')).toMatchObject([
      { status: 'draft', number: null, lines: [{ quantity: '1000' }, {}, {}] },
    ]);
  });

  it('the invoice shows the customer as of the finalization', async () => {
    const made = world();
    const [first] = subscribers;
    const input = { subscriptionId: first?.subscription.id, periodEnd: ends[0] };
    await freeze(input, lambdaContext);
    const { invoiceId } = await draft(input, lambdaContext);
    made.add({ ...customer, id: customerId('cust_a'), name: 'Renamed' }, subscription, planOf(minutes, seat));
    await verify({ invoiceId }, lambdaContext);
    await finalize({ invoiceId }, lambdaContext);
    expect(made.all('INVOICE')).toMatchObject([{ customer: { name: 'Renamed' } }]);
  });
});

describe('law: repeating any step or the whole close changes nothing', () => {
  it('with calls that never arrive and answers that are lost', async () => {
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 0, max: 2 }), async (befalls, repeats) => {
        const made = world(befalls);
        for (const running of closeAll(repeats)) await running;
        expectClosedOnce(made);
        const once = new Map(made.items);
        await Promise.all(closeAll());
        for (const {
          subscription: { id },
        } of subscribers) {
          for (const periodEnd of ends) await draft({ subscriptionId: id, periodEnd }, lambdaContext);
          for (const periodEnd of ends) await complete({ subscriptionId: id, periodEnd }, lambdaContext);
        }
        for (const { id } of made.all('INVOICE')) await finalize({ invoiceId: id }, lambdaContext);
        expect(made.items).toEqual(once);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('with four closes at a time, in any order of their calls: numbers stay gapless', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), faults, async (scheduler, befalls) => {
        const made = world(befalls);
        made.turn = () => scheduler.schedule(Promise.resolve());
        await scheduler.waitFor(Promise.all([...closeAll(), ...closeAll(1)]));
        expectClosedOnce(made);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
