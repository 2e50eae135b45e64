import type { Instant } from '../catalog/instant.ts';
import type { Currency } from '../money/currency.ts';
import { zero } from '../money/money.ts';
import { applyCredits } from './credits.ts';
import type { InvoiceDiscount } from './discount-run.ts';
import { discounted } from './discounted.ts';
import type { Reckoned } from './draft.ts';
import type { InvoiceLine, NewLine } from './invoice.ts';
import { untaxed } from './tax.ts';
import { type AppliedDiscount, type Totals, taxableOf, totalsOf } from './totals.ts';

interface ReckonedDraft extends Reckoned {
  /** Discounts of which the invoice uses a period. */
  readonly used: readonly InvoiceDiscount[];
}

/** The lines with coupons, tax and credits.
 *  @param running the discounts that the invoice has
 *  @param at in the customer's time */
export const reckon = async (
  newLines: readonly NewLine[],
  currency: Currency,
  at: Instant,
  running: readonly InvoiceDiscount[] = [],
): Promise<ReckonedDraft> => {
  const { lines, discounts, used } = discounted(newLines, running, currency);
  return { lines, totals: await totalled(lines, discounts, currency, at), sections: [], used };
};

/** What discounted lines come to, with tax and credits.
 *  @param at in the customer's time */
export const totalled = async (
  lines: readonly InvoiceLine[],
  discounts: readonly AppliedDiscount[],
  currency: Currency,
  at: Instant,
): Promise<Totals> => {
  const taxed = untaxed(taxableOf(lines, currency));
  return totalsOf(lines, discounts, taxed, applyCredits(taxed.total, [], zero(currency), at));
};
