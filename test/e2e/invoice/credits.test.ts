import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { ledgers, shown, unbalanced } from '../ledger.ts';
import { api, fresh, ok, rows } from '../stack.ts';

type Subscriber = Awaited<ReturnType<typeof subscriber>>;

/** An invoice of 10.00 is made of it. */
const use100 = async ({ use, meter, customer }: Subscriber, month: number): Promise<void> => {
  await use(['100'], day(start, 30 * month + 2));
  await meter.counted(customer, day(start, 30 * month), day(start, 30 * month + 29), '100');
};

const give = async (customer: string, amount: string, more: object = {}) =>
  ok(await api.post('/credits', { customerId: customer, amount, currency: 'USD', ...more }));
const balanceOf = async (customer: string) =>
  rows(ok(await api.get(`/customers/${customer}/balance`)).balances).map(({ balance }) => balance);
const newest = async ({ invoices }: Subscriber) => (await invoices())[0] ?? {};
const refusal = async (path: string, body: object) => {
  const { status, body: problem } = await api.post(path, body);
  return [status, problem.code, problem.pointer];
};
const reason = 'Outage';

describe('credits and the balance pay invoices, one after the other', () => {
  it('10.00 = 3.00 of the credit that is first + 2.00 of the other + 1.50 of the balance + 3.50 charged', async () => {
    const customer = await subscriber('pm_sim_ok');
    await give(customer.customer, '2.00', { name: 'Welcome', priority: 200 });
    const first = await give(customer.customer, '3.00', { name: 'Prepaid', priority: 1, paid: '2.50' });
    const expired = await give(customer.customer, '9.00', { expiresAt: day(start, 10), priority: 0 });
    ok(await api.post(`/customers/${customer.customer}/balance`, { amount: '1.50', currency: 'USD', reason }));
    await use100(customer, 0);
    await customer.advance(closeable);
    expect(await customer.invoice()).toMatchObject({
      ...{
        status: 'paid',
        total: '10.00',
        credited: '5.00',
        amountDue: '3.50',
        amountPaid: '3.50',
        amountRemaining: '0.00',
      },
      credits: [
        { grantId: first.id, name: 'Prepaid', amount: '3.00' },
        { name: 'Welcome', amount: '2.00' },
      ],
      ...{ balanceBefore: '1.50', balanceAfter: '0.00' },
    });
    expect(ok(await api.get(`/credits/${String(first.id)}`))).toMatchObject({ status: 'used', remaining: '0.00' });
    expect(ok(await api.get(`/credits/${String(expired.id)}`))).toMatchObject({ status: 'expired', remaining: '9.00' });
    expect((await ledgers(customer.customer)).map(shown)).toEqual(['10.00 - 0.00 - 3.50 - 5.00 - 1.50 - 0.00 + 0.00']);
    expect(await unbalanced(customer.customer)).toEqual([]);
  });

  it('what a credit pays in full is not charged, and the rest pays next month; a void one pays nothing', async () => {
    const customer = await subscriber('pm_sim_ok');
    const credit = await give(customer.customer, '14.00');
    await use100(customer, 0);
    await customer.advance(closeable);
    expect(await newest(customer)).toMatchObject({ status: 'paid', amountDue: '0.00', paymentId: null });
    const voided = ok(await api.post(`/credits/${String(credit.id)}/void`, {}));
    expect(voided).toMatchObject({ status: 'void', remaining: '0.00' });
    await use100(customer, 1);
    await customer.advance(day(closeable, 31));
    expect(await newest(customer)).toMatchObject({ status: 'paid', amountDue: '10.00', amountPaid: '10.00' });
    expect(await unbalanced(customer.customer)).toEqual([]);
  });
});

describe('credit notes', () => {
  it('on a paid invoice become balance, which pays the next: 10.00 - 4.00 = 6.00', async () => {
    const customer = await subscriber('pm_sim_ok');
    await use100(customer, 0);
    await customer.advance(closeable);
    const { id } = await customer.invoice();
    const path = `/invoices/${String(id)}/credit-notes`;
    const headers = { 'idempotency-key': fresh('key') };
    const note = ok(await api.post(path, { reason, lines: [{ lineId: 'line_1', quantity: '40' }] }, headers));
    expect(note).toMatchObject({ total: '4.00', toBalance: '4.00', number: expect.stringMatching(/^CN-\d{6}$/) });
    expect(ok(await api.post(path, { reason, lines: [{ lineId: 'line_1', quantity: '40' }] }, headers))).toEqual(note);
    expect(await balanceOf(customer.customer)).toEqual(['4.00']);
    await use100(customer, 1);
    await customer.advance(day(closeable, 31));
    expect(await newest(customer)).toMatchObject({ balanceBefore: '4.00', balanceAfter: '0.00', amountPaid: '6.00' });
    expect((await ledgers(customer.customer)).map(shown)).toEqual(['20.00 - 4.00 - 16.00 - 0.00 - 0.00 - 0.00 + 0.00']);
    expect(await unbalanced(customer.customer)).toEqual([]);
  });

  it('on an open one leave less to charge, and one of all that is left ends the dunning', async () => {
    const customer = await subscriber('pm_sim_declined');
    await use100(customer, 0);
    await customer.advance(closeable);
    const { id } = await customer.invoice();
    const path = `/invoices/${String(id)}/credit-notes`;
    ok(await api.post(path, { reason, amount: '4.00' }));
    expect(await customer.invoice()).toMatchObject({ status: 'open', amountCredited: '4.00', amountRemaining: '6.00' });
    await customer.advance(day(closeable, 1));
    const attempts = rows(ok(await api.get(`/payments?invoiceId=${String(id)}`)).data);
    expect(attempts.map(({ amount, outcome }) => [amount, outcome])).toEqual([
      ['10.00', 'declined'],
      ['6.00', 'declined'],
    ]);
    ok(await api.post(path, { reason, full: true }));
    await eventually('the collection is closed', async () =>
      (await customer.collection()).status === 'closed' ? true : undefined,
    );
    expect(await customer.invoice()).toMatchObject({ status: 'paid', amountRemaining: '0.00', paymentId: null });
    const totals = rows(ok(await api.get(path)).data).map(({ total, toInvoice, toBalance }) => [
      total,
      toInvoice,
      toBalance,
    ]);
    expect(totals).toEqual([
      ['4.00', '4.00', '0.00'],
      ['6.00', '6.00', '0.00'],
    ]);
    expect(await unbalanced(customer.customer)).toEqual([]);
  });

  it('are refused with code and place where they would take back what is not there', async () => {
    const customer = await subscriber('pm_sim_ok');
    await use100(customer, 0);
    await customer.advance(closeable);
    const path = `/invoices/${String((await customer.invoice()).id)}/credit-notes`;
    const line = (more: object) => ({ reason, lines: [{ lineId: 'line_1', ...more }] });
    expect(await refusal(path, { reason, amount: '10.01' })).toEqual([400, 'credit_exceeds_invoice', '/amount']);
    expect(await refusal(path, line({ amount: '10.01' }))).toEqual([400, 'credit_exceeds_line', '/lines/0/amount']);
    expect(await refusal(path, line({ lineId: 'line_7' }))).toEqual([400, 'unknown_line', '/lines/0/lineId']);
    ok(await api.post(path, { reason, full: true }));
    expect(await refusal(path, { reason, full: true })).toEqual([400, 'credit_note_empty', '/full']);
    expect(await refusal('/invoices/inv_none/credit-notes', { reason, full: true })).toEqual([
      ...[404, 'invoice_not_found', undefined],
    ]);
  });
});
