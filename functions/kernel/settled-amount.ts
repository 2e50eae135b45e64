import { type Currency, minorUnits } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import { isSettled, type Money, money } from '../money/money.ts';
import { InvalidInput } from './meterline-error.ts';

/** An amount that a person named and that is paid as it is, so it may have no more digits than the currency's minor
 *  unit: 12.345 USD is refused.
 *  @throws InvalidInput `amount_not_settled` at `pointer` */
export const settledAmount = (amount: Decimal, currency: Currency, pointer: string): Money => {
  const value = money(amount, currency);
  if (isSettled(value)) return value;
  const detail = `${currency} has ${minorUnits(currency)} digits after the point.`;
  throw new InvalidInput({ code: 'amount_not_settled', pointer, detail });
};

/** The same for an amount of more than zero.
 *  @throws InvalidInput `amount_not_settled`, `amount_not_positive` at `pointer` */
export const positiveAmount = (amount: Decimal, currency: Currency, pointer: string): Money => {
  if (amount.isPositive() && !amount.isZero()) return settledAmount(amount, currency, pointer);
  throw new InvalidInput({ code: 'amount_not_positive', pointer, detail: 'An amount of more than zero is expected.' });
};
