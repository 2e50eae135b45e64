import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment, environmentChoice } from '../../platform/environment.ts';
import { announcementsOf } from '../announcements.ts';
import { prefixVariable, sellerVariable, zeroInvoicePolicies, zeroInvoicesVariable } from '../contract.ts';
import { buyerOf } from '../draft/draft.ts';
import { taxedOn } from '../draft/reckon-service.ts';
import type { Draft, Invoice } from '../invoice.ts';
import { sellerOf } from '../seller.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import { finalize } from './finalize-service.ts';
import { heldOf, unhold } from './held-store.ts';
import { isSkipped } from './zero-invoice.ts';

/** Gives the draft its number, and customer and seller as of now; a final invoice stays as it is.
 *  @throws NotFound `invoice_not_found`; Contended `invoice_numbers_contended` */
export const finalizeNow = async (id: InvoiceId): Promise<Invoice> => {
  const { customerId } = await requireInvoice(id);
  const customer = await requireCustomer(customerId);
  const at = await customerNow(customer, wallClock());
  const parties = { buyer: buyerOf(customer), seller: sellerOf(environment(sellerVariable)) };
  const policy = environmentChoice(zeroInvoicesVariable, zeroInvoicePolicies);
  const taxed = ({ lines, period }: Draft) => taxedOn(lines, { invoiceId: id, customer, period });
  const isLeftOut = (draft: Draft) => isSkipped(draft, policy);
  return finalize(id, { prefix: environment(prefixVariable), ...parties, at, taxed, isSkipped: isLeftOut });
};

/** Finalizes a draft that is held, and tells; final already: tells again, so that a crash in between loses nothing.
 *  @throws NotFound `invoice_not_found`; Contended `invoice_numbers_contended` */
export const release = async (id: InvoiceId): Promise<Invoice> => {
  const invoice = await finalizeNow(id);
  await announce('invoice', announcementsOf(invoice));
  await unhold(invoice);
  return invoice;
};

/** All drafts of the customer that are held, before its next period is closed: late usage of that one refers to final
 *  invoices only. */
export const finalizeHeld = async (customer: CustomerId): Promise<void> => {
  for (const id of await heldOf(customer)) await release(id);
};
