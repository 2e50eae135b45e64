import { nextPeriodOf } from '../../catalog/subscription/subscription.ts';
import type { NewLine } from '../invoice.ts';
import type { Closing } from './closing.ts';
import { type BilledFee, feeCorrections, feesOf } from './fees-in-advance.ts';
import { minimumLine } from './minimum-commitment.ts';
import { segmentLines } from './segment-lines.ts';

/** What earlier invoices have to do with the invoice of a period. */
export interface EarlierBilling {
  /** The lines for usage that came late, for periods that were billed before. */
  readonly adjustments: readonly NewLine[];
  /** The fees for this period that were billed in advance. */
  readonly billedFees: readonly BilledFee[];
}

export const nothingEarlier: EarlierBilling = { adjustments: [], billedFees: [] };

/** The lines of the invoice that closes the period, in this order: usage and fees in arrears of the period, what
 *  sets right its fees in advance, the fees in advance for the next period, late usage of earlier periods, and what
 *  is missing to the minimum commitment. */
export const closingLines = (closing: Closing, earlier: EarlierBilling = nothingEarlier): readonly NewLine[] => {
  const { own, minimum } = dueParts(closing, earlier.billedFees);
  const next = nextPeriodOf({ ...closing.subscription, period: closing.period });
  return [...own, ...(next === undefined ? [] : feesOf(closing, next)), ...earlier.adjustments, ...minimum];
};

/** The lines for the period itself on the invoice that closes it: without fees that were billed in advance, but with what sets
 *  them right, and without the fees in advance for the next period.
 *  @param billed the fees for the period that were billed in advance; 'by the invoice before' where that is still to be made:
 *    it will bill them as they are due then, so that nothing is to be set right yet */
export const dueLines = (closing: Closing, billed: BilledAhead): readonly NewLine[] => {
  const { own, minimum } = dueParts(closing, billed);
  return [...own, ...minimum];
};

export type BilledAhead = readonly BilledFee[] | 'by the invoice before';

const dueParts = (closing: Closing, billed: BilledAhead) => {
  const lines = segmentLines(closing);
  const corrections = billed === 'by the invoice before' ? [] : feeCorrections(closing, closing.period, billed);
  return { own: [...lines, ...corrections], minimum: minimumLine(closing, lines) };
};

/** The lines of all that the period itself costs: its fees in advance too, though another invoice has billed them,
 *  and without what its own invoice bills for other periods. */
export const periodLines = (closing: Closing): readonly NewLine[] => {
  const own = segmentLines(closing);
  return [...own, ...feesOf(closing, closing.period), ...minimumLine(closing, own)];
};
