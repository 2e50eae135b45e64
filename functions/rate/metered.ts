import type { Meter } from '../catalog/meter/meter.ts';
import type { UsagePrice } from '../catalog/plan/price.ts';
import { byGroup } from '../meter/usage/by-group.ts';
import { combine, eventCount, type Reading } from '../meter/usage/usage.ts';
import { type Decimal, exactDecimal, ZERO } from '../money/decimal.ts';

/** `quantity` in the meter's unit, `events` how many it was counted from; either is negative if voided ones outweigh the
 *  rest. */
export type Counted = { readonly quantity: Decimal; readonly events: Decimal };

/** Usage of one combination of values of group-by properties. */
export type MeteredGroup = Counted & { readonly values: Readonly<Record<string, string>> };

/** What a meter counted for a charge in one period. `groups` is empty where nothing is priced by group, and where only the
 *  total is known, which is then priced as if no event had the property; else each event is in one of them. */
export type Metered = Counted & { readonly groups: readonly MeteredGroup[] };

/** A mere quantity, of no events that are known and of no group. */
export const plainMetered = (quantity: Decimal): Metered => ({ quantity, events: ZERO, groups: [] });

/** What the counters of a period come to for a charge: in all, and by the values that have a price of their own; the others
 *  are one group without a value, whose maximum, or number of distinct values, is that of all of them.
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
