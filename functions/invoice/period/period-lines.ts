import { nextPeriodOf } from '../../catalog/subscription/subscription.ts';
import type { NewLine } from '../invoice.ts';
import type { Closing } from './closing.ts';
import { type BilledFee, feeCorrections, feesOf } from './fees-in-advance.ts';
import { minimumLine } from './minimum-commitment.ts';
import { segmentLines } from './segment-lines.ts';

/** What earlier invoices leave to this one. */
export interface EarlierBilling {
  /** For late usage of the periods before. */
  readonly adjustments: readonly NewLine[];
  /** Fees in advance for the period that is closed. */
  readonly billedFees: readonly BilledFee[];
}

export const nothingEarlier: EarlierBilling = { adjustments: [], billedFees: [] };

/** The lines of the invoice that closes the period: its usage and fees in arrears, what has become of its fees in advance,
 *  those of the next period, late usage of periods before, and what is missing to the minimum commitment. */
export const closingLines = (closing: Closing, earlier: EarlierBilling = nothingEarlier): readonly NewLine[] => {
  const own = segmentLines(closing);
  const next = nextPeriodOf({ ...closing.subscription, period: closing.period });
  return [
    ...own,
    ...feeCorrections(closing, closing.period, earlier.billedFees),
    ...(next === undefined ? [] : feesOf(closing, next)),
    ...earlier.adjustments,
    ...minimumLine(closing, own),
  ];
};

/** What the period itself comes to, whatever has been billed of it in advance, and without what is billed with it. */
export const periodLines = (closing: Closing): readonly NewLine[] => {
  const own = segmentLines(closing);
  return [...own, ...feesOf(closing, closing.period), ...minimumLine(closing, own)];
};
