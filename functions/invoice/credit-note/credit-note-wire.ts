import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { customerId, invoiceId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import type { Currency } from '../../money/currency.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import { sellerSchema } from '../seller.ts';
import { invoiceTreatments, onlyGroup } from '../tax/invoice-tax.ts';
import {
  taxFromWire,
  taxGroupFromWire,
  taxGroupSchema,
  taxGroupToWire,
  taxSchema,
  taxToWire,
} from '../tax/tax-wire.ts';
import { buyerSchema } from '../wire/buyer-wire.ts';
import { type CreditedLine, type CreditNote, creditNoteId } from './credit-note.ts';

export const creditedLineWire = z.object({
  lineId: z.string(),
  description: z.string(),
  quantity: decimalText.nullable(),
  amount: decimalText.meta({ description: "Of the line's amount" }),
  discount: decimalText.nullable().default(null).meta({ description: 'What coupons had taken off that' }),
  total: decimalText.nullable().default(null).meta({ description: 'After coupons, with tax' }),
});

/** A credit note as clients see it and as the table keeps it: the two are the same. */
export const creditNoteWire = z.object({
  id: z.string(),
  number: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  customerId: z.string(),
  customer: buyerSchema,
  seller: sellerSchema.nullable(),
  currency: currencySchema,
  timeZone: z.string(),
  reason: z.string(),
  lines: z.array(creditedLineWire),
  subtotal: decimalText,
  taxes: z.array(taxSchema),
  tax: decimalText,
  taxTreatment: z.enum(invoiceTreatments),
  taxNote: z.string().nullable(),
  taxGroups: z
    .array(taxGroupSchema)
    .default([])
    .meta({ description: "What is taken back of each of the invoice's `taxGroups`, in the same order" }),
  total: decimalText,
  toInvoice: decimalText.meta({ description: 'Of the total, what need not be paid any more' }),
  toBalance: decimalText.meta({ description: "Of the total, what went to the customer's balance" }),
  issuedAt: instantWire,
  createdAt: instantWire,
});
export type CreditNoteWire = z.output<typeof creditNoteWire>;

/** A credit note as it is answered: of very many lines, only the first ones. */
export const answeredNoteWire = creditNoteWire.extend({
  lines: z.array(creditedLineWire).meta({
    description:
      'All lines; of very many the first ones, and in a list of notes none: `lineCount` says how many there are',
  }),
  lineCount: z.int().nonnegative().meta({
    description:
      'Where it is more than there are lines here, `/v1/invoices/{invoiceId}/credit-notes/{creditNoteId}/lines` has all',
  }),
});
export type AnsweredNote = z.output<typeof answeredNoteWire>;
export type CreditedLineWire = z.output<typeof creditedLineWire>;

export const creditedLineToWire = ({ quantity, amount, discount, total, ...line }: CreditedLine): CreditedLineWire => ({
  ...line,
  quantity: quantity === null ? null : plain(quantity),
  amount: settledToWire(amount),
  discount: discount === null ? null : settledToWire(discount),
  total: total === null ? null : settledToWire(total),
});

/** Reads back what `creditedLineToWire` wrote. */
export const creditedLineFromWire = (
  { quantity, amount, discount, total, ...line }: CreditedLineWire,
  currency: Currency,
): CreditedLine => ({
  ...line,
  quantity: quantity === null ? null : exactDecimal(quantity),
  amount: moneyFromWire(amount, currency),
  discount: discount === null ? null : moneyFromWire(discount, currency),
  total: total === null ? null : moneyFromWire(total, currency),
});

export const creditNoteToWire = (note: CreditNote): CreditNoteWire => {
  const { buyer, lines, subtotal, taxes, tax, taxGroups, total, toInvoice, toBalance, ...rest } = note;
  return {
    ...rest,
    customer: buyer,
    lines: lines.map(creditedLineToWire),
    subtotal: settledToWire(subtotal),
    taxes: taxes.map(taxToWire),
    tax: settledToWire(tax),
    taxGroups: taxGroups.map(taxGroupToWire),
    total: settledToWire(total),
    toInvoice: settledToWire(toInvoice),
    toBalance: settledToWire(toBalance),
  };
};

/** Reads back what `creditNoteToWire` wrote. */
export const creditNoteFromWire = (wire: CreditNoteWire): CreditNote => {
  const { customer, lines, toInvoice, toBalance, ...rest } = wire;
  const money = (text: string) => moneyFromWire(text, wire.currency);
  const taxes = wire.taxes.map((each) => taxFromWire(each, wire.currency));
  const sums = { subtotal: money(wire.subtotal), tax: money(wire.tax), total: money(wire.total) };
  const groups = wire.taxGroups.map((group) => taxGroupFromWire(group, wire.currency));
  return {
    ...rest,
    id: creditNoteId(wire.id),
    invoiceId: invoiceId(wire.invoiceId),
    customerId: customerId(wire.customerId),
    buyer: customer,
    lines: lines.map((line) => creditedLineFromWire(line, wire.currency)),
    taxes,
    ...sums,
    taxGroups: groups.length === 0 ? [onlyGroup({ ...rest, ...sums, taxes, taxBase: sums.subtotal })] : groups,
    ...{ toInvoice: money(toInvoice), toBalance: money(toBalance) },
    issuedAt: parseInstant(wire.issuedAt),
    createdAt: parseInstant(wire.createdAt),
  };
};
