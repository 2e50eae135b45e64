import type { Discount } from '../../catalog/coupon/discount.ts';
import { discountsOf, returnOf } from '../../catalog/coupon/discount-store.ts';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { ManualLine } from '../draft/manual-line.ts';
import { manualLinesOf, returnLine } from '../draft/manual-store.ts';
import type { Invoice } from '../invoice.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import { originalIdOf } from '../store/original-service.ts';

/** Gives back what an invoice took from elsewhere, as far as it has it still: periods of discounts and lines that had waited, its
 *  own customer's and, of a consolidated one, those that its children's statements took. */
export const givingBack = async (invoice: Invoice): Promise<readonly TransactItem[]> => {
  const customers = new Set([invoice.customerId, ...invoice.sections.map(({ customerId }) => customerId)]);
  const [original, statements, takable] = await Promise.all([
    originalIdOf(invoice),
    statementsIn(invoice),
    Promise.all([...customers].map(takableOf)),
  ]);
  const takers = new Set([original, ...statements]);
  return takable.flatMap((one) => returning(one, takers));
};

/** Those that it is made of, and that these are. */
const statementsIn = async ({ sections }: Invoice): Promise<readonly InvoiceId[]> => {
  const own = sections.flatMap(({ statements }) => statements);
  const theirs = await Promise.all(own.map(async (id) => statementsIn(await requireInvoice(id))));
  return [...own, ...theirs.flat()];
};

interface Takable {
  readonly discounts: readonly Discount[];
  readonly lines: readonly ManualLine[];
}

const takableOf = async (customer: CustomerId): Promise<Takable> => {
  const [discounts, lines] = await Promise.all([discountsOf(customer), manualLinesOf(customer)]);
  return { discounts, lines };
};

const returning = ({ discounts, lines }: Takable, takers: ReadonlySet<InvoiceId>): readonly TransactItem[] => [
  ...discounts.flatMap((discount) =>
    discount.uses.filter((use) => takers.has(use)).map((use) => returnOf(discount, use)),
  ),
  ...lines.flatMap((line) =>
    line.invoiceId !== null && takers.has(line.invoiceId) ? [returnLine(line, line.invoiceId)] : [],
  ),
];
