import type { Discount } from '../../catalog/coupon/discount.ts';
import { discountsOf, returnOf } from '../../catalog/coupon/discount-store.ts';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import type { ManualLine } from '../draft/manual-line.ts';
import { manualLinesOf, returnLine } from '../draft/manual-store.ts';
import type { Invoice } from '../invoice.ts';
import { statementsIn } from '../standing/standing-service.ts';
import { originalIdOf } from '../store/original-service.ts';

/** Gives back what a void invoice took from elsewhere: discounts get their period back, and manual lines that had waited for an
 *  invoice wait again, those of its children too. Where a replacement stands in for the invoice nothing is given back, since
 *  the replacement keeps it all. A repeat changes nothing.
 *  @throws Contended `void_contended` */
export const giveBack = async (invoice: Invoice): Promise<void> => {
  if (invoice.status !== 'void' || invoice.replacedBy !== null) return;
  let isMore = true;
  while (isMore) {
    isMore = await untilWritten('void', invoice.id, async () => {
      const writes = await givingBack(invoice);
      const now = writes.slice(0, writesAtOnce);
      const done = now.length === 0 || (await transact(...now));
      return done ? now.length < writes.length : undefined;
    });
  }
};

/** Customers of a family that are looked at at the same time. */
const lanes = 8;

/** DynamoDB takes 100 actions in a transaction. */
const writesAtOnce = 100;

/** Writes for all that the invoice, or one of the statements in it, still has. */
const givingBack = async (invoice: Invoice): Promise<readonly TransactItem[]> => {
  const customers = new Set([invoice.customerId, ...invoice.sections.map(({ customerId }) => customerId)]);
  const [original, statements, takable] = await Promise.all([
    originalIdOf(invoice),
    statementsIn(invoice),
    inLanes([...customers], lanes, takableOf),
  ]);
  const takers = new Set([original, ...statements]);
  return takable.flatMap((one) => returning(one, takers));
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
