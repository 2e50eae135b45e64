import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import type { Currency } from '../../money/currency.ts';
import { type Money, negate, subtract } from '../../money/money.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { Settlement } from './apply-credits.ts';
import { balanceOf } from './balance-store.ts';
import type { CreditGrant, CreditGrantId } from './credit-grant.ts';
import { accountOf, grantsOf } from './grant-store.ts';
import { type Account, type Cause, entryOf } from './ledger-entry.ts';
import { movement } from './ledger-store.ts';

/** What a customer's invoices in a currency can be paid with. */
export interface Credit {
  readonly grants: readonly CreditGrant[];
  readonly balance: Account;
}

/** Strongly consistent. */
export const creditOf = async (customer: CustomerId, currency: Currency): Promise<Credit> => {
  const [grants, balance] = await Promise.all([grantsOf(customer), balanceOf(customer, currency)]);
  return { grants, balance };
};

/** An invoice, as far as credit is concerned. */
interface Settled extends Settlement {
  readonly id: InvoiceId;
  readonly customerId: CustomerId;
  readonly currency: Currency;
  /** What credit notes have taken back of it. */
  readonly amountCredited: Money;
}

/** Takes from the accounts what the invoice uses, and gives the balance what a negative total leaves, in the transaction
 *  that makes the invoice final. At most two writes a grant, and two.
 *  @param credit what the settlement was reckoned from */
export const settlingWrites = (invoice: Settled, { grants, balance }: Credit, at: Instant): readonly TransactItem[] => {
  const cause: Cause = { kind: 'invoice', invoiceId: invoice.id };
  return [
    ...invoice.credits.flatMap(({ grantId, amount }) => move(grantIn(grants, grantId), cause, negate(amount), at)),
    ...move(balance, cause, subtract(invoice.balanceAfter, invoice.balanceBefore), at),
  ];
};

/** Gives back what the invoice used, and takes back what it left on the balance, in the transaction that makes it void. The
 *  balance may fall below zero where that was spent meanwhile. Lost races: read and reckon again.
 *  @param at in the customer's time
 *  @throws Conflict `invoice_has_credit_notes`: they would take back what is not there any more */
export const returningWrites = async (invoice: Settled, at: Instant): Promise<readonly TransactItem[]> => {
  if (!invoice.amountCredited.amount.isZero()) {
    const detail = `Invoice ${invoice.id} has credit notes: take the rest of it back by another one.`;
    throw new Conflict('invoice_has_credit_notes', detail);
  }
  const { grants, balance } = await creditOf(invoice.customerId, invoice.currency);
  const cause: Cause = { kind: 'invoice_voided', invoiceId: invoice.id };
  return [
    ...invoice.credits.flatMap(({ grantId, amount }) => move(grantIn(grants, grantId), cause, amount, at)),
    ...move(balance, cause, subtract(invoice.balanceBefore, invoice.balanceAfter), at),
  ];
};

const move = (account: Account, cause: Cause, amount: Money, at: Instant): readonly TransactItem[] =>
  amount.amount.isZero() ? [] : movement(account, entryOf(account, cause, amount, at));

/** @throws NotFound `credit_not_found` */
const grantIn = (grants: readonly CreditGrant[], id: CreditGrantId): Account => {
  const grant = grants.find((one) => one.id === id);
  if (grant === undefined) throw new NotFound('credit', id);
  return accountOf(grant);
};
