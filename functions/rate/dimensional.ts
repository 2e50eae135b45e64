import type { GroupPrice } from '../catalog/plan/group-prices.ts';
import type { Grouped, UsagePrice, UsageTerms } from '../catalog/plan/price.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import { afterIncluded, takeIncluded } from './included.ts';
import { type BracketGroup, type Breakdown, inGroup } from './line.ts';
import type { Counted, Metered } from './metered.ts';

/** How a price model makes brackets of usage.
 *  @param units what is left after the free units, zero or more
 *  @param events the number of events, zero or more; only `percentage` looks at it */
export type Rating<Terms> = (terms: Terms, units: Decimal, events: Decimal) => Breakdown;

type Free = Pick<UsageTerms, 'included'>;
type Share<Terms> = { readonly group: BracketGroup | null; readonly terms: Terms & Free; readonly counted: Counted };

/** Prices a charge that may have other prices for some values of a property. Each value with a price of its own is priced by
 *  itself, in the order of the values; then all other usage together at the charge's price. Say that a unit costs
 *  0.10 with 100 units free, and of `4K` it costs 0.25 with 20 free. Then 150 units of `4K` and 300 others come to
 *  130 × 0.25 + 200 × 0.10 = 52.50: free units, tiers and packages begin anew for each part. A part that is negative, as after
 *  voids, costs nothing and does not lower the others. */
export const dimensional = <Terms>(price: Grouped<Terms>, metered: Metered, rating: Rating<Terms>): Breakdown =>
  sharesOf(price, metered).flatMap(({ group, terms, counted }) => {
    const { free, billable } = takeIncluded(atLeastZero(counted.quantity), terms.included);
    return inGroup(group, afterIncluded(free, rating(terms, billable, atLeastZero(counted.events))));
  });

/** The quantity that the line shows. For a price by group it is the sum of its parts, so that it fits the brackets: of a meter
 *  of maxima, parts with 7 and 5 show 12, where the maximum of all is 7. */
export const pricedQuantity = ({ groupPrices }: UsagePrice, { quantity, groups }: Metered): Decimal =>
  groupPrices === null || groups.length === 0 ? quantity : sum(groups.map((group) => group.quantity));

/** The usage in parts that have one price each: a part for each value with a price of its own, and one for the rest. */
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
