import fc from 'fast-check';
import { pricedChargeSchema } from '../../../functions/catalog/plan/charge-wire.ts';
import type { PricedCharge } from '../../../functions/catalog/plan/price.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal, sum } from '../../../functions/money/decimal.ts';
import { lineToWire } from '../../../functions/rate/line-wire.ts';
import { type Metered, plainMetered } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { resolutions } from '../catalog/arbitraries.ts';
import { decimalText } from '../money/arbitraries.ts';

export const TWO_TIERS = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: null, unitAmount: '0.07' },
];

export const THREE_TIERS = [
  { upTo: '1000', unitAmount: '0.10' },
  { upTo: '10000', unitAmount: '0.07' },
  { upTo: null, unitAmount: '0.05' },
];

export const FEE_TIERS = [
  { upTo: '10', unitAmount: '1', flatAmount: '5' },
  { upTo: '20', unitAmount: '0', flatAmount: '3' },
  { upTo: null, unitAmount: '2', flatAmount: '7' },
];

export const charge = (terms: Record<string, unknown>): PricedCharge => pricedChargeSchema.parse({ id: 'c', ...terms });

/** Quantity and number of events, both as text; of a mere quantity no events are known. */
type Count = string | readonly [quantity: string, events: string];

const countedOf = (count: Count) => {
  const [quantity, events] = typeof count === 'string' ? [count, '0'] : count;
  return { quantity: decimal(quantity), events: decimal(events) };
};

/** Usage by value of `resolution`; `''` stands for events without it. */
export const byResolution = (usage: Record<string, Count>): Metered => {
  const groups = Object.entries(usage).map(([resolution, count]) => ({
    values: resolution === '' ? {} : { resolution },
    ...countedOf(count),
  }));
  const total = (field: 'quantity' | 'events') => sum(groups.map((group) => group[field]));
  return { quantity: total('quantity'), events: total('events'), groups };
};

const meteredOf = (usage: Count | Metered): Metered =>
  typeof usage === 'object' && 'groups' in usage ? usage : { ...countedOf(usage), groups: [] };

/** The priced line as it goes over the wire. */
export const line = (terms: Record<string, unknown>, usage: Count | Metered, code = 'USD') =>
  lineToWire(rateCharge(charge(terms), meteredOf(usage), currency(code)));

/** "group: kind from–to: units × unitAmount + flatAmount = amount" of each bracket. */
export const brackets = (terms: Record<string, unknown>, usage: Count | Metered): string[] =>
  line(terms, usage).breakdown.map(
    ({ kind, group, from, to, units, unitAmount, flatAmount, amount }) =>
      `${group === null ? '' : `${group.value}: `}${kind} ${from}–${to}: ${units} × ${unitAmount} + ${flatAmount} = ${amount}`,
  );

/** Usage of any sign, in no groups or in some, of which a charge prices some. */
export const anyMetered = (quantity = decimalText()): fc.Arbitrary<Metered> => {
  const count = fc.tuple(quantity, fc.nat().map(String));
  const grouped = fc.dictionary(fc.constantFrom('', ...resolutions), count, { noNullPrototype: true });
  return fc.oneof(
    quantity.map((text) => plainMetered(decimal(text))),
    grouped.map(byResolution),
  );
};
