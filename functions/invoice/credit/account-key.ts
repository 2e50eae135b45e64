import type { CustomerId } from '../../kernel/ids.ts';
import type { Key } from '../../kernel/key.ts';
import type { Currency } from '../../money/currency.ts';
import type { CreditGrantId } from './credit-grant.ts';

/** What a customer has beforehand: its grants, its balances, and their entries. */
export const accountPartition = (customer: CustomerId): string => `ACCOUNT#${customer}`;

export const grantPrefix = 'GRANT#';
export const grantKey = (customer: CustomerId, id: CreditGrantId): Key => ({
  pk: accountPartition(customer),
  sk: `${grantPrefix}${id}`,
});
/** Says whose a grant is. */
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

/** Partitions of the index `list`. */
export const grantList = (customer: CustomerId): string => `GRANTS#${customer}`;
/** @param grant null for the customer's balances */
export const entryList = (customer: CustomerId, grant: CreditGrantId | null): string =>
  grant === null ? `BALANCE_ENTRIES#${customer}` : `GRANT_ENTRIES#${grant}`;
