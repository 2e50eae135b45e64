import type { Customer } from '../../../functions/catalog/customer/customer.ts';
import { customerToWire } from '../../../functions/catalog/customer/customer-wire.ts';
import { customerItem, testClockItem } from '../../../functions/catalog/table/keys.ts';
import { ordinaryTax } from '../../../functions/catalog/tax/customer-tax.ts';
import type { Invoice, InvoiceState } from '../../../functions/invoice/invoice.ts';
import { itemOf } from '../../../functions/invoice/store/invoice-store.ts';
import { inOneGroup } from '../../../functions/invoice/tax/invoice-tax.ts';
import { untaxed } from '../../../functions/invoice/tax/tax.ts';
import { customerId, invoiceIdOf, planId, subscriptionId, testClockId } from '../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../functions/kernel/instant.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { money } from '../../../functions/money/money.ts';
import type { CollectWorld } from './collect-world.ts';

const usd = currency('USD');
export const due = money(decimal('268'), usd);
const nothing = money(decimal('0'), usd);

export const at = (text: string): Instant => parseInstant(text);
/** When the invoice is finalized, and first charged. */
export const finalizedAt = at('2026-11-01T01:00:00Z');
export const clockId = testClockId('clk_1');
export const subscription = subscriptionId('sub_1');
const period = { start: at('2026-10-01T00:00:00Z'), end: at('2026-11-01T00:00:00Z') };

export const customerOf = (paymentMethod: string | null): Customer => ({
  id: customerId('cust_8821'),
  name: 'Clip & Sons',
  email: 'billing@clip.example',
  currency: usd,
  timeZone: 'UTC',
  address: null,
  paymentMethod,
  autoFinalize: null,
  testClockId: clockId,
  tax: ordinaryTax,
  locale: 'en',
  parentId: null,
  revision: 0,
  createdAt: at('2026-09-01T00:00:00Z'),
});

const open: InvoiceState = { status: 'open', number: 'INV-000001', issuedAt: finalizedAt };

export const invoiceOf = (state: InvoiceState = open, { end } = period): Invoice => ({
  id: invoiceIdOf(subscription, end),
  customerId: customerId('cust_8821'),
  buyer: { name: 'Clip & Sons', email: 'billing@clip.example', address: null, taxIds: [], locale: 'en' },
  seller: null,
  subscriptionId: subscription,
  planId: planId('transcoding'),
  planVersion: 1,
  planName: 'Transcoding',
  testClockId: clockId,
  currency: usd,
  timeZone: 'UTC',
  period,
  lines: [],
  sections: [],
  replaces: null,
  revision: 0,
  subtotal: due,
  discounts: [],
  discount: nothing,
  credits: [],
  lowered: [],
  credited: nothing,
  balanceBefore: nothing,
  balanceAfter: nothing,
  amountDue: due,
  amountPaid: state.status === 'paid' ? due : nothing,
  amountCredited: nothing,
  amountRemaining: state.status === 'paid' ? nothing : due,
  createdAt: finalizedAt,
  ...state,
  ...inOneGroup(untaxed(due)),
});

export const keepCustomer = (world: CollectWorld, customer: Customer): void =>
  world.keep('catalog', { ...customerItem(customer.id), ...customerToWire(customer) });

export const keepInvoice = (world: CollectWorld, invoice: Invoice): void => world.keep('invoices', itemOf(invoice));

/** Standing, or on its way to `target`. */
export const setClock = (world: CollectWorld, now: Instant, target?: Instant): void =>
  world.keep('catalog', {
    ...testClockItem(clockId),
    ...{ id: clockId, now, createdAt: now, status: target === undefined ? 'ready' : 'advancing' },
    ...(target === undefined ? {} : { target }),
  });
