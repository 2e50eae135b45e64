import type { Meter } from '../catalog/meter.ts';
import type { UsagePrice } from '../catalog/price.ts';
import { combine, eventsOf, type Reading } from '../meter/usage.ts';
import { type Decimal, exactDecimal, ZERO } from '../money/decimal.ts';

/** `quantity` in the meter's unit, `events` how many it was counted from; either is negative if voided ones outweigh the
 *  rest. */
export type Counted = { readonly quantity: Decimal; readonly events: Decimal };

/** Usage of one combination of values of group-by properties. */
export type MeteredGroup = Counted & { readonly values: Readonly<Record<string, string>> };

/** What a meter counted for a charge in one period. `groups` is empty where nothing is priced by group. */
export type Metered = Counted & { readonly groups: readonly MeteredGroup[] };

/** A mere quantity, of no events that are known and of no group. */
export const plainMetered = (quantity: Decimal): Metered => ({ quantity, events: ZERO, groups: [] });

/** What the counters of a period come to for a charge. */
export const meteredFor = (_charge: UsagePrice, meter: Meter, readings: readonly Reading[]): Metered => ({
  ...countedIn(meter, readings),
  groups: [],
});

const countedIn = ({ measure }: Meter, readings: readonly Reading[]): Counted => ({
  quantity: combine(measure.aggregation, readings),
  events: exactDecimal(String(eventsOf(readings))),
});
