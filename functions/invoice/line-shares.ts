import { add, type Money, money, settle, subtract, total, zero } from '../money/money.ts';
import type { Invoice } from './invoice.ts';
import { taxedGroups } from './taxed-group.ts';

/** The share of each line in the total of its invoice, after coupons and with its own tax: by the line's id. */
export const sharesByLine = (invoice: Pick<Invoice, 'lines' | 'taxGroups' | 'currency'>): ReadonlyMap<string, Money> =>
  new Map(taxedGroups(invoice).flatMap(({ lines, sums }) => [...sharesOf({ lines, total: sums.total })]));

/** The share of each line in the total, by the line's id. Three lines of 1.00 with a total of 3.05 have 1.02, then
 *  2.03 - 1.02 = 1.01, then 3.05 - 2.03 = 1.02: they add up to it. */
export const sharesOf = ({ lines, total: whole }: Pick<Invoice, 'lines' | 'total'>): ReadonlyMap<string, Money> => {
  const nets = lines.map(({ amount, discount }) => subtract(amount, discount));
  const net = total(nets, whole.currency);
  const shares = new Map<string, Money>();
  if (net.amount.isZero()) return shares;
  const grossFor = (part: Money) => settle(money(whole.amount.times(part.amount).div(net.amount), whole.currency));
  let reached = zero(whole.currency);
  for (const [index, { id }] of lines.entries()) {
    const next = add(reached, nets[index] ?? zero(whole.currency));
    shares.set(id, subtract(grossFor(next), grossFor(reached)));
    reached = next;
  }
  return shares;
};
