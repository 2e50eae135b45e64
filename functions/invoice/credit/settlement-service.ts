import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import type { Currency } from '../../money/currency.ts';
import { type Money, negate, subtract, total } from '../../money/money.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import type { Settlement } from './apply-credits.ts';
import { balanceOf } from './balance-store.ts';
import type { CreditGrant, CreditGrantId } from './credit-grant.ts';
import { accountOf, grantsOf } from './grant-store.ts';
import { type Account, type Cause, entryOf } from './ledger-entry.ts';
import { movement } from './ledger-store.ts';

/** All that a customer's invoices in a currency can be paid with. */
export interface Credit {
  readonly grants: readonly CreditGrant[];
  readonly balance: Account;
}

/** Grants and balance of a customer as they are now. Strongly consistent. */
export const creditOf = async (customer: CustomerId, currency: Currency): Promise<Credit> => {
  const [grants, balance] = await Promise.all([grantsOf(customer), balanceOf(customer, currency)]);
  return { grants, balance };
};

/** What credit needs to know of an invoice. */
interface Settled extends Settlement {
  readonly id: InvoiceId;
  readonly customerId: CustomerId;
  readonly currency: Currency;
  /** What credit notes have taken back of it. */
  readonly amountCredited: Money;
}

/** The writes by which an invoice uses credit, for the transaction that makes it final: accounts lose what the
 *  invoice uses of them, and a negative total goes to the balance. There are two writes for each grant and two for
 *  the balance.
 *  @param credit what the settlement was calculated from: the transaction fails where it has changed meanwhile
 *  @param at in the customer's time */
export const settlingWrites = (invoice: Settled, { grants, balance }: Credit, at: Instant): readonly TransactItem[] => {
  const cause: Cause = { kind: 'invoice', invoiceId: invoice.id };
  return [
    ...invoice.credits.flatMap(({ grantId, amount }) => move(grantIn(grants, grantId), cause, negate(amount), at)),
    ...move(balance, cause, subtract(invoice.balanceAfter, invoice.balanceBefore), at),
  ];
};

/** The writes by which a void invoice gives its credit back, for the transaction that makes it void: grants and
 *  balance gain what the invoice used of them, and the balance loses what a negative total had given it. Where that
 *  has been spent meanwhile, the balance falls below zero. So it does by what the invoice had lowered others by: these may
 *  be paid by now, and stay as they are. When the transaction fails because an account has
 *  changed, read and decide again.
 *  @param at in the customer's time
 *  @throws Conflict `invoice_has_credit_notes`: a part of the invoice has been given back already */
export const returningWrites = async (invoice: Settled, at: Instant): Promise<readonly TransactItem[]> => {
  if (!invoice.amountCredited.amount.isZero()) {
    const detail = `Invoice ${invoice.id} has credit notes: take the rest of it back by another one.`;
    throw new Conflict('invoice_has_credit_notes', detail);
  }
  const { grants, balance } = await creditOf(invoice.customerId, invoice.currency);
  const cause: Cause = { kind: 'invoice_voided', invoiceId: invoice.id };
  const lowered = total(
    invoice.lowered.map(({ amount }) => amount),
    invoice.currency,
  );
  return [
    ...invoice.credits.flatMap(({ grantId, amount }) => move(grantIn(grants, grantId), cause, amount, at)),
    ...move(balance, cause, subtract(subtract(invoice.balanceBefore, invoice.balanceAfter), lowered), at),
  ];
};

/** No write at all where nothing is moved. */
const move = (account: Account, cause: Cause, amount: Money, at: Instant): readonly TransactItem[] =>
  amount.amount.isZero() ? [] : movement(account, entryOf(account, cause, amount, at));

/** @throws NotFound `credit_not_found` */
const grantIn = (grants: readonly CreditGrant[], id: CreditGrantId): Account => {
  const grant = grants.find((one) => one.id === id);
  if (grant === undefined) throw new NotFound('credit', id);
  return accountOf(grant);
};
