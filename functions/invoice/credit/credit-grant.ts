import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../money/money.ts';
import type { EntryList } from './entry-list.ts';

declare const brand: unique symbol;

/** `crd_…`. */
export type CreditGrantId = string & { readonly [brand]: 'CreditGrantId' };

export const creditGrantId = (text: string): CreditGrantId => text as CreditGrantId;

/** Credit that a customer has before it is invoiced, bought or given. It pays invoices in its own currency. */
export interface CreditGrant {
  readonly id: CreditGrantId;
  readonly customerId: CustomerId;
  /** How the invoices that it pays call it. */
  readonly name: string;
  /** What it was worth when it was given: settled, more than zero. */
  readonly amount: Money;
  /** What no invoice has used yet. Once the grant has expired, no invoice will. */
  readonly remaining: Money;
  /** What the customer paid for it; for information only. */
  readonly paid: Money | null;
  /** Grants with a lower number are used first. */
  readonly priority: number;
  /** It pays no invoice that is issued at this time or later, in the customer's time; null: it never expires. */
  readonly expiresAt: Instant | null;
  /** When the operator took back what was left of it. What an invoice that becomes void later gives back to it can
   *  be used again. */
  readonly voidedAt: Instant | null;
  readonly createdAt: Instant;
  readonly entries: EntryList;
}

export const grantStatuses = ['active', 'used', 'expired', 'void'] as const;
export type GrantStatus = (typeof grantStatuses)[number];

/** `void` and `used` are grants of which nothing is left, taken back by the operator or used by invoices.
 *  @param at in the customer's time */
export const grantStatus = ({ remaining, expiresAt, voidedAt }: CreditGrant, at: Instant): GrantStatus => {
  if (remaining.amount.isZero()) return voidedAt === null ? 'used' : 'void';
  return expiresAt !== null && expiresAt <= at ? 'expired' : 'active';
};

/** The order in which invoices use grants: by priority, then by what expires first, then by age. */
export const inOrderOfUse = (grants: readonly CreditGrant[]): readonly CreditGrant[] =>
  grants.toSorted((a, b) => a.priority - b.priority || byText(expiry(a), expiry(b)) || byText(age(a), age(b)));

const expiry = ({ expiresAt }: CreditGrant): string => expiresAt ?? neverExpires;
/** Text that comes after every instant. */
const neverExpires = '~';

const age = ({ createdAt, id }: CreditGrant): string => `${createdAt}#${id}`;

const byText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
