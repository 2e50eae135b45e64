import { add, type Money, subtract, zero } from '../money/money.ts';
import { grossIn } from './group-tax.ts';
import type { Invoice } from './invoice.ts';
import { type TaxedGroup, taxedGroups } from './taxed-group.ts';

/** The share of each line in the total of its invoice, after coupons and with its own tax: by the line's id. */
export const sharesByLine = (invoice: Pick<Invoice, 'lines' | 'taxGroups' | 'currency'>): ReadonlyMap<string, Money> =>
  new Map(taxedGroups(invoice).flatMap((group) => [...sharesOf(group)]));

/** The share of each line in the total of its group, by the line's id: what the line is with the tax that was decided for it.
 *  Tax is rounded for the lines up to here together, so that the shares add up to the total. Three lines of 1.00 with a tax
 *  of 1.67 % have 1.02, then 2.03 - 1.02 = 1.01, then 3.05 - 2.03 = 1.02.
 *
 *  Lines that nearly cancel out have their shares as any other: 50.00 and -49.97 with 19 % are 59.50 and -59.46. */
export const sharesOf = (group: Omit<TaxedGroup, 'isInclusive'>): ReadonlyMap<string, Money> => {
  const { currency } = group.sums.total;
  const grossFor = grossIn(group);
  const shares = new Map<string, Money>();
  let reached = zero(currency);
  for (const { id, amount, discount } of group.lines) {
    const next = add(reached, subtract(amount, discount));
    shares.set(id, subtract(grossFor(next), grossFor(reached)));
    reached = next;
  }
  return shares;
};
