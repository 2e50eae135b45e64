import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { eventually } from '../../localstack/api-client.ts';
import { machines, startMachine } from './deployed.ts';
import { newMeter } from './metering.ts';
import { api, fresh, ok, rows } from './stack.ts';

const subscribers = 250;
const atOnce = 8;

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

const allInvoices = async () => {
  const invoices: Readonly<Record<string, unknown>>[] = [];
  for (let cursor = ''; ; ) {
    const page = ok(await api.get(`/invoices?limit=100${cursor && `&cursor=${cursor}`}`));
    invoices.push(...rows(page.data));
    if (typeof page.nextCursor !== 'string') return invoices;
    cursor = page.nextCursor;
  }
};

it(`${subscribers} subscriptions that are due at once: one sweep closes each of them once, and the numbers have no gap`, async () => {
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

  const sweep = await startMachine('InvoiceSweepMachine');
  const swept = await eventually('all closes are started', async () => {
    const { status } = await machines.send(new DescribeExecutionCommand({ executionArn: sweep }));
    return status === 'RUNNING' ? undefined : status;
  });
  expect(swept).toBe('SUCCEEDED');

  const own = new Set(customers);
  const closed = await eventually(
    'every subscription has a final invoice',
    async () => {
      const found = (await allInvoices()).filter(({ customerId }) => own.has(String(customerId)));
      return found.filter(({ number }) => number !== null).length >= subscribers ? found : undefined;
    },
    120,
  );
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

  const numbers = await eventually('no number is missing', async () => {
    const issued = (await allInvoices()).map(({ number }) => number).filter((number) => number !== null);
    const sorted = issued.map((number) => Number(String(number).slice(4))).toSorted((a, b) => a - b);
    return sorted.every((number, at) => number === at + 1) ? sorted : undefined;
  });
  expect(numbers.length).toBeGreaterThanOrEqual(subscribers);
}, 240_000);
