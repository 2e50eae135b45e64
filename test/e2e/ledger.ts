import { z } from 'zod';
import { grantFromItem } from '../../functions/invoice/credit/credit-grant-wire.ts';
import { entryFromWire, ledgerEntryWire } from '../../functions/invoice/credit/ledger-entry-wire.ts';
import { creditNoteFromWire, creditNoteWire } from '../../functions/invoice/credit-note/credit-note-wire.ts';
import { invoiceFromWire, invoiceSchema } from '../../functions/invoice/wire/invoice-wire.ts';
import { currencySchema } from '../../functions/kernel/currency.ts';
import { customerId, invoiceId } from '../../functions/kernel/ids.ts';
import { moneyFromWire, settledToWire } from '../../functions/money/money.ts';
import { type Ledger, ledgersOf } from '../functions/invoice/ledger.ts';
import { allRows as all, api, ok, rows } from './stack.ts';

const attempt = z.object({ invoiceId: z.string(), amount: z.string(), currency: currencySchema, outcome: z.string() });
const balance = z.object({ balance: z.string(), currency: currencySchema });

/** What the API says about all that a customer owes and has, added up: one a currency. */
export const ledgers = async (customer: string): Promise<readonly Ledger[]> => {
  const [invoices, notes, attempts, grants, entries, { balances }] = await Promise.all([
    all(`/invoices?customerId=${customer}`),
    all(`/credit-notes?customerId=${customer}`),
    all(`/payments?customerId=${customer}`),
    all(`/credits?customerId=${customer}`),
    all(`/customers/${customer}/balance`),
    api.get(`/customers/${customer}/balance`).then(ok),
  ]);
  const ofGrants = await Promise.all(grants.map(({ id }) => all(`/credits/${String(id)}/entries`)));
  const of = customerId(customer);
  return ledgersOf({
    invoices: invoices.map((one) => invoiceFromWire(invoiceSchema.parse(one))),
    creditNotes: notes.map((one) => creditNoteFromWire(creditNoteWire.parse(one))),
    payments: attempts
      .map((one) => attempt.parse(one))
      .filter(({ outcome }) => outcome === 'succeeded')
      .map((one) => ({
        ...{ customerId: of, invoiceId: invoiceId(one.invoiceId), amount: moneyFromWire(one.amount, one.currency) },
      })),
    grants: grants.map(grantFromItem),
    balances: rows(balances)
      .map((one) => balance.parse(one))
      .map((one) => ({ customerId: of, amount: moneyFromWire(one.balance, one.currency) })),
    entries: [...entries, ...ofGrants.flat()].map((one) => entryFromWire(ledgerEntryWire.parse(one))),
  });
};

/** The ledgers in which something is missing or too much: none. */
export const unbalanced = async (customer: string): Promise<readonly Ledger[]> =>
  (await ledgers(customer)).filter(({ difference, balanceDifference, grantDifference }) =>
    [difference, balanceDifference, grantDifference].some(({ amount }) => !amount.isZero()),
  );

/** `invoiced - creditNotes - payments - grantsUsed - adjustments - open + balance`, as text. */
export const shown = (ledger: Ledger): string => {
  const { invoiced, creditNotes, payments, grantsUsed, adjustments, open, balance: left } = ledger;
  const minus = [creditNotes, payments, grantsUsed, adjustments, open].map((sum) => ` - ${settledToWire(sum)}`);
  return `${settledToWire(invoiced)}${minus.join('')} + ${settledToWire(left)}`;
};
