import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { TaxDecision } from './tax.ts';

/** The line of an earlier invoice that a line changes or gives back a part of. */
export interface OriginalLine {
  readonly invoiceId: InvoiceId;
  readonly lineId: string;
}

/** How a line is taxed. */
export interface LineTax {
  /** When the tax falls due: rates and registrations apply that were in force then. */
  readonly at: Instant;
  /** Null for a line that changes no earlier one. */
  readonly original: OriginalLine | null;
  /** Whether `decision` is that of the original line. It stays then, whatever becomes of the customer; any other is
   *  taken anew until the invoice is final. */
  readonly carried: boolean;
  /** Null where it is not taken yet, and where a tax engine outside answered with sums that do not say how a single
   *  line was taxed. */
  readonly decision: TaxDecision | null;
  /** The place in the invoice's `taxGroups`; null where the line has no part in any, since it is of nothing or
   *  nothing was calculated yet. */
  readonly group: number | null;
}

/** The tax of a line before anything is decided. */
export const undecidedAt = (at: Instant): LineTax => ({
  ...{ at, original: null, carried: false, decision: null, group: null },
});

/** The tax of a line that changes an earlier one: it carries what was decided for that one.
 *  @param tax how the original line was taxed */
export const carriedFrom = (original: OriginalLine, { at, decision }: LineTax): LineTax => ({
  ...{ at, original, carried: decision !== null, decision, group: null },
});
