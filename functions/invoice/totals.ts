import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import { add, compare, type Money, multiply, settle, subtract, total, zero } from '../money/money.ts';

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
  /** The customer's credit before this invoice, and what is left of it, or has become of it; never negative. */
  readonly balanceBefore: Money;
  readonly balanceAfter: Money;
  /** Of the total, what the credit does not pay. */
  readonly amountDue: Money;
}

/** Charges → tax base → tax → total → credit → amount due. A negative total becomes credit:
 *  `total - amountDue = balanceBefore - balanceAfter`.
 *  @param amounts the settled amounts of the lines
 *  @param balanceBefore settled, zero or more */
export function totalsOf(
  amounts: readonly Money[],
  rates: readonly TaxRate[],
  currency: Currency,
  balanceBefore: Money = zero(currency),
): Totals {
  const subtotal = total(amounts, currency);
  const taxBase = subtotal;
  const taxes = rates.map((rate) => ({ ...rate, amount: settle(multiply(taxBase, rate.fraction)) }));
  const tax = total(
    taxes.map(({ amount }) => amount),
    currency,
  );
  const sum = add(taxBase, tax);
  const amountDue = atLeastZero(subtract(sum, balanceBefore));
  const balanceAfter = atLeastZero(subtract(balanceBefore, sum));
  return { subtotal, taxBase, taxes, tax, total: sum, balanceBefore, balanceAfter, amountDue };
}

function atLeastZero(sum: Money): Money {
  const nothing = zero(sum.currency);
  return compare(sum, nothing) < 0 ? nothing : sum;
}
