import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../money/money.ts';

declare const brand: unique symbol;

/** `crd_…`. */
export type CreditGrantId = string & { readonly [brand]: 'CreditGrantId' };

export const creditGrantId = (text: string): CreditGrantId => text as CreditGrantId;

/** Credit that a customer has beforehand, bought or as a present; it pays invoices in its own currency. */
export interface CreditGrant {
  readonly id: CreditGrantId;
  readonly customerId: CustomerId;
  /** As on the invoices that it pays. */
  readonly name: string;
  /** Settled, more than zero. */
  readonly amount: Money;
  /** What no invoice has used; of an expired grant, what none will. */
  readonly remaining: Money;
  /** What the customer paid for it: for information only. */
  readonly paid: Money | null;
  /** The lower is used first. */
  readonly priority: number;
  /** Pays no invoice that is issued at this time or later. */
  readonly expiresAt: Instant | null;
  /** When the rest of it was taken back. What a void invoice gives back later can be used again. */
  readonly voidedAt: Instant | null;
  readonly createdAt: Instant;
}

export const grantStatuses = ['active', 'used', 'expired', 'void'] as const;
export type GrantStatus = (typeof grantStatuses)[number];

/** @param at in the customer's time */
export const grantStatus = ({ remaining, expiresAt, voidedAt }: CreditGrant, at: Instant): GrantStatus => {
  if (remaining.amount.isZero()) return voidedAt === null ? 'used' : 'void';
  return expiresAt !== null && expiresAt <= at ? 'expired' : 'active';
};

/** By priority, then what expires first, then the oldest. */
export const inOrderOfUse = (grants: readonly CreditGrant[]): readonly CreditGrant[] =>
  grants.toSorted((a, b) => a.priority - b.priority || byText(expiry(a), expiry(b)) || byText(age(a), age(b)));

const expiry = ({ expiresAt }: CreditGrant): string => expiresAt ?? neverExpires;
/** After every instant. */
const neverExpires = '~';

const age = ({ createdAt, id }: CreditGrant): string => `${createdAt}#${id}`;

const byText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
