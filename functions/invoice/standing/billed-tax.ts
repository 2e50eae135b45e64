import type { Invoice, InvoiceLine } from '../invoice.ts';
import type { LineTax } from '../tax/line-tax.ts';
import { consolidatedLine } from './consolidated-line.ts';

/** How a line was billed in the end. Of a child's statement, the parent's invoice says it. As long as the invoice that is
 *  paid is a draft, nothing is decided yet: its customer may become exempt before it is final. Just what the line carries
 *  from an earlier one stays.
 *  @param holder the invoice or the statement that has the line
 *  @param paying the invoice that is paid for it
 *  @returns null on an invoice from before taxes were decided for each line */
export const billedTax = (
  line: InvoiceLine,
  { holder, paying }: { readonly holder: Pick<Invoice, 'id'>; readonly paying: Invoice },
): LineTax | null => {
  const isFinal = paying.status !== 'draft' && paying.status !== 'statement';
  const tax = (isFinal && paying.id !== holder.id ? consolidatedLine(paying, holder, line)?.tax : null) ?? line.tax;
  return tax === null || isFinal || tax.carried ? tax : { ...tax, decision: null, group: null };
};
