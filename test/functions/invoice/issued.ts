import { applyCredits } from '../../../functions/invoice/credit/apply-credits.ts';
import { buyerOf } from '../../../functions/invoice/draft/draft.ts';
import type { Draft, Invoice, InvoiceLine } from '../../../functions/invoice/invoice.ts';
import type { Seller } from '../../../functions/invoice/seller.ts';
import { inOneGroup, together } from '../../../functions/invoice/tax/invoice-tax.ts';
import { undecidedAt } from '../../../functions/invoice/tax/line-tax.ts';
import type { AppliedTax } from '../../../functions/invoice/tax/tax.ts';
import { taxableOf, totalsOf } from '../../../functions/invoice/totals.ts';
import { invoiceId, subscriptionId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { type Currency, currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { add, type Money, moneyFromWire, multiply, settle, total, zero } from '../../../functions/money/money.ts';
import { customer, subscription } from './transcoding.ts';

export const usd = currency('USD');
export const dollars = (amount: string): Money => moneyFromWire(amount, usd);
const sellerDetails = { address: [], email: null, taxIds: [], legalText: null };
export const seller: Seller = { name: 'Seller', ...sellerDetails };
export const issuedAt = parseInstant('2026-11-01T01:02:00Z');

export interface Sold {
  readonly amount: string;
  readonly quantity?: string;
  readonly discount?: string;
}

interface Selling {
  readonly id?: string;
  /** Fractions, on top of what is sold. */
  readonly taxes?: readonly string[];
  readonly of?: Currency;
}

/** A draft of some lines and taxes, as whoever drafts it would make it; it does not matter what they are for. */
export const draftOf = (sold: readonly Sold[], { id = 'inv_1', taxes = [], of = usd }: Selling = {}): Draft => {
  const lines = sold.map((line, index) => lineOf(line, index, of));
  const taxBase = taxableOf(lines, of);
  const applied = taxes.map((fraction, index) => taxOf(taxBase, fraction, index));
  const tax = total(
    applied.map(({ amount }) => amount),
    of,
  );
  const sum = add(taxBase, tax);
  const taxed = inOneGroup({ taxBase, taxes: applied, tax, total: sum, taxTreatment: 'taxed', taxNote: null });
  const totals = totalsOf(lines, [], taxed, applyCredits(sum, [], zero(of), issuedAt));
  return {
    ...{ id: invoiceId(id), status: 'draft', number: null, issuedAt: null, seller: null, replaces: null, revision: 0 },
    ...{ customerId: customer.id, buyer: buyerOf(customer), testClockId: null, currency: of, timeZone: 'UTC' },
    ...{ subscriptionId: subscriptionId('sub_1'), planId: subscription.phases[0].planId, planVersion: 1 },
    ...{ planName: 'Transcoding', period: { start: subscription.startAt, end: issuedAt }, lines, sections: [] },
    ...totals,
    createdAt: issuedAt,
  };
};

/** As `openOf`, of several groups of lines, each with taxes of its own. */
export const groupedOf = (
  ...groups: readonly { readonly sold: readonly Sold[]; readonly taxes: readonly string[] }[]
): Invoice => {
  const parts = groups.map(({ sold, taxes }) => draftOf(sold, { taxes }));
  const lines = parts
    .flatMap((part, group) => part.lines.map((line) => ({ ...line, tax: { ...undecidedAt(issuedAt), group } })))
    .map((line, index) => ({ ...line, id: `line_${index + 1}` }));
  const taxed = together(
    parts.flatMap(({ taxGroups }) => taxGroups),
    usd,
  );
  const totals = totalsOf(lines, [], taxed, applyCredits(taxed.total, [], zero(usd), issuedAt));
  return { ...openOf([]), lines, ...totals };
};

/** As `draftOf`, with a number and all of it still to be paid. */
export const openOf = (sold: readonly Sold[], selling: Selling = {}): Invoice => ({
  ...draftOf(sold, selling),
  ...{ status: 'open', number: 'INV-000001', issuedAt },
});

const lineOf = ({ amount, quantity = '1', discount = '0' }: Sold, index: number, of: Currency): InvoiceLine => ({
  ...{
    id: `line_${index + 1}`,
    kind: 'charge',
    adjusts: null,
    customerId: customer.id,
    chargeId: `charge_${index + 1}`,
  },
  ...{ description: `Charge ${index + 1}`, model: 'linear', meter: null, proration: null, breakdown: [], price: {} },
  period: { start: subscription.startAt, end: issuedAt },
  quantity: decimal(quantity),
  amount: moneyFromWire(amount, of),
  exactAmount: moneyFromWire(amount, of),
  discount: moneyFromWire(discount, of),
  discounts: [],
  tax: null,
  statementLine: null,
});

const taxOf = (base: Money, fraction: string, index: number): AppliedTax => ({
  ...{ rateId: `rate_${index + 1}`, name: `Tax ${index + 1}`, country: 'US', region: null, compound: false },
  ...{ fraction: decimal(fraction), base, amount: settle(multiply(base, decimal(fraction))) },
});
