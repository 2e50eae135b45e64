import type { Decimal } from '../money/decimal.ts';
import { type Money, zero } from '../money/money.ts';

/** Why an invoice has the taxes that it has. `no_rate`: no rate is set for where the customer is. */
export const treatments = ['taxed', 'exempt', 'reverse_charge', 'no_rate'] as const;
export type TaxTreatment = (typeof treatments)[number];

/** Rounded once per rate and invoice. */
export interface AppliedTax {
  readonly rateId: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly region: string | null;
  /** 0.19 for 19 %. */
  readonly fraction: Decimal;
  readonly compound: boolean;
  readonly base: Money;
  readonly amount: Money;
}

/** `total = taxBase + tax`; all settled. */
export interface Taxed {
  readonly taxBase: Money;
  readonly taxes: readonly AppliedTax[];
  readonly tax: Money;
  readonly total: Money;
  readonly taxTreatment: TaxTreatment;
  /** What the law wants to be read on the invoice. */
  readonly taxNote: string | null;
}

/** Nothing but the amount. */
export const untaxed = (amount: Money): Taxed => ({
  ...{ taxBase: amount, taxes: [], tax: zero(amount.currency), total: amount },
  ...{ taxTreatment: 'no_rate', taxNote: null },
});
