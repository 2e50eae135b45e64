import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Charge } from './charge.ts';

/** What a subscriber in one currency pays for a period: the charges, and at least `minimumAmount` for all of them
 *  together. */
export interface PriceList {
  readonly charges: readonly Charge[];
  /** The minimum in the major unit, zero or more. Zero commits to nothing. */
  readonly minimumAmount: Decimal;
}

/** The price lists of a plan, one for each currency that it is sold in. */
export type Prices = ReadonlyMap<Currency, PriceList>;
