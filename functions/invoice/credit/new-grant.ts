import { z } from 'zod';
import { assertBilledIn } from '../../catalog/customer/assert-billed-in.ts';
import type { Customer } from '../../catalog/customer/customer.ts';
import { customerIdSchema } from '../../catalog/customer/customer-wire.ts';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { quantitySchema } from '../../kernel/decimal-wire.ts';
import { customerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { positiveAmount, settledAmount } from '../../kernel/settled-amount.ts';
import type { CreditGrant, CreditGrantId } from './credit-grant.ts';
import { noEntries } from './entry-list.ts';

/** The body of `POST /v1/credits`. */
export const newGrantSchema = z.strictObject({
  customerId: customerIdSchema.transform(customerId),
  name: z.string().trim().min(1).max(200).default('Prepaid credit'),
  amount: quantitySchema,
  currency: currencySchema,
  paid: quantitySchema.nullable().default(null).meta({ description: 'What it was sold for; for information' }),
  priority: z.int().min(0).max(1_000_000).default(100).meta({ description: 'The lower is used first' }),
  expiresAt: instantSchema.nullable().default(null).meta({ description: 'Pays no invoice issued from then on' }),
});
export type NewGrant = z.output<typeof newGrantSchema>;

/** What a new grant needs beside the request. */
export interface GrantMaking {
  readonly id: CreditGrantId;
  readonly customer: Customer;
  /** In the customer's time. */
  readonly now: Instant;
  /** By the wall clock. */
  readonly createdAt: Instant;
}

/** The grant that a request asks for.
 *  @throws InvalidInput `currency_not_billed`, `amount_not_positive`, `amount_not_settled`, `expired_already` */
export const grantOf = (
  { name, amount, currency, paid, priority, expiresAt }: NewGrant,
  { id, customer, now, createdAt }: GrantMaking,
): CreditGrant => {
  assertBilledIn(currency, customer);
  const worth = positiveAmount(amount, currency, '/amount');
  if (expiresAt !== null && expiresAt <= now) {
    const detail = `For the customer it is ${now} already.`;
    throw new InvalidInput({ code: 'expired_already', pointer: '/expiresAt', detail });
  }
  return {
    ...{ id, customerId: customer.id, name, priority, expiresAt, createdAt },
    ...{ amount: worth, remaining: worth, voidedAt: null, entries: noEntries },
    paid: paid === null ? null : settledAmount(paid, currency, '/paid'),
  };
};
