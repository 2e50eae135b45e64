import type { Meter } from '../catalog/meter/meter.ts';
import type { UsagePrice } from '../catalog/plan/price.ts';
import { byGroup } from '../meter/usage/by-group.ts';
import { combine, eventCount, type Reading } from '../meter/usage/usage.ts';
import { type Decimal, exactDecimal, ZERO } from '../money/decimal.ts';

/** What a meter has counted: `quantity` is in the meter's unit, `events` says of how many events. Either is negative if voided
 *  events outweigh the rest. */
export type Counted = { readonly quantity: Decimal; readonly events: Decimal };

/** The usage of one group. `values` has the value of each property; it is empty for the group of all that have no price of their
 *  own. */
export type MeteredGroup = Counted & { readonly values: Readonly<Record<string, string>> };

/** What a meter counted for a charge in one period. Each event is in one of the groups, if there are any. `groups` is empty for
 *  a charge without prices by group, and where only a total is known: that is priced as if no event had the property. */
export type Metered = Counted & { readonly groups: readonly MeteredGroup[] };

/** A quantity without groups, of which nobody knows how many events it comes from: it counts none. */
export const plainMetered = (quantity: Decimal): Metered => ({ quantity, events: ZERO, groups: [] });

/** What the counters of a period come to for a charge: in all, and for each value that has a price of its own. Everything else
 *  is one group, counted as one: its maximum is the highest of all its events, its number of distinct values counts a value
 *  once that came with several properties.
 *  @throws InvalidInput `unknown_group_property` when the meter does not group by the charge's property */
export const meteredFor = (
  { groupPrices }: Pick<UsagePrice, 'groupPrices'>,
  meter: Meter,
  readings: readonly Reading[],
): Metered => {
  const total = countedIn(meter, readings);
  if (groupPrices === null) return { ...total, groups: [] };
  const { property, prices } = groupPrices;
  const priced = new Set(prices.map(({ value }) => value));
  const groups = byGroup(meter, readings, [property]);
  const own = groups.filter(({ values }) => priced.has(values[property] ?? ''));
  const others = groups.filter(({ values }) => !priced.has(values[property] ?? ''));
  return {
    ...total,
    groups: [
      ...own.map(({ values, readings }) => ({ values, ...countedIn(meter, readings) })),
      {
        values: {},
        ...countedIn(
          meter,
          others.flatMap(({ readings }) => readings),
        ),
      },
    ],
  };
};

const countedIn = ({ measure }: Meter, readings: readonly Reading[]): Counted => ({
  quantity: combine(measure.aggregation, readings),
  events: exactDecimal(String(eventCount(readings))),
});
