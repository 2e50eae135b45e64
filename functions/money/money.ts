import { type Currency, minorUnits } from './currency.ts';
import { type Decimal, exactDecimal, plain, sum, unsigned, ZERO } from './decimal.ts';
import { DomainError } from './domain-error.ts';

/** An amount in the currency's major unit. It is exact: only `settle` rounds it. */
export type Money = { readonly amount: Decimal; readonly currency: Currency };

export class CurrencyMismatch extends DomainError {
  readonly code = 'currency_mismatch';
}

export class NotSettled extends DomainError {
  readonly code = 'amount_not_settled';
}

export const money = (amount: Decimal, currency: Currency): Money => ({ amount: unsigned(amount), currency });

export const zero = (currency: Currency): Money => money(ZERO, currency);

/** @throws CurrencyMismatch */
export const add = (a: Money, b: Money): Money => money(a.amount.plus(inCurrency(b, a.currency)), a.currency);

/** @throws CurrencyMismatch */
export const subtract = (a: Money, b: Money): Money => money(a.amount.minus(inCurrency(b, a.currency)), a.currency);

export const multiply = (value: Money, factor: Decimal): Money => money(value.amount.times(factor), value.currency);

export const negate = (value: Money): Money => money(value.amount.negated(), value.currency);

/** The order of two amounts: negative, zero or positive as `a` is less than, equal to or more than `b`.
 *  @throws CurrencyMismatch */
export const compare = (a: Money, b: Money): number => a.amount.comparedTo(inCurrency(b, a.currency));

/** Adds up amounts; the total of none is zero.
 *  @throws CurrencyMismatch */
export const total = (values: readonly Money[], currency: Currency): Money =>
  money(sum(values.map((value) => inCurrency(value, currency))), currency);

/** Rounds to the currency's minor unit, half away from zero: 0.125 USD becomes 0.13, and -0.125 becomes -0.13. Nothing
 *  else in Meterline rounds money; `allocate` splits settled amounts into settled ones. */
export const settle = (value: Money): Money =>
  money(value.amount.toDecimalPlaces(minorUnits(value.currency)), value.currency);

export const isSettled = (value: Money): boolean => value.amount.decimalPlaces() <= minorUnits(value.currency);

/** Prints a settled amount with all digits of its minor unit: "268.00" for USD, "268" for JPY.
 *  @throws NotSettled rather than lose a digit */
export const settledToWire = (value: Money): string => {
  if (!isSettled(value)) throw new NotSettled(`${plain(value.amount)} ${value.currency} has to be settled first`);
  return value.amount.toFixed(minorUnits(value.currency));
};

/** Prints an exact amount without trailing zeros: "268", "0.0000001". */
export const exactToWire = (value: Money): string => plain(value.amount);

/** Reads back what `settledToWire` or `exactToWire` printed.
 *  @throws NotADecimalString */
export const moneyFromWire = (text: string, currency: Currency): Money => money(exactDecimal(text), currency);

const inCurrency = (value: Money, currency: Currency): Decimal => {
  if (value.currency === currency) return value.amount;
  throw new CurrencyMismatch(`${value.currency} and ${currency} cannot be reckoned together`);
};
