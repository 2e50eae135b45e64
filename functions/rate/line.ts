import type { Price } from '../catalog/plan/price.ts';
import type { Rate } from '../catalog/plan/tiers.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';

/** What an entry of a breakdown stands for. `percentage` is a share of the units, which are an amount themselves, and
 *  `event_fee` what each event costs. `minimum` and `maximum` bring the line to its bound: no units, and the difference as
 *  `flatAmount`, which is negative for `maximum`. */
export const bracketKinds = [
  ...(['included', 'units', 'package', 'percentage', 'event_fee'] as const),
  ...(['flat', 'minimum', 'maximum'] as const),
] as const;
export type BracketKind = (typeof bracketKinds)[number];

/** A value of a group-by property that has a price of its own. */
export type BracketGroup = { readonly property: string; readonly value: string };

/** The stretch of usage above `from` up to and including `to`, counted from the first unit of its group, included ones too:
 *  within a group each bracket begins where the one before ends. A tier's own bounds count from the first billable unit.
 *  `units` is `to - from`, but for `package`, where it counts whole packages, and `event_fee`, where it counts events.
 *  Always `amount = units × unitAmount + flatAmount`, exact. */
export type Bracket = {
  readonly kind: BracketKind;
  /** Null for usage at the charge's own price, and for what concerns the whole line. */
  readonly group: BracketGroup | null;
  readonly from: Decimal;
  readonly to: Decimal;
  readonly units: Decimal;
  readonly unitAmount: Decimal;
  readonly flatAmount: Decimal;
  readonly amount: Decimal;
};

/** The exact amounts of its brackets add up to the line's exact amount. */
export type Breakdown = readonly Bracket[];

/** `quantity` is the raw usage, negative if voided events outweigh the rest; of a charge with prices by group it is the sum of
 *  what was counted for each. `amount` is `exactAmount` settled. */
export type RatedLine = {
  readonly chargeId: string;
  readonly name: string;
  readonly model: Price['model'];
  readonly quantity: Decimal;
  readonly exactAmount: Money;
  readonly amount: Money;
  readonly breakdown: Breakdown;
};

type Counted = Pick<Bracket, 'kind' | 'from' | 'to' | 'units'>;

/** Of no group. */
export const bracket = (counted: Counted, { unitAmount, flatAmount }: Rate): Bracket => ({
  ...counted,
  group: null,
  unitAmount,
  flatAmount,
  amount: counted.units.times(unitAmount).plus(flatAmount),
});

export const inGroup = (group: BracketGroup | null, breakdown: Breakdown): Breakdown =>
  breakdown.map((entry) => ({ ...entry, group }));

/** The units above `from` up to `to` at one rate. */
export const stretch = (kind: BracketKind, from: Decimal, to: Decimal, rate: Rate): Bracket =>
  bracket({ kind, from, to, units: to.minus(from) }, rate);

/** A fixed amount at `at`, where no more units are counted. */
export const boundBracket = (kind: 'minimum' | 'maximum', at: Decimal, flatAmount: Decimal): Bracket =>
  bracket({ kind, from: at, to: at, units: ZERO }, { unitAmount: ZERO, flatAmount });

export const exactSum = (breakdown: Breakdown): Decimal => sum(breakdown.map(({ amount }) => amount));
