import type { InvoiceId } from '../../kernel/ids.ts';
import type { InvoiceLine } from '../invoice.ts';
import { carriedFrom, type LineTax, type OriginalLine } from '../tax/line-tax.ts';
import { billedTax } from './billed-tax.ts';
import { findStanding, payingFor } from './standing-service.ts';

/** Lines of which those that change a line of an earlier invoice carry the tax that this one was billed with. Where it was
 *  a draft when such a line was made, nothing could be carried; it is looked at again here, and may be final now.
 *
 *  An example: a child's 100.00 are on a draft of its parent when they are given back by the child's next statement. The
 *  draft becomes final with 19 %, and the parent exempt. On the parent's next invoice, −100.00 come back with −19.00. */
export const withOriginalTax = async (lines: readonly InvoiceLine[]): Promise<readonly InvoiceLine[]> => {
  const ids = new Set(lines.flatMap(({ tax }) => openOriginal(tax)?.invoiceId ?? []));
  const billed = new Map(await Promise.all([...ids].map(async (id) => [id, await taxesOn(id)] as const)));
  return lines.map((line) => {
    const original = openOriginal(line.tax);
    const tax = original && billed.get(original.invoiceId)?.get(original.lineId);
    return original === null || !tax ? line : { ...line, tax: carriedFrom(original, tax) };
  });
};

/** The line that a line changes, as long as it carries nothing of it. */
const openOriginal = (tax: LineTax | null): OriginalLine | null => (tax === null || tax.carried ? null : tax.original);

/** How the lines of an invoice that stands were billed, by their ids; those of which it is decided. */
const taxesOn = async (id: InvoiceId): Promise<ReadonlyMap<string, LineTax>> => {
  const holder = await findStanding(id);
  if (holder === undefined) return new Map();
  const paying = await payingFor(holder);
  return new Map(
    holder.lines.flatMap((line) => {
      const tax = billedTax(line, { holder, paying });
      return tax === null || tax.decision === null ? [] : [[line.id, tax] as const];
    }),
  );
};
