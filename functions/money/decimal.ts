import { Decimal as DecimalJs } from 'decimal.js';
import { DomainError } from './domain-error.ts';

/** The most digits before the point, after it, and in all that a value may have: DynamoDB keeps 38. */
const MAX_DIGITS = 38;

/** A quantity times a rate, each of at most 38 digits on a side of the point, spans at most 76 digits on a side. With
 *  200 digits there is room to add up 10^48 such products before anything is rounded. */
const Exact = DecimalJs.clone({
  defaults: true,
  precision: 200,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});

export type Decimal = DecimalJs;

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const WITHIN_BOUNDS = new RegExp(`^-?\\d{1,${MAX_DIGITS}}(?:\\.\\d{1,${MAX_DIGITS}})?$`);

export class NotADecimalString extends DomainError {
  readonly code = 'not_a_decimal_string';
}

export class TooManyDigits extends DomainError {
  readonly code = 'too_many_digits';
}

export class NotFinite extends DomainError {
  readonly code = 'not_finite';
}

/** Reads a value from outside, such as "-12.50". It has no exponent, no plus sign and no leading zeros.
 *  @throws NotADecimalString, TooManyDigits */
export const decimal = (text: string): Decimal => {
  const value = WITHIN_BOUNDS.test(text) ? exactDecimal(text) : refuse(text);
  return value.precision() > MAX_DIGITS ? refuse(text) : value;
};

/** Reads back what `plain` printed. That may be a product, so it may have any number of digits.
 *  @throws NotADecimalString */
export const exactDecimal = (text: string): Decimal => {
  if (!PLAIN.test(text)) return refuse(text);
  return unsigned(new Exact(text));
};

/** The value of a JSON number, also of those that JavaScript prints with an exponent, such as 1e21 and 1e-7.
 *  @throws NotFinite */
export const decimalOf = (value: number): Decimal => {
  if (!Number.isFinite(value)) throw new NotFinite('neither NaN nor Infinity is an amount or a quantity');
  return unsigned(new Exact(value));
};

/** Prints in plain notation without trailing zeros: never with an exponent, never "-0".
 *  @throws NotFinite */
export const plain = (value: Decimal): string => {
  if (!value.isFinite()) throw new NotFinite('neither NaN nor Infinity is an amount or a quantity');
  return unsigned(value).toFixed();
};

export const sum = (values: Iterable<Decimal>): Decimal =>
  [...values].reduce((total, value) => total.plus(value), ZERO);

/** Takes the sign off a zero: decimal.js keeps one, and we do not. */
export const unsigned = (value: Decimal): Decimal => (value.isZero() ? ZERO : value);

export const ZERO: Decimal = new Exact(0);
export const ONE: Decimal = new Exact(1);

const refuse = (text: string): never => {
  if (PLAIN.test(text)) {
    throw new TooManyDigits(`at most ${MAX_DIGITS} digits, and at most ${MAX_DIGITS} on either side of the point`);
  }
  throw new NotADecimalString('a decimal string in plain notation is expected, such as "0.10" or "-3"');
};
