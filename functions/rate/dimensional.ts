import type { GroupPrice } from '../catalog/plan/group-prices.ts';
import type { Grouped, UsagePrice, UsageTerms } from '../catalog/plan/price.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import { afterIncluded, takeIncluded } from './included.ts';
import { type BracketGroup, type Breakdown, inGroup } from './line.ts';
import type { Counted, Metered } from './metered.ts';

/** What a model makes of the units that are left after the free ones, zero or more, and of the number of events. */
export type Rating<Terms> = (terms: Terms, units: Decimal, events: Decimal) => Breakdown;

type Free = Pick<UsageTerms, 'included'>;
type Share<Terms> = { readonly group: BracketGroup | null; readonly terms: Terms & Free; readonly counted: Counted };

/** Each group with a price of its own by itself, ascending by value, then all others together at the charge's price. Free
 *  units, tiers and packages begin anew for each; what is negative costs nothing and lowers no other. */
export const dimensional = <Terms>(price: Grouped<Terms>, metered: Metered, rating: Rating<Terms>): Breakdown =>
  sharesOf(price, metered).flatMap(({ group, terms, counted }) => {
    const { free, billable } = takeIncluded(atLeastZero(counted.quantity), terms.included);
    return inGroup(group, afterIncluded(free, rating(terms, billable, atLeastZero(counted.events))));
  });

/** What a line of this price shows: all that was counted, or the sum of its groups, which differs for maxima and the like. */
export const pricedQuantity = ({ groupPrices }: UsagePrice, { quantity, groups }: Metered): Decimal =>
  groupPrices === null || groups.length === 0 ? quantity : sum(groups.map((group) => group.quantity));

const sharesOf = <Terms>(price: Grouped<Terms>, metered: Metered): readonly Share<Terms>[] => {
  const { groupPrices } = price;
  if (groupPrices === null || metered.groups.length === 0) return [{ group: null, terms: price, counted: metered }];
  const { property, prices } = groupPrices;
  const own = new Set(prices.map(({ value }) => value));
  const usageOf = (isMember: (value: string | undefined) => boolean): Counted =>
    together(metered.groups.filter(({ values }) => isMember(values[property])));
  return [
    ...prices.map((terms: GroupPrice<Terms>) => ({
      group: { property, value: terms.value },
      terms,
      counted: usageOf((value) => value === terms.value),
    })),
    { group: null, terms: price, counted: usageOf((value) => value === undefined || !own.has(value)) },
  ];
};

const together = (counted: readonly Counted[]): Counted => ({
  quantity: sum(counted.map(({ quantity }) => quantity)),
  events: sum(counted.map(({ events }) => events)),
});

const atLeastZero = (value: Decimal): Decimal => (value.isNegative() ? ZERO : value);
