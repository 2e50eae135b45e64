import type { Price } from '../catalog/plan/price.ts';
import type { Rate } from '../catalog/plan/tiers.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';

/** What a bracket stands for. `percentage` is a share of the units, which are an amount of money themselves; `event_fee` is what
 *  each event costs beside that. `minimum` and `maximum` bring the line to its bound: they have no units, and the difference
 *  as `flatAmount`, which is negative for `maximum`. `withheld` is what of late usage is not given back, since it came back
 *  before; it is like a bound. */
export const bracketKinds = [
  ...(['included', 'units', 'package', 'percentage', 'event_fee'] as const),
  ...(['flat', 'minimum', 'maximum', 'withheld'] as const),
] as const;
export type BracketKind = (typeof bracketKinds)[number];

/** A value of a group-by property that has a price of its own. */
export type BracketGroup = { readonly property: string; readonly value: string };

/** One step in the explanation of a line: the usage above `from`, up to and including `to`, at one price. Always
 *  `amount = units × unitAmount + flatAmount`, exactly.
 *
 *  `from` and `to` count from the first unit of the group, and include the free ones: within a group each bracket begins where
 *  the one before ends. The bounds of a tier, on the other hand, count from the first unit that is charged. With 1,000 units
 *  included and a first tier up to 500, the brackets of 2,000 units go from 0 to 1,000, to 1,500 and to 2,000.
 *
 *  `units` is `to - from`, except for `package`, where it is the number of packages, and `event_fee`, where it is the number of
 *  events. */
export type Bracket = {
  readonly kind: BracketKind;
  /** Null for usage at the charge's own price, and for a minimum or maximum, which concerns the whole line. */
  readonly group: BracketGroup | null;
  readonly from: Decimal;
  readonly to: Decimal;
  readonly units: Decimal;
  readonly unitAmount: Decimal;
  readonly flatAmount: Decimal;
  readonly amount: Decimal;
};

/** How a line comes to its amount: the amounts of the brackets add up to the exact amount of the line. */
export type Breakdown = readonly Bracket[];

/** A charge with what it costs. `quantity` is the usage as it was counted, which is negative if voided events outweigh the rest;
 *  for a charge with prices by group it is the sum over the groups. `amount` is `exactAmount`, rounded once by `settle`. */
export type RatedLine = {
  readonly chargeId: string;
  readonly name: string;
  readonly model: Price['model'];
  readonly quantity: Decimal;
  readonly exactAmount: Money;
  readonly amount: Money;
  readonly breakdown: Breakdown;
};

type Extent = Pick<Bracket, 'kind' | 'from' | 'to' | 'units'>;

/** A bracket at the charge's own price; `inGroup` puts it into a group. */
export const bracket = (extent: Extent, { unitAmount, flatAmount }: Rate): Bracket => ({
  ...extent,
  group: null,
  unitAmount,
  flatAmount,
  amount: extent.units.times(unitAmount).plus(flatAmount),
});

export const inGroup = (group: BracketGroup | null, breakdown: Breakdown): Breakdown =>
  breakdown.map((entry) => ({ ...entry, group }));

/** A bracket whose units are all those above `from`, up to and including `to`. */
export const stretch = (kind: BracketKind, from: Decimal, to: Decimal, rate: Rate): Bracket =>
  bracket({ kind, from, to, units: to.minus(from) }, rate);

/** A bracket of no units that brings a line to its minimum or maximum, or to what is left to be given back.
 *  @param at where the usage ends
 *  @param flatAmount the difference to the bound, negative for `maximum` */
export const boundBracket = (kind: 'minimum' | 'maximum' | 'withheld', at: Decimal, flatAmount: Decimal): Bracket =>
  bracket({ kind, from: at, to: at, units: ZERO }, { unitAmount: ZERO, flatAmount });

export const exactSum = (breakdown: Breakdown): Decimal => sum(breakdown.map(({ amount }) => amount));
