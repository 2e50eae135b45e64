import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, day, start, subscriber, tiered } from '../billing.ts';
import { api, fresh, ok, rows } from '../stack.ts';

const fee = (amount: string) => ({ id: 'base', name: 'Base fee', model: 'flat', amount, billed: 'advance' });
const lines = (invoice: { readonly lines?: unknown } | undefined) =>
  rows(invoice?.lines).map(({ kind, chargeId, quantity, amount }) => [kind, chargeId, quantity, amount].join(' '));

describe('a subscription over its life: upgrade in mid-period, preview, cancellation', () => {
  it('30.00 at the start; then 60.00 from the 16th day on; the last, partial period is billed', async () => {
    const { customer, planId, meter, subscription, use, advance, invoices } = await subscriber('pm_sim_ok', [
      fee('30'),
    ]);
    const change = `/subscriptions/${String(subscription.id)}`;
    const opening = await eventually('the fee in advance is billed at the start', async () => (await invoices())[0]);
    expect(lines(opening)).toEqual(['charge base 1 30.00']);
    expect(opening).toMatchObject({ periodStart: start, periodEnd: start, total: '30.00' });

    const charges = [fee('60'), tiered(meter.key)];
    ok(await api.post(`/plans/${planId}/versions`, { prices: { USD: { charges } } }));
    const at = day(start, 15);
    expect(ok(await api.post(`${change}/change`, { planId, at }))).toMatchObject({
      planVersion: 2,
      phases: [{ planVersion: 1 }, { from: at, planVersion: 2 }],
    });
    expect(await api.post(`${change}/change`, { planId, at })).toMatchObject({
      status: 409,
      body: { code: 'plan_unchanged' },
    });
    await use(['100'], day(start, 3));
    await use(['50'], day(start, 20));
    await meter.counted(customer, start, day(start, 30), '150');

    const expected = ['charge usage 50 5.00', 'credit base 1 -15.00', 'charge base 1 30.00', 'charge base 1 60.00'];
    const preview = ok(await api.get(`/customers/${customer}/invoice-preview`));
    expect(lines(preview)).toEqual(expected);
    expect(preview).toMatchObject({ status: 'draft', number: null, total: '80.00' });
    await advance(closeable);
    const [september] = await invoices();
    expect(lines(september)).toEqual(expected);
    expect(september).toMatchObject({ status: 'paid', total: '80.00', planVersion: 2 });

    const cancelAt = day(start, 40);
    expect(ok(await api.post(`${change}/cancel`, { at: cancelAt }))).toMatchObject({ cancelAt, periodEnd: cancelAt });
    await use(['10'], day(start, 35));
    await meter.counted(customer, day(start, 30), cancelAt, '10');
    await advance(day(start, 62));
    const [last, ...others] = await invoices();
    expect(others).toHaveLength(2);
    expect(lines(last)).toEqual(['charge usage 10 1.00', 'credit base 1 -40.65']);
    expect(last).toMatchObject({ periodEnd: cancelAt, total: '-39.65', amountDue: '0.00' });
    expect(ok(await api.get(change))).toMatchObject({ status: 'cancelled' });
    expect(await api.post(`${change}/change`, { planId, planVersion: 1 })).toMatchObject({
      status: 409,
      body: { code: 'subscription_cancelled' },
    });
    expect(await api.post('/subscriptions', { customerId: customer, planId, startAt: start })).toMatchObject({
      status: 400,
      body: { code: 'start_before_last_end', pointer: '/startAt' },
    });
  });

  it('a customer in Berlin: months begin at midnight there, and a trial comes first', async () => {
    const planId = fresh('plan');
    const prices = { EUR: { charges: [{ ...fee('31'), billed: 'arrears' }] } };
    ok(await api.post('/plans', { id: planId, interval: 'month', prices }));
    const clock = String(ok(await api.post('/test-clocks', { now: '2026-09-30T22:00:00Z' })).id);
    const customerId = fresh('cust');
    ok(
      await api.post('/customers', {
        ...{
          id: customerId,
          currency: 'EUR',
          timeZone: 'Europe/Berlin',
          paymentMethod: 'pm_sim_ok',
          testClockId: clock,
        },
      }),
    );
    const startAt = '2026-09-30T22:00:00Z';
    const made = ok(await api.post('/subscriptions', { customerId, planId, startAt, trialDays: 31 }));
    expect(made).toMatchObject({ trialEnd: '2026-10-31T23:00:00.000Z', periodEnd: '2026-10-31T23:00:00.000Z' });
    ok(await api.post(`/test-clocks/${clock}/advance`, { to: '2026-12-01T01:00:00Z' }));
    const [november, trial] = await eventually(
      'both periods are closed',
      async () => {
        const found = rows(ok(await api.get(`/invoices?customerId=${customerId}`)).data);
        return found.length === 2 ? found : undefined;
      },
      60,
    );
    expect(trial).toMatchObject({ total: '0.00', lines: [] });
    expect(november).toMatchObject({ total: '31.00', periodStart: '2026-10-31T23:00:00.000Z' });
    expect(november).toMatchObject({ periodEnd: '2026-11-30T23:00:00.000Z', timeZone: 'Europe/Berlin' });
  });
});
