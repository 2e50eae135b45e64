import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import { add, compare, type Money, multiply, settle, total, zero } from '../money/money.ts';

/** `fraction` of the tax base: 0.19 for 19 %. */
export interface TaxRate {
  readonly name: string;
  readonly fraction: Decimal;
}

/** Rounded once per rate and invoice. */
export interface AppliedTax {
  readonly name: string;
  readonly fraction: Decimal;
  readonly amount: Money;
}

/** In the order in which each follows from the one before; all settled. */
export interface Totals {
  readonly subtotal: Money;
  readonly taxBase: Money;
  readonly taxes: readonly AppliedTax[];
  readonly tax: Money;
  readonly total: Money;
  readonly amountDue: Money;
}

/** Charges → tax base → tax → total → amount due.
 *  @param amounts the settled amounts of the lines */
export function totalsOf(amounts: readonly Money[], rates: readonly TaxRate[], currency: Currency): Totals {
  const subtotal = total(amounts, currency);
  const taxBase = subtotal;
  const taxes = rates.map((rate) => ({ ...rate, amount: settle(multiply(taxBase, rate.fraction)) }));
  const tax = total(
    taxes.map(({ amount }) => amount),
    currency,
  );
  const sum = add(taxBase, tax);
  return { subtotal, taxBase, taxes, tax, total: sum, amountDue: atLeastZero(sum) };
}

function atLeastZero(sum: Money): Money {
  const nothing = zero(sum.currency);
  return compare(sum, nothing) < 0 ? nothing : sum;
}
