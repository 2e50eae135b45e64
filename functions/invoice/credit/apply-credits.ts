import type { Instant } from '../../kernel/instant.ts';
import { add, compare, type Money, subtract, zero } from '../../money/money.ts';
import { type CreditGrant, type CreditGrantId, grantStatus, inOrderOfUse } from './credit-grant.ts';

/** What an invoice uses of a grant: more than zero. */
export interface AppliedCredit {
  readonly grantId: CreditGrantId;
  readonly name: string;
  readonly amount: Money;
}

/** From the total to the amount due; all settled:
 *  `total = credited + (balanceBefore - balanceAfter) + amountDue`. */
export interface Settlement {
  readonly credits: readonly AppliedCredit[];
  /** The sum of `credits`. */
  readonly credited: Money;
  /** The customer's account balance before and after the invoice; negative where the customer owes. */
  readonly balanceBefore: Money;
  readonly balanceAfter: Money;
  readonly amountDue: Money;
}

/** A transaction of DynamoDB has 100 actions, and a grant takes two: what is left is for the invoices that follow. */
export const maxGrantsPerInvoice = 40;

/** Grants pay as far as they reach, never more than the total; then the balance, into which a negative total goes. What
 *  the customer owes on the balance is due with the invoice.
 *  @param grants of the customer; those of another currency, used up, void, or expired at `at` are left alone
 *  @param at when the invoice is issued, in the customer's time */
export const applyCredits = (total: Money, grants: readonly CreditGrant[], balance: Money, at: Instant): Settlement => {
  const usable = grants.filter(
    (grant) => grant.amount.currency === total.currency && grantStatus(grant, at) === 'active',
  );
  const credits = use(atLeastZero(total), inOrderOfUse(usable).slice(0, maxGrantsPerInvoice));
  const credited = credits.reduce((sum, { amount }) => add(sum, amount), zero(total.currency));
  const rest = subtract(total, credited);
  return {
    ...{ credits, credited, balanceBefore: balance },
    balanceAfter: atLeastZero(subtract(balance, rest)),
    amountDue: atLeastZero(subtract(rest, balance)),
  };
};

const use = (total: Money, grants: readonly CreditGrant[]): readonly AppliedCredit[] => {
  const credits: AppliedCredit[] = [];
  let open = total;
  for (const { id, name, remaining } of grants) {
    if (open.amount.isZero()) break;
    const amount = lesser(open, remaining);
    credits.push({ grantId: id, name, amount });
    open = subtract(open, amount);
  }
  return credits;
};

const atLeastZero = (sum: Money): Money => (sum.amount.isNegative() ? zero(sum.currency) : sum);
const lesser = (a: Money, b: Money): Money => (compare(a, b) < 0 ? a : b);
