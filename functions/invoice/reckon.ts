import type { Instant } from '../catalog/instant.ts';
import type { Currency } from '../money/currency.ts';
import { zero } from '../money/money.ts';
import { applyCredits } from './credits.ts';
import { numbered, type Reckoned } from './draft.ts';
import type { NewLine } from './invoice.ts';
import { untaxed } from './tax.ts';
import { taxableOf, totalsOf } from './totals.ts';

/** The lines with coupons, tax and credits.
 *  @param at in the customer's time */
export const reckon = async (newLines: readonly NewLine[], currency: Currency, at: Instant): Promise<Reckoned> => {
  const lines = numbered(newLines);
  const taxed = untaxed(taxableOf(lines, currency));
  const totals = totalsOf(lines, [], taxed, applyCredits(taxed.total, [], zero(currency), at));
  return { lines, totals, sections: [] };
};
