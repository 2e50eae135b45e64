import { z } from 'zod';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { invoiceId } from '../../kernel/ids.ts';
import type { Currency } from '../../money/currency.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import type { AppliedCredit } from '../credit/apply-credits.ts';
import { creditGrantId } from '../credit/credit-grant.ts';
import { invoiceTreatments, onlyGroup } from '../tax/invoice-tax.ts';
import {
  taxFromWire,
  taxGroupFromWire,
  taxGroupSchema,
  taxGroupToWire,
  taxSchema,
  taxToWire,
} from '../tax/tax-wire.ts';
import type { AppliedDiscount, Totals } from '../totals.ts';

const discountSchema = z.object({
  discountId: z.string(),
  couponId: z.string(),
  name: z.string(),
  percent: decimalText.nullable(),
  amount: decimalText,
});

/** All sums of an invoice, and what they are made of. */
export const totalsSchema = z.object({
  subtotal: decimalText,
  discounts: z.array(discountSchema),
  discount: decimalText,
  taxBase: decimalText,
  taxes: z.array(taxSchema),
  tax: decimalText,
  taxTreatment: z.enum(invoiceTreatments),
  taxNote: z.string().nullable(),
  taxGroups: z
    .array(taxGroupSchema)
    .default([])
    .meta({ description: 'The parts of the invoice that are taxed alike: each tax is rounded once a group' }),
  total: decimalText,
  credits: z.array(z.object({ grantId: z.string(), name: z.string(), amount: decimalText })),
  credited: decimalText,
  balanceBefore: decimalText,
  balanceAfter: decimalText,
  amountDue: decimalText,
  lowered: z
    .array(z.object({ invoiceId: z.string(), number: z.string(), amount: decimalText }))
    .default([])
    .meta({ description: 'Invoices that were not paid yet, lowered by what this one gives back of them' }),
  amountPaid: decimalText.meta({ description: 'By payments, of the amount due' }),
  amountCredited: decimalText.meta({
    description: 'Taken back of the total: by credit notes, and by later invoices while it was not paid',
  }),
  amountRemaining: decimalText.meta({ description: 'Still to be paid' }),
});

const sums = [
  'subtotal',
  'discount',
  'taxBase',
  'tax',
  'total',
  'credited',
  'balanceBefore',
  'balanceAfter',
  'amountDue',
  'amountPaid',
  'amountCredited',
  'amountRemaining',
] as const;
type Sum = (typeof sums)[number];

type TotalsWire = z.output<typeof totalsSchema>;

export const totalsToWire = (totals: Totals): TotalsWire => ({
  subtotal: settledToWire(totals.subtotal),
  discounts: totals.discounts.map(({ percent, amount, ...discount }) => ({
    ...discount,
    percent: percent === null ? null : plain(percent),
    amount: settledToWire(amount),
  })),
  discount: settledToWire(totals.discount),
  taxBase: settledToWire(totals.taxBase),
  taxes: totals.taxes.map(taxToWire),
  tax: settledToWire(totals.tax),
  taxTreatment: totals.taxTreatment,
  taxNote: totals.taxNote,
  taxGroups: totals.taxGroups.map(taxGroupToWire),
  total: settledToWire(totals.total),
  credits: totals.credits.map(({ amount, ...credit }) => ({ ...credit, amount: settledToWire(amount) })),
  credited: settledToWire(totals.credited),
  balanceBefore: settledToWire(totals.balanceBefore),
  balanceAfter: settledToWire(totals.balanceAfter),
  amountDue: settledToWire(totals.amountDue),
  lowered: totals.lowered.map((one) => ({ ...one, amount: settledToWire(one.amount) })),
  amountPaid: settledToWire(totals.amountPaid),
  amountCredited: settledToWire(totals.amountCredited),
  amountRemaining: settledToWire(totals.amountRemaining),
});

/** Reads back what `totalsToWire` wrote. */
export const totalsFromWire = (wire: TotalsWire, currency: Currency): Totals => {
  const sum = (name: Sum) => moneyFromWire(wire[name], currency);
  const taxed = {
    ...{ taxBase: sum('taxBase'), tax: sum('tax'), total: sum('total') },
    taxes: wire.taxes.map((tax) => taxFromWire(tax, currency)),
    ...{ taxTreatment: wire.taxTreatment, taxNote: wire.taxNote },
  };
  const groups = wire.taxGroups.map((group) => taxGroupFromWire(group, currency));
  return {
    subtotal: sum('subtotal'),
    discounts: wire.discounts.map((discount) => discountFromWire(discount, currency)),
    discount: sum('discount'),
    ...taxed,
    taxGroups: groups.length === 0 ? [onlyGroup(taxed)] : groups,
    credits: wire.credits.map((credit) => creditFromWire(credit, currency)),
    credited: sum('credited'),
    balanceBefore: sum('balanceBefore'),
    balanceAfter: sum('balanceAfter'),
    amountDue: sum('amountDue'),
    lowered: wire.lowered.map((one) => ({
      ...{ invoiceId: invoiceId(one.invoiceId), number: one.number },
      amount: moneyFromWire(one.amount, currency),
    })),
    amountPaid: sum('amountPaid'),
    amountCredited: sum('amountCredited'),
    amountRemaining: sum('amountRemaining'),
  };
};

const discountFromWire = (
  { percent, amount, ...discount }: TotalsWire['discounts'][number],
  currency: Currency,
): AppliedDiscount => ({
  ...discount,
  percent: percent === null ? null : exactDecimal(percent),
  amount: moneyFromWire(amount, currency),
});

const creditFromWire = (
  { grantId, name, amount }: TotalsWire['credits'][number],
  currency: Currency,
): AppliedCredit => ({ grantId: creditGrantId(grantId), name, amount: moneyFromWire(amount, currency) });
