import type { Customer } from '../functions/catalog/customer/customer.ts';
import { createCustomer } from '../functions/catalog/customer/customer-store.ts';
import type { Meter } from '../functions/catalog/meter/meter.ts';
import { createMeter } from '../functions/catalog/meter/meter-store.ts';
import { chargesSchema } from '../functions/catalog/plan/charge-wire.ts';
import type { PlanVersion } from '../functions/catalog/plan/plan.ts';
import { createPlan } from '../functions/catalog/plan/plan-store.ts';
import { subscribe } from '../functions/catalog/subscription/subscribe.ts';
import type { Subscription } from '../functions/catalog/subscription/subscription.ts';
import { createSubscription } from '../functions/catalog/subscription/subscription-store.ts';
import { contentHash } from '../functions/ingest/content-hash.ts';
import { packMessages } from '../functions/ingest/message.ts';
import type { UsageEvent } from '../functions/ingest/usage-event.ts';
import { handler as announce } from '../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../functions/invoice/close/finalize.handler.ts';
import { handler as freeze } from '../functions/invoice/close/freeze.handler.ts';
import { handler as verify } from '../functions/invoice/close/verify.handler.ts';
import { customerId, type InvoiceId, meterKey, planId, subscriptionId } from '../functions/kernel/ids.ts';
import { fromMilliseconds, type Instant, plusDays, plusHours } from '../functions/kernel/instant.ts';
import { handler as consume } from '../functions/meter/count/consumer.handler.ts';
import { currency } from '../functions/money/currency.ts';
import { ZERO } from '../functions/money/decimal.ts';
import { customer as example } from '../test/functions/invoice/transcoding.ts';
import { invocation } from './lambda.ts';
import { quietly } from './quietly.ts';
import type { Stub } from './stub.ts';
import { delivery } from './workload.ts';

const steps = ['freeze', 'draft', 'verify', 'finalize', 'announce', 'complete'] as const;
type Step = (typeof steps)[number];

/** Hours of the month in which a customer uses each of three meters once: so many counters and events a meter. */
export const hoursUsed = [0, 30, 720] as const;

/** Milliseconds of this process that each step of a close takes. */
export type Closing = Readonly<Record<Step, number>>;

const warmUps = 5;
const measured = 25;
const meters: readonly Meter[] = ['minutes', 'gigabytes', 'calls'].map((key) => ({
  ...{
    key: meterKey(key),
    name: key,
    eventType: key,
    groupBy: [],
    filters: [],
    createdAt: fromMilliseconds(0),
    archivedAt: null,
  },
  measure: { aggregation: 'sum', valueProperty: 'units' },
}));

const tiers = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: null, unitAmount: '0.07' },
];

/** Three usage charges and a fee. */
const plan: PlanVersion = {
  ...{
    planId: planId('bench'),
    version: 1,
    name: 'Bench',
    interval: 'month',
    createdAt: fromMilliseconds(0),
    archivedAt: null,
  },
  prices: new Map([
    [
      currency('USD'),
      {
        minimumAmount: ZERO,
        charges: chargesSchema.parse([
          { id: 'seat', model: 'flat', amount: '20' },
          ...meters.map(({ key }) => ({ id: key, meter: key, model: 'tiered', tiers })),
        ]),
      },
    ],
  ]),
};

/** Their period has ended ten days ago. */
const subscriber = async (index: number, startAt: Instant): Promise<Subscription> => {
  const customer: Customer = { ...example, id: customerId(`cust_closing_${index}`) };
  await createCustomer(customer);
  const now = fromMilliseconds(Date.now());
  const circumstances = { customer, plan, now, createdAt: now, graceHours: 1, windowMinutes: 60 };
  const subscription = subscribe({ startAt }, { id: subscriptionId(`sub_${index}`), ...circumstances });
  await createSubscription(subscription, customer);
  return subscription;
};

const use = async ({ customerId: customer, startAt }: Subscription, hours: number): Promise<void> => {
  const events = meters.flatMap(({ key }) =>
    Array.from({ length: hours }, (_, hour): UsageEvent => {
      const content = { type: key, customer, data: { units: '2.5' } };
      const id = `${customer}-${key}-${hour}`;
      return { source: 'bench', id, ...content, time: plusHours(startAt, hour), hash: contentHash(content) };
    }),
  );
  for (const body of packMessages(events)) await consume(delivery([body]), invocation());
};

const close = async ({ id, period }: Subscription): Promise<Closing> => {
  const input = { subscriptionId: id, periodEnd: period.end };
  const times: [Step, number][] = [];
  const timed = async <T>(step: Step, run: () => Promise<T>): Promise<T> => {
    const before = process.cpuUsage();
    const output = await run();
    const { user, system } = process.cpuUsage(before);
    times.push([step, (user + system) / 1000]);
    return output;
  };
  const { outcome } = await timed('freeze', () => freeze(input, invocation()));
  if (outcome !== 'due') throw new TypeError(`the period is ${outcome}`);
  const { invoiceId }: { invoiceId: InvoiceId } = await timed('draft', () => draft(input, invocation()));
  const verified = await timed('verify', () => verify({ invoiceId }, invocation()));
  if (verified.outcome !== 'verified') throw new TypeError(`the evidence is ${verified.outcome}`);
  const { status } = await timed('finalize', () => finalize({ invoiceId }, invocation()));
  if (status !== 'open') throw new TypeError(`the invoice is ${status}`);
  await timed('announce', () => announce({ invoiceId }, invocation()));
  await timed('complete', () => complete(input, invocation()));
  const found = new Map(times);
  const of = (step: Step): number => found.get(step) ?? Number.NaN;
  return {
    ...{ freeze: of('freeze'), draft: of('draft'), verify: of('verify') },
    ...{ finalize: of('finalize'), announce: of('announce'), complete: of('complete') },
  };
};

const closeMany = async (hours: number): Promise<Closing> => {
  const startAt = plusDays(fromMilliseconds(Math.floor(Date.now() / 3_600_000) * 3_600_000), -40);
  const closings: Closing[] = [];
  for (let index = 0; index < warmUps + measured; index++) {
    const subscription = await subscriber(index, startAt);
    await use(subscription, hours);
    const closing = await close(subscription);
    if (index >= warmUps) closings.push(closing);
  }
  const median = (step: Step): number => {
    const sorted = closings.map((closing) => closing[step]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    ...{ freeze: median('freeze'), draft: median('draft'), verify: median('verify') },
    ...{ finalize: median('finalize'), announce: median('announce'), complete: median('complete') },
  };
};

/** CPU of a closed subscription, by step, for each of `hoursUsed`. */
export const measureClosings = async (stub: Stub): Promise<readonly Closing[]> => {
  const closings: Closing[] = [];
  // The most first: they warm the code up for the others.
  for (const hours of hoursUsed.toReversed()) {
    await stub.forget();
    for (const meter of meters) await createMeter(meter);
    await createPlan(plan);
    const { result } = await quietly(() => closeMany(hours));
    closings.unshift(result);
  }
  return closings;
};

export const closingRows = (closings: readonly Closing[]): readonly (readonly string[])[] => [
  ...steps.map((step) => [step, ...closings.map((closing) => closing[step].toFixed(1))]),
  [
    '**together**',
    ...closings.map((closing) => `**${steps.reduce((sum, step) => sum + closing[step], 0).toFixed(1)}**`),
  ],
];
