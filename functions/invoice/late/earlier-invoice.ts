import type { LineHistory } from '../credit-note/line-history.ts';
import { leftOf } from '../credit-note/line-history.ts';
import type { DiscountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice } from '../invoice.ts';

/** An earlier invoice, and what has come back of its lines since. */
export interface EarlierInvoice extends BilledInvoice {
  /** By the id of the line: all that was billed for it, and has come back. */
  readonly histories: ReadonlyMap<string, LineHistory>;
}

/** What credit notes have left of a line; undefined where none took back anything of it, or of a line that adjusts it. */
export const leftByNotes = ({ histories }: EarlierInvoice, lineId: string): DiscountedLine | undefined => {
  const history = histories.get(lineId) ?? [];
  return history.some(({ isNoted }) => isNoted) ? leftOf(history) : undefined;
};
