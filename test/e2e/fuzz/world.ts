import { eventually } from '../../../localstack/api-client.ts';
import { closeable, subscriber, tiered } from '../billing.ts';
import { newMeter } from '../metering.ts';
import { api, fresh, ok, rows } from '../stack.ts';
import type { World } from './valid-value.ts';

const idOf = async (answer: ReturnType<typeof api.post>): Promise<string> => String(ok(await answer).id);

/** A small business with one of everything, so that a request that names it goes as deep as it can. */
export const makeWorld = async (): Promise<World> => {
  const meter = await newMeter();
  const fee = { id: 'fee', model: 'flat', amount: '100', billed: 'arrears', prorated: false };
  const inAdvance = { ...fee, id: 'advance', billed: 'advance' };
  const [billed, other, drafted] = await Promise.all([
    subscriber(null, [fee, tiered(meter.key)]),
    subscriber('pm_sim_ok', [fee, inAdvance]),
    subscriber(null, [inAdvance]),
  ]);
  const event = meter.event(billed.customer, fresh('fuzz_event'), '5', '2026-09-03T10:00:00Z');
  ok(await api.post('/events', [event]));
  await billed.use(['5', '7'], '2026-09-04T10:00:00Z');
  await eventually('the usage is counted', async () => {
    const usage = `/customers/${billed.customer}/usage?meter=${meter.key}&from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z`;
    return ok(await api.get(usage)).total === '0' ? undefined : true;
  });
  await billed.advance(closeable);
  const first = await eventually('an invoice in advance', async () => (await drafted.invoices())[0]?.id);
  ok(await api.post(`/invoices/${String(first)}/void`, { reason: 'fuzz', replace: true }));
  const [issued] = await billed.invoices();
  const customer = billed.customer;
  const invoice = String(issued?.id);
  const customerPath = `/customers/${customer}`;
  const coupon = await idOf(api.post('/coupons', { id: fresh('coupon'), percentOff: '10', duration: 'forever' }));
  const plan = ok(await api.get(`/subscriptions?customerId=${customer}`));
  const [subscription] = rows(plan.data);
  const planId = String(subscription?.planId);
  const grant = { customerId: customer, amount: '5.00', currency: 'USD' };
  const note = { reason: 'fuzz', amount: '1.00' };
  const simulated = { planId, to: { planId } };
  return {
    ...{
      customerId: [customer, other.customer, drafted.customer],
      parentId: [],
      subject: [customer],
      id: [String(event.id)],
    },
    ...{
      source: [String(event.source ?? 'default')],
      type: [String(event.type)],
      eventType: [fresh('fuzz.event')],
      key: [],
      meter: [meter.key],
    },
    ...{ meterKey: [meter.key], planId: [planId], toPlanId: [planId], planVersion: [], couponId: [coupon] },
    subscriptionId: [String(subscription?.id)],
    invoiceId: (await Promise.all([billed.invoices(), other.invoices(), drafted.invoices()]))
      .flat()
      .map(({ id }) => String(id)),
    lineId: rows(issued?.lines).map(({ id }) => String(id)),
    discountId: [await idOf(api.post(`${customerPath}/coupons`, { couponId: coupon }))],
    creditId: [await idOf(api.post('/credits', grant)), await idOf(api.post('/credits', grant))],
    creditNoteId: [await idOf(api.post(`/invoices/${invoice}/credit-notes`, note))],
    keyId: [await idOf(api.post('/api-keys', { name: 'fuzz', scopes: ['read'] }))],
    // A clock without customers: what moves far is not to bill a hundred years.
    testClockId: [await idOf(api.post('/test-clocks', { now: '2026-09-01T00:00:00Z' }))],
    simulationId: [await idOf(api.post('/simulations', simulated))],
  };
};
