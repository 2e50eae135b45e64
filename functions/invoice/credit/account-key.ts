import type { CustomerId } from '../../kernel/ids.ts';
import type { Key } from '../../kernel/key.ts';
import type { Currency } from '../../money/currency.ts';
import type { CreditGrantId } from './credit-grant.ts';

/** The partition with all that a customer has to its credit: its grants, its balances, and the entries of both. */
export const accountPartition = (customer: CustomerId): string => `ACCOUNT#${customer}`;

export const grantPrefix = 'GRANT#';
export const grantKey = (customer: CustomerId, id: CreditGrantId): Key => ({
  pk: accountPartition(customer),
  sk: `${grantPrefix}${id}`,
});
/** The item that says whose grant this is: a grant itself is found only with the customer's id. */
export const grantOwnerKey = (id: CreditGrantId): Key => ({ pk: `GRANT#${id}`, sk: 'GRANT_OWNER' });

export const balancePrefix = 'BALANCE#';
export const balanceKey = (customer: CustomerId, currency: Currency): Key => ({
  pk: accountPartition(customer),
  sk: `${balancePrefix}${currency}`,
});

export const entryKey = (customer: CustomerId, id: string): Key => ({
  pk: accountPartition(customer),
  sk: `ENTRY#${id}`,
});

/** The partition of the index `list` with a customer's grants. */
export const grantList = (customer: CustomerId): string => `GRANTS#${customer}`;
/** The partition of the index `list` with the entries of a grant, or of the customer's balances.
 *  @param grant null for the balances */
export const entryList = (customer: CustomerId, grant: CreditGrantId | null): string =>
  grant === null ? `BALANCE_ENTRIES#${customer}` : `GRANT_ENTRIES#${grant}`;
