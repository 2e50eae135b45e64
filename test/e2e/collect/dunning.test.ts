import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { sentMails } from '../../../localstack/mailbox.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, endpoint, ok, rows } from '../stack.ts';

const attempts = (collection: Readonly<Record<string, unknown>>) =>
  rows(collection.attempts).map(({ at, outcome }) => [
    (Date.parse(String(at)) - Date.parse(closeable)) / 86_400_000,
    outcome,
  ]);

/** A customer with an invoice of 10.00, due on its test clock. */
const debtor = async (paymentMethod: string | null) => {
  const subscribed = await subscriber(paymentMethod);
  await subscribed.use(['100'], day(start, 1));
  await subscribed.meter.counted(subscribed.customer, start, day(start, 30), '100');
  await subscribed.advance(closeable);
  return subscribed;
};

const mailsTo = async (email: string, expected: number) =>
  eventually(`${email} has ${expected} mails`, async () => {
    const mails = (await sentMails(endpoint))?.filter(({ to }) => to === email) ?? [];
    return mails.length >= expected ? mails.map(({ subject }) => subject) : undefined;
  });

describe('dunning, on the real state machines and a test clock', () => {
  it('a card that fails twice is charged on days 0, 1 and 3, and the invoice is paid', async () => {
    const { advance, invoice, collection, email } = await debtor('pm_sim_fails_2_then_ok');
    expect(await invoice()).toMatchObject({ status: 'open', amountDue: '10.00' });
    expect(await collection()).toMatchObject({ status: 'waiting', nextAttemptAt: day(closeable, 1) });
    await advance(day(closeable, 1));
    expect(await collection()).toMatchObject({ status: 'waiting', nextAttemptAt: day(closeable, 3) });
    await advance(day(closeable, 3));
    expect(await invoice()).toMatchObject({ status: 'paid', paidAt: day(closeable, 3) });
    expect(attempts(await collection())).toEqual([
      [0, 'declined'],
      [1, 'declined'],
      [3, 'succeeded'],
    ]);
    expect(await mailsTo(email, 3)).toHaveLength(3);
  });

  it('fourteen days in one step: tried on days 0, 1, 3, 7 and 14, then uncollectible', async () => {
    const { advance, invoice, collection, email } = await debtor('pm_sim_declined');
    await advance(day(closeable, 20));
    expect(await invoice()).toMatchObject({ status: 'uncollectible' });
    expect(attempts(await collection())).toEqual([0, 1, 3, 7, 14].map((at) => [at, 'declined']));
    const subjects = await mailsTo(email, 5);
    expect(subjects).toHaveLength(5);
  });

  it('a new payment method cuts the wait short', async () => {
    const { customer, invoice } = await debtor('pm_sim_declined');
    ok(await api.put(`/customers/${customer}/payment-method`, { paymentMethod: 'pm_sim_ok' }));
    const paid = await eventually('the invoice is paid', async () => {
      const found = await invoice();
      return found.status === 'paid' ? found : undefined;
    });
    expect(paid.paidAt).toBe(closeable);
  });

  it('an expired card is not tried again: it waits for a new one, which pays', async () => {
    const { customer, advance, collection, invoice } = await debtor('pm_sim_expired_card');
    await advance(day(closeable, 8));
    expect(attempts(await collection())).toEqual([[0, 'declined']]);
    ok(await api.put(`/customers/${customer}/payment-method`, { paymentMethod: 'pm_sim_ok' }));
    await eventually('the invoice is paid', async () => ((await invoice()).status === 'paid' ? true : undefined));
    expect(attempts(await collection())).toEqual([
      [0, 'declined'],
      [8, 'succeeded'],
    ]);
  });

  it('a gateway whose answer is lost is asked before it is charged again: one payment', async () => {
    const { invoice } = await debtor('pm_sim_timeout');
    const paid = await eventually('the invoice is paid', async () => {
      const found = await invoice();
      return found.status === 'paid' ? found : undefined;
    });
    const payments = rows(ok(await api.get(`/payments?invoiceId=${String(paid.id)}`)).data);
    expect(payments.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(1);
  });
});
