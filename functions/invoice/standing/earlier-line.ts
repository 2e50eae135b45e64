import type { EarlierLine, InvoiceLine, NewLine } from '../invoice.ts';

/** The line of an earlier invoice that a line changes: the one that late usage adjusts, or the fee of which the unused
 *  rest is given back. Null where it changes none. */
export const earlierLine = (line: InvoiceLine | NewLine): EarlierLine | null => {
  if (line.kind === 'adjustment') return line.adjusts;
  return line.kind === 'credit' ? line.givesBack : null;
};
