import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { add, compare, type Money, subtract, zero } from '../../money/money.ts';
import { type CreditGrant, type CreditGrantId, grantStatus, inOrderOfUse } from './credit-grant.ts';

/** What an invoice uses of a grant; always more than zero. */
export interface AppliedCredit {
  readonly grantId: CreditGrantId;
  readonly name: string;
  readonly amount: Money;
}

/** An earlier invoice of which something was still to be paid, and by how much less that is now. */
export interface Lowered {
  readonly invoiceId: InvoiceId;
  readonly number: string;
  /** Settled, more than zero. */
  readonly amount: Money;
}

/** How an invoice comes from its total to its amount due; all settled:
 *  `total + lowered = credited + (balanceBefore - balanceAfter) + amountDue`. */
export interface Settlement {
  readonly credits: readonly AppliedCredit[];
  /** The sum of `credits`. */
  readonly credited: Money;
  /** What the customer has on its balance before and after the invoice; negative where the customer owes. */
  readonly balanceBefore: Money;
  readonly balanceAfter: Money;
  readonly amountDue: Money;
  /** What the invoice gives back of others that are not paid yet: these are lowered by it. */
  readonly lowered: readonly Lowered[];
}

/** A transaction of DynamoDB has at most 100 actions, and each grant needs two of them. Grants beyond this limit are
 *  used by the next invoices. */
export const maxGrantsPerInvoice = 40;

/** Pays a total from what the customer has to its credit: grants first, as far as they reach, then the balance. What
 *  is left is due.
 *
 *  | total  | grants | balance        | due   |
 *  |--------|--------|----------------|-------|
 *  | 100.00 | 30.00  | 50.00 →  0.00  | 20.00 |
 *  |  40.00 | 30.00  | 50.00 → 40.00  |  0.00 |
 *  | -44.00 | unused |  0.00 → 44.00  |  0.00 | a negative total goes to the balance
 *  |  10.00 | none   | -5.00 →  0.00  | 15.00 | what the customer owes on the balance is due, too
 *
 *  What the invoice gives back of others that are not paid yet lowers these, and so does not pay anything here: of a total
 *  of −270.00, 300.00 of fees in advance were open and are lowered by 270.00. Nothing becomes balance.
 *
 *  @param grants the customer's; those of another currency, and those that are used up, void or expired at `at`, are
 *    left alone
 *  @param at when the invoice is issued, in the customer's time
 *  @param lowered the invoices that are lowered, and by how much */
export const applyCredits = (
  total: Money,
  grants: readonly CreditGrant[],
  balance: Money,
  at: Instant,
  lowered: readonly Lowered[] = [],
): Settlement => {
  const payable = lowered.reduce((sum, { amount }) => add(sum, amount), total);
  const usable = grants.filter(
    (grant) => grant.amount.currency === total.currency && grantStatus(grant, at) === 'active',
  );
  const credits = use(atLeastZero(payable), inOrderOfUse(usable).slice(0, maxGrantsPerInvoice));
  const credited = credits.reduce((sum, { amount }) => add(sum, amount), zero(total.currency));
  const rest = subtract(payable, credited);
  return {
    ...{ credits, credited, balanceBefore: balance, lowered },
    balanceAfter: atLeastZero(subtract(balance, rest)),
    amountDue: atLeastZero(subtract(rest, balance)),
  };
};

/** What is used of each grant, in the order of the grants, until nothing is left to be paid. */
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
