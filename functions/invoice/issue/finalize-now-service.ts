import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { loadTaxSettings } from '../../catalog/tax/tax-settings-store.ts';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment, environmentChoice } from '../../platform/environment.ts';
import { prefixVariable, sellerVariable, zeroInvoicePolicies, zeroInvoicesVariable } from '../contract.ts';
import { buyerOf } from '../draft/draft.ts';
import { taxedOn } from '../draft/reckon-service.ts';
import type { Draft, Invoice } from '../invoice.ts';
import { sellerOf, withTaxIds } from '../seller.ts';
import { requireListed } from '../store/invoice-store.ts';
import { sellerTaxIds } from '../tax/seller-tax-ids.ts';
import { finalAnnouncements } from './final-announcements-service.ts';
import { finalize } from './finalize-service.ts';
import { heldOf, unhold } from './held-store.ts';
import { isSkipped } from './zero-invoice.ts';

/** Gives the draft its number, and customer and seller as of now; a final invoice stays as it is.
 *  @throws NotFound `invoice_not_found`; Contended `invoice_numbers_contended` */
export const finalizeNow = async (id: InvoiceId): Promise<Invoice> => {
  const { customerId } = await requireListed(id);
  const customer = await requireCustomer(customerId);
  const at = await customerNow(customer, wallClock());
  const settings = await loadTaxSettings();
  const seller = (draft: Draft) => {
    const dues = draft.lines.flatMap(({ tax }) => (tax === null ? [] : [tax.at]));
    return withTaxIds(sellerOf(environment(sellerVariable)), sellerTaxIds(settings, draft, [at, ...dues]));
  };
  const policy = environmentChoice(zeroInvoicesVariable, zeroInvoicePolicies);
  const taxed = ({ lines, period }: Draft) => taxedOn(lines, { invoiceId: id, customer, period });
  const isLeftOut = (draft: Draft) => isSkipped(draft, policy);
  return finalize(id, {
    prefix: environment(prefixVariable),
    buyer: buyerOf(customer),
    seller,
    at,
    taxed,
    isSkipped: isLeftOut,
  });
};

/** Finalizes a draft that waits for an operator, and announces it. If it was final before, it is announced again: an earlier try
 *  may have ended in between.
 *  @throws NotFound `invoice_not_found`; Contended `invoice_numbers_contended` */
export const release = async (id: InvoiceId): Promise<Invoice> => {
  const invoice = await finalizeNow(id);
  await announce('invoice', await finalAnnouncements(invoice));
  await unhold(invoice);
  return invoice;
};

/** Finalizes all drafts of the customer that wait for an operator. It is done before the next period is closed: the late usage
 *  on its invoice refers to earlier lines, which have to be final. */
export const finalizeHeld = async (customer: CustomerId): Promise<void> => {
  for (const id of await heldOf(customer)) await release(id);
};
