import { customerId, invoiceId } from '../../kernel/ids.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { assertOwn, type Caller } from '../../platform/http/caller.ts';
import type { Page } from '../../platform/http/page.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { type Invoice, type InvoiceStatus, issuedStatuses } from '../invoice.ts';
import { type ListedInvoice, requireInvoice } from './invoice-store.ts';
import { allInvoices, invoicesOfCustomer } from './list-store.ts';

export interface Search extends PageRequest {
  readonly customerId?: string | undefined;
  readonly status?: InvoiceStatus | undefined;
}

/** The invoice, as far as the caller may know of it. For a customer's link, another customer's invoice does not
 *  exist, and neither does a draft.
 *  @throws NotFound `invoice_not_found` */
export const requireVisible = async (id: string, caller: Caller): Promise<Invoice> => {
  const invoice = await requireInvoice(invoiceId(id));
  assertVisible(invoice, caller);
  return invoice;
};

/** @throws NotFound `invoice_not_found` where the caller may not know of the invoice */
export const assertVisible = (
  { id, customerId: of, status }: Pick<Invoice, 'id' | 'customerId' | 'status'>,
  caller: Caller,
): void => {
  assertOwn(caller, of, 'invoice', id);
  if (caller.kind === 'portal' && status === 'draft') throw new NotFound('invoice', id);
};

/** The invoices that the caller may see and has asked for. A customer's link finds its own issued ones, whatever it
 *  asks for.
 *  @throws InvalidInput `invalid_cursor` */
export const findVisible = (
  { customerId: of, status, ...page }: Search,
  caller: Caller,
): Promise<Page<ListedInvoice>> => {
  const wanted = status === undefined ? [] : [status];
  if (caller.kind === 'portal') {
    const issued = issuedStatuses.filter((candidate) => status === undefined || candidate === status);
    return issued.length === 0 ? nothing : invoicesOfCustomer(caller.customerId, page, issued);
  }
  return of === undefined ? allInvoices(page, wanted) : invoicesOfCustomer(customerId(of), page, wanted);
};

const nothing: Promise<Page<ListedInvoice>> = Promise.resolve({ data: [], nextCursor: null });
