import { type Decimal, sum } from '../../money/decimal.ts';
import type { UsageCharge } from './charge.ts';
import { assertNever, type Grouped, type UsagePrice } from './price.ts';

/** All free units of a charge: its own, and those of its groups. */
export const allowanceOf = ({ included, groupPrices }: UsagePrice): Decimal =>
  sum([included, ...(groupPrices?.prices ?? []).map((own) => own.included)]);

/** The same charge with its free units, and those of its groups, changed one by one: for a part of a period, to a
 *  share of them. Half a period of 1,000 free units has 500. */
export const withAllowances = (charge: UsageCharge, change: (included: Decimal) => Decimal): UsageCharge => {
  switch (charge.model) {
    case 'linear':
      return { ...charge, ...changed(charge, change) };
    case 'tiered':
      return { ...charge, ...changed(charge, change) };
    case 'volume':
      return { ...charge, ...changed(charge, change) };
    case 'package':
      return { ...charge, ...changed(charge, change) };
    case 'percentage':
      return { ...charge, ...changed(charge, change) };
    default:
      return assertNever(charge);
  }
};

const changed = <Terms>({ included, groupPrices }: Grouped<Terms>, change: (included: Decimal) => Decimal) => ({
  included: change(included),
  groupPrices: groupPrices && {
    ...groupPrices,
    prices: groupPrices.prices.map((own) => ({ ...own, included: change(own.included) })),
  },
});
