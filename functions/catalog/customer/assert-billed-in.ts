import { InvalidInput } from '../../kernel/meterline-error.ts';
import type { Currency } from '../../money/currency.ts';
import type { Customer } from './customer.ts';

/** Money of a customer is in the currency of its invoices: in any other one, nothing would ever be billed or paid with it.
 *  @param named the currency that a request names
 *  @throws InvalidInput `currency_not_billed` at `/currency` */
export const assertBilledIn = (named: Currency, { currency }: Pick<Customer, 'currency'>): void => {
  if (named === currency) return;
  const detail = `The customer is billed in ${currency}, not in ${named}.`;
  throw new InvalidInput({ code: 'currency_not_billed', pointer: '/currency', detail });
};
