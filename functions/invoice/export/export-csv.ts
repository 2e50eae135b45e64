import { csvRow } from '../../meter/log/csv-row.ts';
import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import { plain } from '../../money/decimal.ts';
import { compare, type Money, settledToWire, subtract, total } from '../../money/money.ts';
import type { CreditNote } from '../credit-note/credit-note.ts';
import type { Invoice, InvoiceLine, IssuedInvoice } from '../invoice.ts';
import { earlierLine } from '../standing/earlier-line.ts';
import type { AppliedTax, DecidedRate } from '../tax/tax.ts';
import { type TaxedLine, taxShares } from './tax-shares.ts';

/** The columns in their order, and what each has in it. They are part of the API: new ones are added at the end. */
type Columns<T> = Readonly<Record<string, (row: T) => string>>;

const headOf = <T>(columns: Columns<T>): string => csvRow(Object.keys(columns));
const rowOf = <T>(columns: Columns<T>, row: T): string => csvRow(Object.values(columns).map((cell) => cell(row)));

/** An invoice, and how much of what it is credited are credit notes. These have an export of their own; the rest was given
 *  back by later invoices while it was still to be paid (`lowered` of theirs). */
type InvoiceRow = IssuedInvoice & { readonly noted: Money };

/** Amounts are decimals without a currency sign, so that a spreadsheet reads numbers. They add up:
 *  `total + lowered = prepaid_credit_used + balance_used + amount_due`. */
const invoiceColumns: Columns<InvoiceRow> = {
  number: ({ number }) => number,
  invoice_id: ({ id }) => id,
  status: ({ status }) => status,
  issued_at: ({ issuedAt }) => issuedAt,
  period_start: ({ period }) => period.start,
  period_end: ({ period }) => period.end,
  customer_id: ({ customerId }) => customerId,
  customer_name: ({ buyer }) => buyer.name,
  customer_country: ({ buyer }) => buyer.address?.country ?? '',
  customer_tax_ids: ({ buyer }) => buyer.taxIds.join(' '),
  currency: ({ currency }) => currency,
  subtotal: ({ subtotal }) => settledToWire(subtotal),
  discount: ({ discount }) => settledToWire(discount),
  net: ({ taxBase }) => settledToWire(taxBase),
  tax: ({ tax }) => settledToWire(tax),
  tax_treatment: ({ taxTreatment }) => taxTreatment,
  taxes: ({ taxes }) => taxesText(taxes),
  total: ({ total }) => settledToWire(total),
  prepaid_credit_used: ({ credited }) => settledToWire(credited),
  balance_used: ({ balanceBefore, balanceAfter }) => settledToWire(subtract(balanceBefore, balanceAfter)),
  amount_due: ({ amountDue }) => settledToWire(amountDue),
  paid: ({ amountPaid }) => settledToWire(amountPaid),
  credit_notes: ({ noted }) => settledToWire(noted),
  remaining: ({ amountRemaining }) => settledToWire(amountRemaining),
  paid_at: (invoice) => (invoice.status === 'paid' ? invoice.paidAt : ''),
  payment_id: (invoice) => (invoice.status === 'paid' ? invoice.paymentId : null) ?? '',
  uncollectible_at: (invoice) => (invoice.status === 'uncollectible' ? invoice.uncollectibleAt : ''),
  voided_at: (invoice) => (invoice.status === 'void' ? invoice.voidedAt : ''),
  replaces: ({ replaces }) => replaces ?? '',
  replaced_by: (invoice) => (invoice.status === 'void' ? (invoice.replacedBy ?? '') : ''),
  subscription_id: ({ subscriptionId }) => subscriptionId,
  plan_id: ({ planId }) => planId,
  plan_version: ({ planVersion }) => String(planVersion),
  test_clock_id: ({ testClockId }) => testClockId ?? '',
  lowered: ({ lowered, currency }) => settledToWire(sumOf(lowered, currency)),
  given_back_later: ({ amountCredited, noted }) => settledToWire(subtract(amountCredited, noted)),
};

const sumOf = (lowered: IssuedInvoice['lowered'], currency: Currency): Money =>
  total(
    lowered.map(({ amount }) => amount),
    currency,
  );

/** The taxes in one cell, each like `DE VAT 19 %: 3.80 of 20.00`. */
const taxesText = (taxes: readonly AppliedTax[]): string =>
  taxes.map((tax) => `${rateText(tax)}: ${settledToWire(tax.amount)} of ${settledToWire(tax.base)}`).join('; ');

