import type { CreditGrant } from '../../../functions/invoice/credit/credit-grant.ts';
import type { LedgerEntry } from '../../../functions/invoice/credit/ledger-entry.ts';
import type { CreditNote } from '../../../functions/invoice/credit-note/credit-note.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import type { CustomerId, InvoiceId } from '../../../functions/kernel/ids.ts';
import type { Currency } from '../../../functions/money/currency.ts';
import { add, type Money, negate, subtract, total } from '../../../functions/money/money.ts';

/** Everything that was written down about what customers owe and have. */
export interface Books {
  readonly invoices: readonly Invoice[];
  readonly creditNotes: readonly CreditNote[];
  /** That succeeded, for whatever became of their invoices. */
  readonly payments: readonly Payment[];
  readonly grants: readonly CreditGrant[];
  readonly balances: readonly Balance[];
  readonly entries: readonly LedgerEntry[];
}

export interface Balance {
  readonly customerId: CustomerId;
  readonly amount: Money;
}

export interface Payment {
  readonly customerId: CustomerId;
  readonly invoiceId: InvoiceId;
  readonly amount: Money;
}

/** Where all that a customer was billed in a currency has gone. */
export interface Ledger {
  readonly customerId: CustomerId;
  readonly currency: Currency;
  /** Totals of the invoices that stand: neither drafts nor void. */
  readonly invoiced: Money;
  /** Totals of credit notes. */
  readonly creditNotes: Money;
  readonly payments: Money;
  /** What invoices have used of grants. */
  readonly grantsUsed: Money;
  /** What the balance was given by hand. */
  readonly adjustments: Money;
  /** Still to be paid, on uncollectible invoices too. */
  readonly open: Money;
  readonly balance: Money;
  /** `invoiced - creditNotes - payments - grantsUsed - adjustments - open + balance`: zero, or a cent has gone astray. */
  readonly difference: Money;
  /** What the balance is, without what its entries add up to: zero. */
  readonly balanceDifference: Money;
  /** Of the grants, `amount - remaining`, without what invoices have used and what was taken back: zero. */
  readonly grantDifference: Money;
}

/** One for each customer and currency that the books have. */
export const ledgersOf = (books: Books): readonly Ledger[] => {
  const owners = new Map(
    [
      ...[...books.invoices, ...books.creditNotes].map(ofInvoice),
      ...[...books.payments, ...books.grants, ...books.balances, ...books.entries].map(ofAmount),
    ].map((owner) => [`${owner.customerId} ${owner.currency}`, owner]),
  );
  return [...owners.values()].map((owner) => ledgerOf(books, owner));
};

interface Owner {
  readonly customerId: CustomerId;
  readonly currency: Currency;
}

const ofInvoice = ({ customerId, currency }: Invoice | CreditNote): Owner => ({ customerId, currency });
const ofAmount = ({ customerId, amount }: Balance): Owner => ({ customerId, currency: amount.currency });

const ledgerOf = (books: Books, owner: Owner): Ledger => {
  const { customerId, currency } = owner;
  const sumOf = (amounts: readonly Money[]) => total(amounts, currency);
  const { invoices, creditNotes, payments, grants, balances, entries } = booksOf(books, owner);
  const onBalance = entries.filter(({ grantId }) => grantId === null);
  const amountsFor = (kind: LedgerEntry['cause']['kind']) =>
    entries.filter(({ cause }) => cause.kind === kind).map(({ amount }) => amount);
  const sums = {
    creditNotes: sumOf(creditNotes.map((note) => note.total)),
    payments: sumOf(payments.map(({ amount }) => amount)),
    grantsUsed: sumOf(invoices.map(({ credited }) => credited)),
    adjustments: sumOf(amountsFor('adjustment')),
    open: sumOf(invoices.map(({ amountRemaining }) => amountRemaining)),
  };
  const invoiced = sumOf(invoices.map((invoice) => invoice.total));
  const balance = sumOf(balances.map(({ amount }) => amount));
  const taken = sumOf(grants.map(({ amount, remaining }) => subtract(amount, remaining)));
  const voided = negate(sumOf(amountsFor('grant_voided')));
  return {
    ...{ customerId, currency, invoiced, ...sums, balance },
    difference: subtract(invoiced, sumOf([...Object.values(sums), negate(balance)])),
    balanceDifference: subtract(balance, sumOf(onBalance.map(({ amount }) => amount))),
    grantDifference: subtract(taken, add(sums.grantsUsed, voided)),
  };
};

const booksOf = (books: Books, { customerId, currency }: Owner): Books => {
  const own = (of: Owner) => of.customerId === customerId && of.currency === currency;
  const ownAmounts = <T extends Balance>(all: readonly T[]) => all.filter((one) => own(ofAmount(one)));
  return {
    invoices: books.invoices.filter((invoice) => own(ofInvoice(invoice)) && isStanding(invoice)),
    creditNotes: books.creditNotes.filter((note) => own(ofInvoice(note))),
    payments: ownAmounts(books.payments),
    grants: ownAmounts(books.grants),
    balances: ownAmounts(books.balances),
    entries: ownAmounts(books.entries),
  };
};

const isStanding = ({ status }: Invoice): boolean =>
  status === 'open' || status === 'paid' || status === 'uncollectible';
