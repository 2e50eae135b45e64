import type { Decimal } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';
import type { Tiers } from './tiers.ts';

/** Amounts are in the major unit of the currency whose price list the charge stands in, all zero or more. */
export type Flat = {
  readonly model: 'flat';
  readonly amount: Decimal;
  readonly billed: 'advance' | 'arrears';
  readonly prorated: boolean;
};

/** `included` units come off first; zero as `minimumAmount` and null as `maximumAmount` bound nothing. */
export type UsageTerms = {
  readonly included: Decimal;
  readonly minimumAmount: Decimal;
  readonly maximumAmount: Decimal | null;
};
export type Linear = UsageTerms & { readonly model: 'linear'; readonly unitAmount: Decimal };
export type Tiered = UsageTerms & { readonly model: 'tiered'; readonly tiers: Tiers };
export type Volume = UsageTerms & { readonly model: 'volume'; readonly tiers: Tiers };
/** `packageSize` in units, above zero. */
export type Package = UsageTerms & {
  readonly model: 'package';
  readonly packageSize: Decimal;
  readonly packageAmount: Decimal;
};

export type UsagePrice = Linear | Tiered | Volume | Package;
export type Price = Flat | UsagePrice;
export type Label = { readonly id: string; readonly name: string };

/** A charge whose quantity the caller brings, as for a quote: every `Charge` is one. */
export type PricedCharge = Label & Price;

export class UnknownModel extends DomainError {
  readonly code = 'unknown_model';
}

/** Makes a switch over the models fail to compile when one is missing.
 *  @throws UnknownModel if a value came past the compiler */
export function assertNever(charge: never): never {
  throw new UnknownModel(`no such price model: ${JSON.stringify(charge)}`);
}