/** `DE VAT 19 %` */
const rateText = ({ name, country, region, fraction }: DecidedRate): string => {
  const place = [country, region].filter((part) => part !== null).join('-');
  return `${place} ${name} ${percent(fraction)}`;
};

const percent = (fraction: Decimal): string => `${plain(fraction.times(100))} %`;

interface LineRow {
  readonly invoice: IssuedInvoice;
  readonly line: InvoiceLine;
  readonly taxed: TaxedLine;
}

const lineColumns: Columns<LineRow> = {
  invoice_number: ({ invoice }) => invoice.number,
  invoice_id: ({ invoice }) => invoice.id,
  invoice_status: ({ invoice }) => invoice.status,
  issued_at: ({ invoice }) => invoice.issuedAt,
  line_id: ({ line }) => line.id,
  kind: ({ line }) => line.kind,
  customer_id: ({ line }) => line.customerId,
  charge_id: ({ line }) => line.chargeId,
  description: ({ line }) => line.description,
  model: ({ line }) => line.model,
  meter: ({ line }) => line.meter ?? '',
  period_start: ({ line }) => line.period.start,
  period_end: ({ line }) => line.period.end,
  quantity: ({ line }) => plain(line.quantity),
  unit_amount: ({ line }) => unitAmount(line),
  currency: ({ invoice }) => invoice.currency,
  amount: ({ line }) => settledToWire(line.amount),
  discount: ({ line }) => settledToWire(line.discount),
  net: ({ taxed }) => settledToWire(taxed.net),
  tax: ({ taxed }) => settledToWire(taxed.tax),
  adjusts_invoice: ({ line }) => earlierLine(line)?.number ?? '',
  adjusts_line: ({ line }) => earlierLine(line)?.lineId ?? '',
  tax_treatment: ({ line }) => line.tax?.decision?.treatment ?? '',
  tax_due_at: ({ line }) => line.tax?.at ?? '',
  tax_rates: ({ line }) => (line.tax?.decision?.rates ?? []).map(rateText).join('; '),
};

/** The price of a unit, where all units of the line have the same one; else empty. */
const unitAmount = ({ breakdown }: InvoiceLine): string => {
  const [only, ...others] = breakdown.filter(({ units }) => !units.isZero());
  return only === undefined || others.length > 0 ? '' : plain(only.unitAmount);
};

const creditNoteColumns: Columns<CreditNote> = {
  number: ({ number }) => number,
  credit_note_id: ({ id }) => id,
  invoice_number: ({ invoiceNumber }) => invoiceNumber,
  invoice_id: ({ invoiceId }) => invoiceId,
  issued_at: ({ issuedAt }) => issuedAt,
  customer_id: ({ customerId }) => customerId,
  customer_name: ({ buyer }) => buyer.name,
  currency: ({ currency }) => currency,
  net: ({ subtotal }) => settledToWire(subtotal),
  tax: ({ tax }) => settledToWire(tax),
  taxes: ({ taxes }) => taxesText(taxes),
  total: ({ total }) => settledToWire(total),
  off_the_invoice: ({ toInvoice }) => settledToWire(toInvoice),
  to_balance: ({ toBalance }) => settledToWire(toBalance),
  reason: ({ reason }) => reason,
};

export const invoicesHead = headOf(invoiceColumns);
export const invoiceLinesHead = headOf(lineColumns);
export const creditNotesHead = headOf(creditNoteColumns);

/** The row of an invoice. One without a number has none: accounting does not book it.
 *  @param notes the totals of its credit notes; one that was made just now may be missing in what the invoice is credited */
export const invoiceCsv = (invoice: Invoice, notes: readonly Money[]): string => {
  if (!isIssued(invoice)) return '';
  const { amountCredited } = invoice;
  const all = total(notes, invoice.currency);
  return rowOf(invoiceColumns, { ...invoice, noted: compare(all, amountCredited) < 0 ? all : amountCredited });
};

/** A row for each line. The tax is calculated on the whole invoice; each line is given its share, so that net amounts and taxes of
 *  the lines add up to those of the invoice. */
export const invoiceLinesCsv = (invoice: Invoice): readonly string[] => {
  if (!isIssued(invoice)) return [];
  const shares = taxShares(invoice);
  return invoice.lines.map((line, at) => {
    const taxed = shares[at];
    return taxed === undefined ? '' : rowOf(lineColumns, { invoice, line, taxed });
  });
};

export const creditNoteCsv = (note: CreditNote): string => rowOf(creditNoteColumns, note);

const isIssued = (invoice: Invoice): invoice is IssuedInvoice => invoice.number !== null;
