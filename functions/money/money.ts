import { type Currency, minorUnits } from './currency.ts';
import { type Decimal, exactDecimal, plain, sum, unsigned, ZERO } from './decimal.ts';
import { DomainError } from './domain-error.ts';

/** `amount` in the currency's major unit, exact unless settled. */
export type Money = { readonly amount: Decimal; readonly currency: Currency };

export class CurrencyMismatch extends DomainError {
  readonly code = 'currency_mismatch';
}

export class NotSettled extends DomainError {
  readonly code = 'amount_not_settled';
}

export function money(amount: Decimal, currency: Currency): Money {
  return { amount: unsigned(amount), currency };
}

export function zero(currency: Currency): Money {
  return money(ZERO, currency);
}

/** @throws CurrencyMismatch */
export function add(a: Money, b: Money): Money {
  return money(a.amount.plus(inCurrency(b, a.currency)), a.currency);
}

/** @throws CurrencyMismatch */
export function subtract(a: Money, b: Money): Money {
  return money(a.amount.minus(inCurrency(b, a.currency)), a.currency);
}

export function multiply(value: Money, factor: Decimal): Money {
  return money(value.amount.times(factor), value.currency);
}

export function negate(value: Money): Money {
  return money(value.amount.negated(), value.currency);
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`.
 *  @throws CurrencyMismatch */
export function compare(a: Money, b: Money): number {
  return a.amount.comparedTo(inCurrency(b, a.currency));
}

/** Zero for none.
 *  @throws CurrencyMismatch */
export function total(values: readonly Money[], currency: Currency): Money {
  return money(sum(values.map((value) => inCurrency(value, currency))), currency);
}

/** The only rounding: to the currency's minor unit, half away from zero. */
export function settle(value: Money): Money {
  return money(value.amount.toDecimalPlaces(minorUnits(value.currency)), value.currency);
}

export function isSettled(value: Money): boolean {
  return value.amount.decimalPlaces() <= minorUnits(value.currency);
}

/** A settled amount with all digits of its minor unit: "268.00" USD, "268" JPY.
 *  @throws NotSettled rather than lose a digit */
export function settledToWire(value: Money): string {
  if (!isSettled(value)) throw new NotSettled(`${plain(value.amount)} ${value.currency} has to be settled first`);
  return value.amount.toFixed(minorUnits(value.currency));
}

/** An exact amount without trailing zeros: "268", "0.0000001". */
export function exactToWire(value: Money): string {
  return plain(value.amount);
}

/** Reads what either printer wrote.
 *  @throws NotADecimalString */
export function moneyFromWire(text: string, currency: Currency): Money {
  return money(exactDecimal(text), currency);
}

function inCurrency(value: Money, currency: Currency): Decimal {
  if (value.currency === currency) return value.amount;
  throw new CurrencyMismatch(`${value.currency} and ${currency} cannot be reckoned together`);
}
