import { eventually } from '../../localstack/api-client.ts';
import { newMeter } from './metering.ts';
import { api, fresh, ok, rows } from './stack.ts';

export const start = '2026-09-01T00:00:00.000Z';
/** The first period's end and the grace. */
export const closeable = '2026-10-01T01:00:00.000Z';

export const day = (date: string, days: number): string => new Date(Date.parse(date) + days * 86_400_000).toISOString();

/** 0.10 for the first 1,000, then 0.07. */
export const tiered = (meter: string) => ({
  id: 'usage',
  meter,
  model: 'tiered',
  tiers: [
    { upTo: '1000', unitAmount: '0.10' },
    { upTo: null, unitAmount: '0.07' },
  ],
});

/** A customer on a test clock at `start`, subscribed to a plan with the tiered charge. */
export const subscriber = async (paymentMethod: string | null, charges?: readonly object[]) => {
  const meter = await newMeter();
  const planId = fresh('plan');
  ok(
    await api.post('/plans', {
      id: planId,
      interval: 'month',
      prices: { USD: { charges: charges ?? [tiered(meter.key)] } },
    }),
  );
  const clock = String(ok(await api.post('/test-clocks', { now: start })).id);
  const customer = fresh('cust');
  const email = `${customer}@example.com`;
  ok(
    await api.post('/customers', {
      id: customer,
      name: 'Nordlicht',
      email,
      currency: 'USD',
      timeZone: 'UTC',
      testClockId: clock,
      ...(paymentMethod === null ? {} : { paymentMethod }),
    }),
  );
  const subscription = ok(await api.post('/subscriptions', { customerId: customer, planId, startAt: start }));

  const use = async (units: readonly string[], time: string): Promise<void> => {
    ok(
      await api.post(
        '/events',
        units.map((amount) => meter.event(customer, fresh('e'), amount, time)),
      ),
    );
  };
  const advance = async (to: string): Promise<void> => {
    ok(await api.post(`/test-clocks/${clock}/advance`, { to }));
    await eventually(
      `the clock of ${customer} is at ${to}`,
      async () => (ok(await api.get(`/test-clocks/${clock}`)).status === 'ready' ? true : undefined),
      90,
    );
  };
  const invoices = async () => rows(ok(await api.get(`/invoices?customerId=${customer}`)).data);
  const invoice = async () => {
    const [first] = await invoices();
    if (first === undefined) throw new Error(`${customer} has no invoice`);
    return first;
  };
  const collection = async () => ok(await api.get(`/invoices/${String((await invoice()).id)}/collection`));
  return { customer, email, clock, planId, meter, subscription, use, advance, invoices, invoice, collection };
};
