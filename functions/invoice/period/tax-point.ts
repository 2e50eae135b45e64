import type { Period } from '../../catalog/subscription/billing-period.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import type { InvoiceLine } from '../invoice.ts';

/** When the tax on a line falls due:
 *  - for what is billed after it was supplied (usage, fees in arrears, a minimum): at the last moment of the line's own
 *    period, which may be a part of the invoice's. Late usage is of its original period;
 *  - for a fee that is billed before its period: when that begins, since it is paid on account (article 65 of Directive
 *    2006/112/EC). What is given back of one is of the same time;
 *  - for a line of an operator: at the last moment of the invoice's period, which is the line's.
 *
 *  An example, where a rate changes at midnight before 1 October: on the invoice of September, its usage has the old
 *  rate, and the fee for October, in advance, the new one.
 *  @param billed the period of the line's own invoice */
export const taxPointOf = (line: Pick<InvoiceLine, 'kind' | 'period'>, billed: Period): Instant => {
  switch (line.kind) {
    case 'charge':
      return line.period.start >= billed.end ? line.period.start : lastMomentOf(line.period);
    case 'credit':
      return line.period.start;
    case 'adjustment':
    case 'minimum':
    case 'manual':
      return lastMomentOf(line.period);
    default:
      return assertNever(line.kind);
  }
};

/** The last millisecond of a period: a rate that begins when the period ends is not for it. An empty period begins
 *  and ends at one moment: that one is taken. */
export const lastMomentOf = ({ start, end }: Period): Instant => (start < end ? plusMilliseconds(end, -1) : start);
