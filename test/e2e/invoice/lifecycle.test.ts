import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { listenTo } from '../announcements.ts';
import { closeable, day, subscriber } from '../billing.ts';
import { api, fresh, ok, rows } from '../stack.ts';

/** 100.00 a month, without any usage. */
const fee = { id: 'fee', model: 'flat', amount: '100', billed: 'arrears', prorated: false };
/** When September, October, November and December may be closed. */
const closes = [0, 31, 61, 92].map((days) => day(closeable, days));

const coupon = async (terms: object): Promise<string> =>
  String(ok(await api.post('/coupons', { id: fresh('coupon'), ...terms })).id);
const redeem = (customer: string, couponId: string) => api.post(`/customers/${customer}/coupons`, { couponId });
const refused = async (answer: ReturnType<typeof api.post>) => {
  const { status, body } = await answer;
  return [status, body.code, body.pointer];
};
const invoiceOf = async (id: unknown) => ok(await api.get(`/invoices/${String(id)}`));
const until = (what: string, id: unknown, status: string) =>
  eventually(what, async () => ((await invoiceOf(id)).status === status ? true : undefined));

describe('coupons', () => {
  it('10 % once, 5 % for ever and 20.00 for three periods of 100.00: 65.50, 75.00, 75.00, 95.00', async () => {
    const { customer, advance, invoices } = await subscriber('pm_sim_ok', [fee]);
    for (const terms of [
      { percentOff: '10', duration: 'once' },
      { percentOff: '5', duration: 'forever' },
      { amountOff: { USD: '20.00' }, duration: 'periods', periods: 3 },
    ]) {
      ok(await redeem(customer, await coupon(terms)));
    }
    for (const close of closes) await advance(close);
    const found = (await invoices()).toReversed();
    expect(found.map(({ total, status }) => [total, status])).toEqual(
      ['65.50', '75.00', '75.00', '95.00'].map((total) => [total, 'paid']),
    );
    expect(rows(found[0]?.discounts).map(({ percent, amount }) => [percent, amount])).toEqual([
      ['10', '10.00'],
      ['5', '4.50'],
      [null, '20.00'],
    ]);
    const discounts = rows(ok(await api.get(`/customers/${customer}/coupons`)).data);
    expect(discounts.map(({ status, periodsLeft }) => [status, periodsLeft])).toEqual([
      ['used_up', 0],
      ['active', null],
      ['used_up', 0],
    ]);
  });

  it('are refused over their limit, a second time, and without an amount in the currency', async () => {
    const [first, second] = [await subscriber(null, [fee]), await subscriber(null, [fee])];
    const limited = await coupon({ percentOff: '10', duration: 'once', maxRedemptions: 1 });
    ok(await redeem(first.customer, limited));
    expect(await refused(redeem(second.customer, limited))).toEqual([409, 'coupon_exhausted', '/couponId']);
    const twice = await coupon({ percentOff: '10', duration: 'once' });
    ok(await redeem(first.customer, twice));
    expect(await refused(redeem(first.customer, twice))).toEqual([409, 'coupon_already_applied', '/couponId']);
    const euros = await coupon({ amountOff: { EUR: '5.00' }, duration: 'once' });
    expect(await refused(redeem(first.customer, euros))).toEqual([400, 'coupon_currency_missing', '/couponId']);
  });
});

describe('manual lines', () => {
  it('wait for the next invoice: 100.00 + 25.00 − 5.00; none is left for the one after', async () => {
    const { customer, advance, invoices } = await subscriber('pm_sim_ok', [fee]);
    const line = (description: string, amount: string) =>
      api.post(`/customers/${customer}/invoice-lines`, { description, amount });
    ok(await line('Setup', '25.00'));
    ok(await line('Goodwill', '-5.00'));
    expect(await refused(line('Half a cent', '0.005'))).toEqual([400, 'amount_not_settled', '/amount']);
    for (const close of closes.slice(0, 2)) await advance(close);
    expect((await invoices()).map(({ total }) => total).toReversed()).toEqual(['120.00', '100.00']);
    const waiting = rows(ok(await api.get(`/customers/${customer}/invoice-lines`)).data);
    expect(waiting.map(({ status }) => status)).toEqual(['billed', 'billed']);
  });
});

