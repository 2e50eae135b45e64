import type { Currency } from '../money/currency.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';
import type { Taxed } from './tax/tax.ts';
import { taxableOf } from './totals.ts';

/** A group of lines that are taxed alike, with its sums. */
export interface TaxedGroup {
  readonly sums: Taxed;
  readonly lines: readonly InvoiceLine[];
  /** Whether the tax is in the amounts of the lines. It is told by the tax base, which is less than they come to then:
   *  lines of 119.00 have a tax base of 100.00. */
  readonly isInclusive: boolean;
}

/** The groups of an invoice in their order. Where the lines name no group, since they are of nothing or from before
 *  there were groups, they are in the first. */
export const taxedGroups = ({
  lines,
  taxGroups,
  currency,
}: Pick<Invoice, 'lines' | 'taxGroups' | 'currency'>): readonly TaxedGroup[] =>
  taxGroups.map((sums, place) => {
    const own = lines.filter((line) => groupOf(line) === place);
    return { sums, lines: own, isInclusive: isInclusive(own, sums, currency) };
  });

const isInclusive = (lines: readonly InvoiceLine[], { taxBase }: Taxed, currency: Currency): boolean =>
  !taxableOf(lines, currency).amount.equals(taxBase.amount);

/** The place of the line's group. */
export const groupOf = ({ tax }: Pick<InvoiceLine, 'tax'>): number => tax?.group ?? 0;
