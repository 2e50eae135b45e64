import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { deployed, startMachine, tables } from '../deployed.ts';
import { gaplessNumbers } from '../invoice-numbers.ts';
import { newMeter } from '../metering.ts';
import { allRows, api, fresh, ok, rows } from '../stack.ts';

/** The emulator starts a process for each function call that is under way. `npm run closes` has it refuse calls beyond 16, as
 *  AWS throttles them, and closes 300. */
const subscribers = Number(process.env.CLOSING_SUBSCRIBERS ?? '24');
const atOnce = 8;
const patience = 120 + 2 * subscribers;

const hour = 3_600_000;
const hoursAgo = (hours: number): string => new Date(Math.floor(Date.now() / hour) * hour - hours * hour).toISOString();

/** Some at a time, as the emulator takes them. */
const forEach = async (names: readonly string[], act: (name: string) => Promise<void>): Promise<void> => {
  const left = names.values();
  const work = async (): Promise<void> => {
    for (const name of left) await act(name);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};

/** Of these customers, past the API, which has enough to do. */
const countNumbered = async (own: ReadonlySet<string>): Promise<number> => {
  const TableName = await deployed('StorageInvoices');
  let count = 0;
  let ExclusiveStartKey: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page = await tables.send(
      new QueryCommand({
        TableName,
        IndexName: 'list',
        KeyConditionExpression: 'listPk = :invoices',
        ExpressionAttributeValues: { ':invoices': { S: 'INVOICE' } },
        ExclusiveStartKey,
      }),
    );
    count += (page.Items ?? []).filter(({ customerId, number }) => number?.S && own.has(customerId?.S ?? '')).length;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
};

/** Until all are numbered, or for ten seconds none more. */
const settled = async (own: ReadonlySet<string>): Promise<void> => {
  for (let count = -1, still = 0; count < own.size && still < 5; ) {
    await sleep(2000);
    const now = await countNumbered(own);
    still = now > count ? 0 : still + 1;
    count = now;
  }
};

it(
  `${subscribers} subscriptions that are due at once: each is closed once, and the numbers have no gap`,
  async () => {
    const meter = await newMeter();
    const charges = [{ id: 'units', meter: meter.key, model: 'linear', unitAmount: '0.50' }];
    const planId = fresh('plan');
    ok(await api.post('/plans', { id: planId, interval: 'week', prices: { USD: { charges } } }));
    const startAt = hoursAgo(10 * 24);
    const customers = Array.from({ length: subscribers }, () => fresh('cust'));
    await forEach(customers, async (id) => {
      ok(await api.post('/customers', { id, name: id, currency: 'USD', paymentMethod: 'pm_sim_ok' }));
      ok(await api.post('/subscriptions', { customerId: id, planId, startAt }));
    });
    const used = customers.map((customer, index) => meter.event(customer, fresh('e'), String(index), hoursAgo(8 * 24)));
    ok(await api.post('/events', used));
    const last = customers.at(-1) ?? '';
    await meter.counted(last, startAt, hoursAgo(3 * 24), String(subscribers - 1));

    // Where closes fail, as the hourly sweep starts them again.
    const own = new Set(customers);
    for (const until = Date.now() + patience * 1000; (await countNumbered(own)) < subscribers && Date.now() < until; ) {
      await startMachine('InvoiceSweepMachine');
      await settled(own);
    }
    const closed = (await allRows('/invoices')).filter(({ customerId }) => own.has(String(customerId)));
    const quantities = closed.map(({ customerId, lines, total }) => [
      customers.indexOf(String(customerId)),
      rows(lines).map(({ quantity, amount }) => `${quantity} for ${amount}`),
      total,
    ]);
    const expected = customers.map((_, index) => {
      const amount = (index / 2).toFixed(2);
      return [index, [`${index} for ${amount}`], amount];
    });
    expect(quantities.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(expected);

    const numbers = await gaplessNumbers();
    expect(numbers.size).toBeGreaterThanOrEqual(subscribers);
  },
  patience * 3000,
);
