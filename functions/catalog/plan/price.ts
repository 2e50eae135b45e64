import type { Decimal } from '../../money/decimal.ts';
import { DomainError } from '../../money/domain-error.ts';
import type { GroupPrices } from './group-prices.ts';
import type { Tiers } from './tiers.ts';

/** A fee that does not depend on usage. As everywhere in prices, amounts are zero or more and in the major unit of the
 *  currency whose price list the charge stands in. */
export type Flat = {
  readonly model: 'flat';
  readonly amount: Decimal;
  readonly billed: 'advance' | 'arrears';
  readonly prorated: boolean;
};

/** What charges for usage have in common. The `included` units are free: they come off the usage before it is priced.
 *  The amount of the line is then kept between `minimumAmount` and `maximumAmount`; zero and null set no bound. Where
 *  groups have prices of their own, `included` is for all other usage, and the bounds are for the whole line. */
export type UsageTerms = {
  readonly included: Decimal;
  readonly minimumAmount: Decimal;
  readonly maximumAmount: Decimal | null;
};

/** Terms of a model, which a group may have of its own in place of those of the charge. */
export type Grouped<Terms> = UsageTerms & Terms & { readonly groupPrices: GroupPrices<Terms> | null };

export type LinearTerms = { readonly unitAmount: Decimal };
export type TierTerms = { readonly tiers: Tiers };
/** Usage is sold in packages of `packageSize` units, which is above zero: each costs `packageAmount`. */
export type PackageTerms = { readonly packageSize: Decimal; readonly packageAmount: Decimal };
/** A price of `percent` of the amount that events carry, and of `fixedAmount` for each event. With 2.9 % and 0.30, two
 *  payments of 100.00 together cost 2.9 % of 200.00 and twice 0.30: 6.40. */
export type PercentageTerms = { readonly percent: Decimal; readonly fixedAmount: Decimal };

/** Each unit costs the same. */
export type Linear = Grouped<LinearTerms> & { readonly model: 'linear' };
/** Each unit costs what the tier costs that it lies in. With 1.00 up to 10 and 0.50 beyond, 15 units cost 10 × 1.00 +
 *  5 × 0.50 = 12.50. */
export type Tiered = Grouped<TierTerms> & { readonly model: 'tiered' };
/** All units cost what the tier costs that the total lies in. With 1.00 up to 10 and 0.50 beyond, 15 units cost 15 ×
 *  0.50 = 7.50. */
export type Volume = Grouped<TierTerms> & { readonly model: 'volume' };
/** Packages that are begun are paid whole: with packages of 10 units at 4.00, 15 units cost 8.00. */
export type Package = Grouped<PackageTerms> & { readonly model: 'package' };
/** Here `included` is an amount: it is free of the percentage, but not of the fixed amounts. */
export type Percentage = Grouped<PercentageTerms> & { readonly model: 'percentage' };

export type UsagePrice = Linear | Tiered | Volume | Package | Percentage;
export type Price = Flat | UsagePrice;
export type Label = { readonly id: string; readonly name: string };

export const models = [
  'flat',
  'linear',
  'tiered',
  'volume',
  'package',
  'percentage',
] as const satisfies Price['model'][];

/** A charge whose quantity the caller brings, as for a quote. Every `Charge` is one. */
export type PricedCharge = Label & Price;

export class UnknownModel extends DomainError {
  readonly code = 'unknown_model';
}

/** Stands in the default of a switch over the models: the switch does not compile while one is missing.
 *  @throws UnknownModel where a value came past the compiler */
export const assertNever = (charge: never): never => {
  throw new UnknownModel(`no such price model: ${JSON.stringify(charge)}`);
};
