import type { Price } from '../catalog/price.ts';
import type { Rate } from '../catalog/tiers.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';

/** What an entry of a breakdown stands for. `minimum` and `maximum` bring the line to its bound: no units, and the
 *  difference as `flatAmount`, which is negative for `maximum`. */
export type BracketKind = 'included' | 'units' | 'package' | 'flat' | 'minimum' | 'maximum';

/** The stretch of usage above `from` up to and including `to`, counted from the first unit of all, included ones too:
 *  each bracket begins where the one before ends. A tier's own bounds count from the first billable unit.
 *  `units` is `to - from`, but for `package`: there it counts whole packages.
 *  Always `amount = units × unitAmount + flatAmount`, exact. */
export type Bracket = {
  readonly kind: BracketKind;
  readonly from: Decimal;
  readonly to: Decimal;
  readonly units: Decimal;
  readonly unitAmount: Decimal;
  readonly flatAmount: Decimal;
  readonly amount: Decimal;
};

/** The exact amounts of its brackets add up to the line's exact amount. */
export type Breakdown = readonly Bracket[];

/** `quantity` is the raw usage, negative if voided events outweigh the rest; `amount` is `exactAmount` settled. */
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

export function bracket(counted: Counted, { unitAmount, flatAmount }: Rate): Bracket {
  return { ...counted, unitAmount, flatAmount, amount: counted.units.times(unitAmount).plus(flatAmount) };
}

/** The units above `from` up to `to` at one rate. */
export function stretch(kind: BracketKind, from: Decimal, to: Decimal, rate: Rate): Bracket {
  return bracket({ kind, from, to, units: to.minus(from) }, rate);
}

/** A fixed amount at `at`, where no more units are counted. */
export function adjustment(kind: 'minimum' | 'maximum', at: Decimal, flatAmount: Decimal): Bracket {
  return bracket({ kind, from: at, to: at, units: ZERO }, { unitAmount: ZERO, flatAmount });
}

export function exactSum(breakdown: Breakdown): Decimal {
  return sum(breakdown.map(({ amount }) => amount));
}
