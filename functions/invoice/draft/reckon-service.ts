import type { Customer } from '../../catalog/customer/customer.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import { subtract, zero } from '../../money/money.ts';
import { applyCredits } from '../credit/apply-credits.ts';
import { creditOf } from '../credit/settlement-service.ts';
import { discountLines } from '../discount/discount-lines.ts';
import type { InvoiceDiscount } from '../discount/invoice-discounts.ts';
import type { InvoiceLine, NewLine } from '../invoice.ts';
import { type Taxed, untaxed } from '../tax/tax.ts';
import { taxEngine } from '../tax/tax-engine-gateway.ts';
import { type AppliedDiscount, type Totals, taxableOf, totalsOf } from '../totals.ts';
import { type ChildStatement, consolidate } from './consolidate.ts';
import type { Reckoned } from './draft.ts';

/** An invoice whose sums are calculated, and who pays it. */
export interface Payable {
  readonly invoiceId: InvoiceId;
  readonly customer: Customer;
  readonly period: Period;
  /** In the customer's time. */
  readonly at: Instant;
}

interface ReckonedDraft extends Reckoned {
  /** The discounts of which the invoice uses up a period. */
  readonly used: readonly InvoiceDiscount[];
}

/** Makes an invoice of lines: takes coupons off, adds the statements of the customer's children, and calculates tax
 *  and credits.
 *  @param applicable the discounts that the invoice has; they are taken off the customer's own lines, since those of
 *    children have had the child's discounts already */
export const reckon = async (
  newLines: readonly NewLine[],
  payable: Payable,
  applicable: readonly InvoiceDiscount[] = [],
  children: readonly ChildStatement[] = [],
): Promise<ReckonedDraft> => {
  const { used, ...own } = discountLines(newLines, applicable, payable.customer.currency);
  const { lines, discounts, sections } = consolidate(payable.customer, own, children);
  return { lines, totals: await totalled(lines, discounts, payable), sections, used };
};

/** Makes a statement of a child's lines: takes its coupons off. Tax and credits are left to the parent's invoice. */
export const reckonStatement = (
  newLines: readonly NewLine[],
  { customer, at }: Payable,
  applicable: readonly InvoiceDiscount[],
  children: readonly ChildStatement[],
): ReckonedDraft => {
  const { used, ...own } = discountLines(newLines, applicable, customer.currency);
  const { lines, discounts, sections } = consolidate(customer, own, children);
  const taxed = untaxed(taxableOf(lines, customer.currency));
  const totals = totalsOf(lines, discounts, taxed, applyCredits(taxed.total, [], zero(customer.currency), at));
  return { lines, totals, sections, used };
};

/** The sums of lines after coupons, with tax and with the credit that the customer has now. */
export const totalled = async (
  lines: readonly InvoiceLine[],
  discounts: readonly AppliedDiscount[],
  payable: Payable,
): Promise<Totals> => {
  const { customer, at } = payable;
  const [taxed, { grants, balance }] = await Promise.all([
    taxedOn(lines, payable),
    creditOf(customer.id, customer.currency),
  ]);
  return totalsOf(lines, discounts, taxed, applyCredits(taxed.total, grants, balance.holds, at));
};

/** What the lines come to with tax, by the rates that were in force when the period ended.
 *  @throws TaxEngineFailed `tax_engine_failed`; TaxAnswerInvalid `tax_answer_invalid` */
export const taxedOn = (
  lines: readonly InvoiceLine[],
  { invoiceId, customer, period }: Omit<Payable, 'at'>,
): Promise<Taxed> =>
  taxEngine().calculate({
    invoiceId,
    customer,
    at: lastMomentOf(period),
    amount: taxableOf(lines, customer.currency),
    lines: lines.map(({ id, chargeId, description, amount, discount }) => ({
      ...{ id, chargeId, description },
      amount: subtract(amount, discount),
    })),
  });

/** The last millisecond of a period: a rate that begins when the period ends is not for it. An empty period begins
 *  and ends at one moment: that one is taken. */
const lastMomentOf = ({ start, end }: Period): Instant => (start < end ? plusMilliseconds(end, -1) : start);
