// What an invoice gives back of invoices that are not paid yet lowers what is still to be paid of these.

import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { add, compare, type Money, negate, subtract, zero } from '../../money/money.ts';
import type { Lowered } from '../credit/apply-credits.ts';
import type { Invoice, InvoiceLine, IssuedInvoice } from '../invoice.ts';
import { sharesByLine } from '../line-shares.ts';

/** An invoice that is lowered, and by how much. */
export interface Lowering {
  /** As it was read. */
  readonly invoice: IssuedInvoice;
  /** Settled, more than zero, and never more than remains to be paid. */
  readonly amount: Money;
}

export const loweredBy = ({ invoice: { id, number }, amount }: Lowering): Lowered => ({
  ...{ invoiceId: id, number, amount },
});

/** The lines of an invoice after coupons, and what they come to with tax. */
export type Giving = Pick<Invoice, 'lines' | 'taxGroups' | 'currency'>;

/** How much an invoice gives back of others, each line with its own tax: by the id of the other one, in the order of the
 *  lines. Lines that change the same invoice count together, so that what they charge comes off what they give back.
 *
 *  An example with a tax of 10 %: lines of 50.00, and of −270.00 and −30.00 for two earlier invoices, have a total of
 *  −275.00. Of these, −297.00 are of the one and −33.00 of the other; the rest is 55.00.
 *  @param of the id of the invoice that is paid for the line that a line changes; undefined where it changes none */
export const givenBackOn = (
  { currency, ...giving }: Giving,
  of: (line: InvoiceLine) => InvoiceId | undefined,
): ReadonlyMap<InvoiceId, Money> => {
  const shares = sharesByLine({ currency, ...giving });
  const sums = new Map<InvoiceId, Money>();
  for (const line of giving.lines) {
    const id = of(line);
    const none = zero(currency);
    if (id !== undefined) sums.set(id, add(sums.get(id) ?? none, shares.get(line.id) ?? none));
  }
  return new Map([...sums].flatMap(([id, sum]) => (sum.amount.isNegative() ? [[id, negate(sum)]] : [])));
};

/** How much an invoice is lowered where `back` is given back of it: as far as it is still to be paid. Undefined where
 *  nothing of it is. */
export const loweringBy = (invoice: Invoice, back: Money): Lowering | undefined => {
  const isOwed = invoice.status === 'open' || invoice.status === 'uncollectible';
  if (!isOwed || invoice.amountRemaining.amount.isZero() || back.amount.isZero()) return undefined;
  return { invoice, amount: compare(back, invoice.amountRemaining) < 0 ? back : invoice.amountRemaining };
};

/** The invoice, of which less is still to be paid. Where nothing is, it is paid, without a payment. */
export const loweredInvoice = (invoice: Invoice, amount: Money, at: Instant): Invoice =>
  lessRemaining({ ...invoice, amountCredited: add(invoice.amountCredited, amount) }, amount, at);

/** The invoice with so much less that is still to be paid. Where nothing remains, it is paid, without a payment.
 *  @param at in the customer's time */
export const lessRemaining = (invoice: Invoice, less: Money, at: Instant): Invoice => {
  const amountRemaining = subtract(invoice.amountRemaining, less);
  const changed = { ...invoice, amountRemaining };
  const isOwed = changed.status === 'open' || changed.status === 'uncollectible';
  return isOwed && amountRemaining.amount.isZero()
    ? { ...changed, status: 'paid', paidAt: at, paymentId: null }
    : changed;
};
