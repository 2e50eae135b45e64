import { grantFromItem } from '../../../functions/invoice/credit/credit-grant-wire.ts';
import { entryFromWire, ledgerEntryWire } from '../../../functions/invoice/credit/ledger-entry-wire.ts';
import { creditNoteFromWire, creditNoteWire } from '../../../functions/invoice/credit-note/credit-note-wire.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import { currency } from '../../../functions/money/currency.ts';
import { moneyFromWire } from '../../../functions/money/money.ts';
import type { BillingWorld } from './billing-world.ts';
import type { Books, Payment } from './ledger.ts';

/** All that the tables have. */
export const booksOf = (world: BillingWorld, payments: readonly Payment[]): Books => {
  const below = (prefix: string) => [...world.items.values()].filter(({ sk }) => String(sk).startsWith(prefix));
  const named = (prefix: string) => below(prefix).map(({ customer, ...item }) => ({ ...item, customerId: customer }));
  return {
    invoices: world.all('INVOICE').map((item) => world.invoiceIn(item)),
    creditNotes: below('CREDIT_NOTE#').map(({ note }) => creditNoteFromWire(creditNoteWire.parse(note))),
    payments,
    grants: named('GRANT#').map(grantFromItem),
    entries: named('ENTRY#').map((item) => entryFromWire(ledgerEntryWire.parse(item))),
    balances: below('BALANCE#').map(({ pk, balance, currency: of }) => ({
      customerId: customerId(String(pk).replace('ACCOUNT#', '')),
      amount: moneyFromWire(String(balance), currency(String(of))),
    })),
  };
};
