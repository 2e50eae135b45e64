import type { Decimal } from '../../money/decimal.ts';
import { DomainError } from '../../money/domain-error.ts';
import type { GroupPrices } from './group-prices.ts';
import type { Tiers } from './tiers.ts';

/** Amounts are in the major unit of the currency whose price list the charge stands in, all zero or more. */
export type Flat = {
  readonly model: 'flat';
  readonly amount: Decimal;
  readonly billed: 'advance' | 'arrears';
  readonly prorated: boolean;
};

/** `included` units come off first; zero as `minimumAmount` and null as `maximumAmount` bound nothing. Where groups have
 *  prices of their own, `included` belongs to all others, and the bounds to the whole line. */
export type UsageTerms = {
  readonly included: Decimal;
  readonly minimumAmount: Decimal;
  readonly maximumAmount: Decimal | null;
};

/** Terms that a group may have of its own, in place of the charge's. */
export type Grouped<Terms> = UsageTerms & Terms & { readonly groupPrices: GroupPrices<Terms> | null };

export type LinearTerms = { readonly unitAmount: Decimal };
export type TierTerms = { readonly tiers: Tiers };
/** `packageSize` in units, above zero. */
export type PackageTerms = { readonly packageSize: Decimal; readonly packageAmount: Decimal };
/** `percent` of an amount that the events carry, and `fixedAmount` for each event. */
export type PercentageTerms = { readonly percent: Decimal; readonly fixedAmount: Decimal };

export type Linear = Grouped<LinearTerms> & { readonly model: 'linear' };
export type Tiered = Grouped<TierTerms> & { readonly model: 'tiered' };
export type Volume = Grouped<TierTerms> & { readonly model: 'volume' };
export type Package = Grouped<PackageTerms> & { readonly model: 'package' };
/** `included` is an amount here: free of the percentage, not of the fixed amounts. */
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

/** A charge whose quantity the caller brings, as for a quote: every `Charge` is one. */
export type PricedCharge = Label & Price;

export class UnknownModel extends DomainError {
  readonly code = 'unknown_model';
}

/** Makes a switch over the models fail to compile when one is missing.
 *  @throws UnknownModel if a value came past the compiler */
export const assertNever = (charge: never): never => {
  throw new UnknownModel(`no such price model: ${JSON.stringify(charge)}`);
};
