import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import type { Customer } from '../../../functions/catalog/customer/customer.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { handler as announce } from '../../../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../../../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../functions/invoice/close/finalize.handler.ts';
import { handler as freeze } from '../../../functions/invoice/close/freeze.handler.ts';
import { handler as verify } from '../../../functions/invoice/close/verify.handler.ts';
import type { Invoice, InvoiceLine } from '../../../functions/invoice/invoice.ts';
import { settleCustomer } from '../../../functions/invoice/late/unsettled-service.ts';
import type { CustomerId, SubscriptionId } from '../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, toMilliseconds } from '../../../functions/kernel/instant.ts';
import { consume } from '../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../functions/meter/counter/batch-id.ts';
import { voidEvent } from '../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../functions/meter/void/void-store.ts';
import { plain } from '../../../functions/money/decimal.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { dynamo } from '../../../functions/platform/table/dynamo.ts';
import { usageEvent } from '../ingest/sample.ts';
import { FakeDynamo } from '../meter/fake-dynamo.ts';
import { lambdaContext } from '../platform/http-event.ts';
import { BillingWorld, sumOf } from './billing-world.ts';
import { customer, minutes, planOf } from './transcoding.ts';

const meter = sumOf(minutes.meter);

/** What a line comes to: `adjustment 100: 7.00`. */
export const lineText = ({ kind, quantity, amount }: InvoiceLine): string =>
  `${kind} ${plain(quantity)}: ${settledToWire(amount)}`;

/** The real consumer, voids, closes and looks of customers over tables in memory. */
export class EndedWorld {
  readonly usage = new FakeDynamo();
  readonly billing = new BillingWorld();
  private made = 0;

  constructor() {
    vi.stubEnv('CLAIMS_TABLE', 'claims');
    vi.stubEnv('USAGE_WINDOW_MINUTES', '60').stubEnv('CLAIM_RETENTION_DAYS', '400');
    vi.stubEnv('AUTO_FINALIZE', 'true').stubEnv('ZERO_INVOICES', 'issue');
    Object.assign(dynamo, { send: async (command: unknown) => this.execute(command) });
  }

  /** A customer that pays 1.00 a minute, by `price` where that is given. */
  subscribe(subscription: Subscription, price: Readonly<Record<string, unknown>> = {}, of: Customer = customer): void {
    const linear = { id: 'minutes', meter: meter.key, model: 'linear', unitAmount: '1.00', ...price };
    this.billing.add({ ...of, id: subscription.customerId }, subscription, planOf(linear));
  }

  at(now: string): void {
    vi.setSystemTime(toMilliseconds(parseInstant(now)));
  }

  private get now(): Instant {
    return parseInstant(new Date().toISOString());
  }

  /** Counts minutes of an instant; the answer is the event's id. */
  async use(time: string, units: string, of: CustomerId = customer.id): Promise<string> {
    this.made += 1;
    const id = `event_${this.made}`;
    const event = usageEvent({ id, type: meter.eventType, customer: of, time: parseInstant(time), data: { units } });
    const consumer = {
      store: countingStore(dynamo, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 }),
      ...{ metersOf: () => [meter], windowMinutes: 60 as const, clock: () => this.now, lease: 60_000 },
      ...{ newBatch: () => newBatchId(this.now), backOff: async () => undefined },
      report: (error: unknown) => {
        throw error;
      },
    };
    await consume(consumer, [event]);
    return id;
  }

  async takeBack(id: string): Promise<void> {
    const common = { metersOf: () => [meter], windowMinutes: 60 as const, backOff: async () => undefined };
    const { source } = usageEvent();
    await voidEvent({ ...common, store: voidStore(60, 400), clock: () => this.now }, { source, id }, null);
  }

  /** Runs a close to its end, as the state machine does.
   *  @param repeats how often each step is run again */
  async close(subscriptionId: SubscriptionId, periodEnd: Instant, repeats = 0): Promise<void> {
    const step = async <T>(run: () => Promise<T>): Promise<T> => {
      for (let again = 0; again < repeats; again += 1) await run();
      return run();
    };
    const input = { subscriptionId, periodEnd };
    const { outcome } = await step(() => freeze(input, lambdaContext));
    if (outcome !== 'due') return;
    const { outcome: drafted, invoiceId } = await step(() => draft(input, lambdaContext));
    if (drafted === 'drafted') {
      await step(() => verify({ invoiceId }, lambdaContext));
      await step(() => finalize({ invoiceId }, lambdaContext));
      await step(() => announce({ invoiceId }, lambdaContext));
    }
    const next = await step(() => complete(input, lambdaContext));
    if (next.outcome === 'next_due') await this.close(subscriptionId, next.periodEnd, repeats);
  }

  /** Looks at a customer, and runs the final closes that this leads to.
   *  @returns how many */
  async settle(of: CustomerId = customer.id, repeats = 0): Promise<number> {
    const closes = await settleCustomer(of);
    for (const { subscriptionId, periodEnd } of closes) await this.close(subscriptionId, periodEnd, repeats);
    return closes.length;
  }

  invoices(): readonly Invoice[] {
    return this.billing
      .all('INVOICE')
      .map((item) => this.billing.invoiceIn(item))
      .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** The lines of all invoices, in the order in which these were made. */
  lines(): readonly (readonly string[])[] {
    return this.invoices().map(({ lines }) => lines.map(lineText));
  }

  marks(): number {
    return this.usage.items('usage').filter(({ pk }) => pk?.S === 'UNSETTLED#').length;
  }

  /** What was announced as not billed, each once. */
  unbilled(): readonly string[] {
    const told = this.billing.heard.filter(({ eventId }) => eventId.startsWith('usage.unbilled'));
    const once = new Map(told.map((detail) => [detail.eventId, detail]));
    return [...once.values()].map(({ reason, quantity }) => `${reason} ${quantity}`);
  }

  /** The low-level calls go to one fake, those with documents to the other: what either writes into the other's tables is
   *  handed over. */
  private execute(command: unknown): unknown {
    this.handOverMarks();
    const answer = this.usage.execute(command);
    if (!(command instanceof TransactWriteItemsCommand)) return answer;
    for (const { Put } of command.input.TransactItems ?? []) {
      if (Put?.TableName !== 'invoices') continue;
      const item = Object.fromEntries(Object.entries(Put.Item ?? {}).map(([name, { S }]) => [name, S]));
      this.billing.items.set(`invoices|${item.pk}|${item.sk}`, item);
    }
    return answer;
  }

  private handOverMarks(): void {
    for (const [key, { pk, sk, token }] of this.billing.items) {
      if (!key.startsWith('usage|UNSETTLED#')) continue;
      this.billing.items.delete(key);
      this.usage.execute(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName: 'usage',
                Key: { pk: { S: String(pk) }, sk: { S: String(sk) } },
                UpdateExpression: 'SET #token = :token',
                ExpressionAttributeNames: { '#token': 'token' },
                ExpressionAttributeValues: { ':token': { S: String(token) } },
              },
            },
          ],
        }),
      );
    }
  }
}