describe('a draft that is held', () => {
  it('is edited, finalized once, and then paid', async () => {
    const { customer, advance, invoice } = await subscriber('pm_sim_ok', [fee]);
    ok(await api.call('PATCH', `/customers/${customer}`, JSON.stringify({ autoFinalize: false })));
    const held = await listenTo('invoice.held');
    await advance(closeable);
    const { id, status, number } = await invoice();
    expect([status, number]).toEqual(['draft', null]);
    await eventually('it is announced', async () =>
      (await held()).some(({ invoiceId }) => invoiceId === id) ? true : undefined,
    );
    const edited = ok(await api.post(`/invoices/${String(id)}/lines`, { description: 'Goodwill', amount: '-10.00' }));
    expect(edited).toMatchObject({ status: 'draft', total: '90.00' });
    const final = ok(await api.post(`/invoices/${String(id)}/finalize`, {}));
    expect(final).toMatchObject({ status: 'open', total: '90.00', amountDue: '90.00' });
    await until('it is paid', id, 'paid');
    const again = await api.post(`/invoices/${String(id)}/finalize`, {});
    expect([again.status, again.body.code]).toEqual([409, 'invoice_already_final']);
    const paid = await api.post(`/invoices/${String(id)}/void`, { reason: 'too late' });
    expect([paid.status, paid.body.code]).toEqual([409, 'invoice_paid']);
  });
});

describe('an invoice that is void', () => {
  it('is dunned no more, and replaced under a number of its own, which is paid by a transfer', async () => {
    const { advance, invoice, collection } = await subscriber('pm_sim_declined', [fee]);
    await advance(closeable);
    const { id, number } = await invoice();
    await eventually('dunning waits', async () => ((await collection()).status === 'waiting' ? true : undefined));

    const voided = ok(await api.post(`/invoices/${String(id)}/void`, { reason: 'wrong price', replace: true }));
    expect(voided).toMatchObject({ status: 'void', number, voidReason: 'wrong price' });
    await eventually('dunning has ended', async () => {
      const { status } = ok(await api.get(`/invoices/${String(id)}/collection`));
      return status === 'closed' ? true : undefined;
    });

    const replacement = voided.replacedBy;
    expect(await invoiceOf(replacement)).toMatchObject({ status: 'draft', replaces: id, total: '100.00' });
    const line = { description: 'Right price', amount: '-40.00' };
    ok(await api.post(`/invoices/${String(replacement)}/lines`, line));
    const final = ok(await api.post(`/invoices/${String(replacement)}/finalize`, {}));
    expect(final).toMatchObject({ status: 'open', total: '60.00' });
    expect(final.number).not.toBe(number);

    const collected = async () => ok(await api.get(`/invoices/${String(replacement)}/collection`));
    await eventually('dunning waits', async () => {
      const answer = await api.get(`/invoices/${String(replacement)}/collection`);
      return answer.status === 200 && answer.body.status === 'waiting' ? true : undefined;
    });
    ok(await api.post(`/invoices/${String(replacement)}/pay`, { reference: 'transfer 7' }));
    expect(await invoiceOf(replacement)).toMatchObject({ status: 'paid', paymentId: 'transfer 7' });
    await eventually('dunning has ended', async () => ((await collected()).status === 'closed' ? true : undefined));
    await advance(day(closeable, 20));
    expect(await invoiceOf(id)).toMatchObject({ status: 'void' });
  });
});

describe('twenty requests at once', () => {
  const twenty = <T>(send: (at: number) => Promise<T>) => Promise.all(Array.from({ length: 20 }, (_, at) => send(at)));

  it('pay an open invoice once, and those that are refused leave nothing on the balance', async () => {
    const { customer, advance, invoice, collection } = await subscriber('pm_sim_declined', [fee]);
    await advance(closeable);
    const { id } = await invoice();
    await eventually('dunning waits', async () => ((await collection()).status === 'waiting' ? true : undefined));
    const answers = await twenty(async (at) => {
      const { status, body } = await api.post(`/invoices/${String(id)}/pay`, { reference: `transfer ${at}` });
      return [status, status === 200 ? body.paymentId : body.code];
    });
    const { status, amountPaid, amountRemaining, paymentId } = await invoiceOf(id);
    expect([status, amountPaid, amountRemaining]).toEqual(['paid', '100.00', '0.00']);
    const refused = answers.filter(([code]) => code !== 200);
    expect(answers.filter(([code]) => code === 200)).toEqual([[200, paymentId]]);
    expect(refused).toEqual(refused.map(() => [409, 'invoice_paid']));
    expect(ok(await api.get(`/customers/${customer}/balance`))).toMatchObject({ balances: [], data: [] });
  });
});
