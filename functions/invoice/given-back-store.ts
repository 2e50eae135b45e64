import type { Discount } from '../catalog/discount.ts';
import { discountsOf, returnOf } from '../catalog/discount-store.ts';
import type { CustomerId, InvoiceId } from '../catalog/ids.ts';
import type { Invoice } from './invoice.ts';
import type { ManualLine } from './manual-line.ts';
import { waitedLineOf } from './manual-new-line.ts';
import { manualLinesOf, returnLine } from './manual-store.ts';
import { originalIdOf } from './original-store.ts';
import { findInvoice } from './store.ts';
import type { TransactItem } from './transaction-store.ts';

interface Takable {
  readonly discounts: readonly Discount[];
  readonly lines: readonly ManualLine[];
}

/** Gives back what an invoice took from elsewhere, as far as it has it still: periods of discounts and lines that had waited, its
 *  own customer's and, of a consolidated one, those that its children's statements took. */
export const givingBack = async (invoice: Invoice): Promise<readonly TransactItem[]> => {
  const [original, own, ofChildren] = await Promise.all([
    originalIdOf(invoice),
    takableOf(invoice.customerId),
    Promise.all(childrenOn(invoice).map(takableOf)),
  ]);
  const children = together(ofChildren);
  const on = new Set(invoice.lines.map(waitedLineOf));
  const lines = children.lines.filter(({ id }) => on.has(id));
  const statements = await statementsIn(original, takersOf({ ...children, lines }));
  return [...returning(own, new Set([original])), ...returning({ ...children, lines }, statements)];
};

const childrenOn = ({ customerId, sections }: Invoice): readonly CustomerId[] =>
  sections.map((section) => section.customerId).filter((one) => one !== customerId);

const takableOf = async (customer: CustomerId): Promise<Takable> => {
  const [discounts, lines] = await Promise.all([discountsOf(customer), manualLinesOf(customer)]);
  return { discounts, lines };
};

const together = (all: readonly Takable[]): Takable => ({
  discounts: all.flatMap(({ discounts }) => discounts),
  lines: all.flatMap(({ lines }) => lines),
});

const takersOf = ({ discounts, lines }: Takable): ReadonlySet<InvoiceId> =>
  new Set([
    ...discounts.flatMap(({ uses }) => uses),
    ...lines.flatMap(({ invoiceId }) => (invoiceId === null ? [] : [invoiceId])),
  ]);

/** Those that are part of the parent's invoice. */
const statementsIn = async (parent: InvoiceId, candidates: ReadonlySet<InvoiceId>): Promise<ReadonlySet<InvoiceId>> => {
  const found = await Promise.all([...candidates].map(findInvoice));
  return new Set(
    found.flatMap((one) => (one?.status === 'statement' && one.consolidatedInto === parent ? [one.id] : [])),
  );
};

const returning = ({ discounts, lines }: Takable, takers: ReadonlySet<InvoiceId>): readonly TransactItem[] => [
  ...discounts.flatMap((discount) =>
    discount.uses.filter((use) => takers.has(use)).map((use) => returnOf(discount, use)),
  ),
  ...lines.flatMap((line) =>
    line.invoiceId !== null && takers.has(line.invoiceId) ? [returnLine(line, line.invoiceId)] : [],
  ),
];
