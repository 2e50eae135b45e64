import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { balancesOf } from '../../../../functions/invoice/credit/balance-store.ts';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { markPaid } from '../../../../functions/invoice/lifecycle/payment-service.ts';
import { markUncollectible, requireInvoice } from '../../../../functions/invoice/store/invoice-store.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { BillingWorld } from '../billing-world.ts';
import { dollars, draftOf, issuedAt } from '../issued.ts';
import { customer } from '../transcoding.ts';

const at = issuedAt;
const later = plusHours(at, 24);
const aDraft = draftOf([{ amount: '268.00' }]);
const issued = { number: 'INV-000001', issuedAt: at };
const open: Invoice = { ...aDraft, ...issued, status: 'open' };
const pay = (paymentId: string, amount = '268.00', when = at) =>
  markPaid(open.id, { at: when, paymentId, amount: dollars(amount) });
const credit = (amount: string) =>
  creditInvoice(open.id, {
    ...{ id: creditNoteId(`cn_${amount}`), wanted: { kind: 'amount', amount: decimal(amount) }, prefix: 'CN' },
    ...{ reason: 'Outage', issuedAt: at, createdAt: at },
  });
const balance = async () => (await balancesOf(customer.id)).map(settledToWire);
const refusal = (code: string) => expect.objectContaining({ code });

let world: BillingWorld;
beforeEach(() => {
  world = new BillingWorld();
  world.keepInvoice(open);
});
afterEach(() => vi.unstubAllEnvs());

describe('an open invoice is paid once', () => {
  it('by a payment; the same payment again changes nothing', async () => {
    const paid = await pay('pay_1');
    const sums = { amountPaid: dollars('268.00'), amountRemaining: dollars('0.00') };
    expect(paid).toEqual({ ...open, ...sums, status: 'paid', paidAt: at, paymentId: 'pay_1' });
    expect(await pay('pay_1', '268.00', later)).toEqual(paid);
    expect(await requireInvoice(open.id)).toEqual(paid);
    expect(await balance()).toEqual([]);
  });

  it('after a lost answer the payment is there', async () => {
    world.faults = ['none', 'lost answer'];
    await expect(pay('pay_1')).rejects.toThrow('lost');
    expect(await pay('pay_1', '268.00', later)).toMatchObject({ status: 'paid', paidAt: at });
  });

  it('also one that was given up', async () => {
    await markUncollectible(open.id, at);
    expect(await pay('pay_1', '268.00', later)).toMatchObject({ status: 'paid', paidAt: later });
  });

  it('not by less than remains', async () => {
    await expect(pay('pay_1', '267.99')).rejects.toThrow(refusal('payment_too_small'));
  });

  it.each<[string, Invoice]>([
    ['a draft', aDraft],
    ['one that was skipped', { ...aDraft, status: 'skipped', number: null, issuedAt: at }],
  ])('%s is not, and nothing moves', async (_, invoice) => {
    world.keepInvoice(invoice);
    await expect(pay('pay_1')).rejects.toThrow(refusal('invoice_not_open'));
    expect(await balance()).toEqual([]);
  });

  it('neither is one that does not exist', async () => {
    const payment = { at, paymentId: 'pay_1', amount: dollars('1.00') };
    await expect(markPaid(invoiceId('inv_none'), payment)).rejects.toThrow(refusal('invoice_not_found'));
  });
});

describe('what is paid beyond what remains is not lost', () => {
  it('268.00 paid, 68.00 credited while it was under way: 200.00 pay the invoice, 68.00 are balance', async () => {
    await credit('68.00');
    const paid = await pay('pay_1');
    expect([paid.amountPaid, paid.amountCredited, paid.amountRemaining].map(settledToWire)).toEqual([
      '200.00',
      '68.00',
      '0.00',
    ]);
    expect(await balance()).toEqual(['68.00']);
    await pay('pay_1', '268.00', later);
    expect(await balance()).toEqual(['68.00']);
  });

  it('all of it credited while it was under way: the payment is balance, once', async () => {
    await credit('268.00');
    await expect(pay('pay_1')).rejects.toThrow(refusal('invoice_not_open'));
    await expect(pay('pay_1', '268.00', later)).rejects.toThrow(refusal('invoice_not_open'));
    expect(await balance()).toEqual(['268.00']);
  });

  it('paid by another payment: the second is balance', async () => {
    await pay('pay_1');
    await expect(pay('pay_2')).rejects.toThrow(refusal('invoice_not_open'));
    expect(await balance()).toEqual(['268.00']);
  });

  it('void meanwhile: the payment is balance', async () => {
    world.keepInvoice({ ...aDraft, ...issued, status: 'void', voidedAt: at, voidReason: null, replacedBy: null });
    await expect(pay('pay_1')).rejects.toThrow(refusal('invoice_not_open'));
    expect(await balance()).toEqual(['268.00']);
  });
});
