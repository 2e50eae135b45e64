import type { Customer } from '../../catalog/customer/customer.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { subtract, zero } from '../../money/money.ts';
import { applyCredits } from '../credit/apply-credits.ts';
import { creditOf } from '../credit/settlement-service.ts';
import { type DiscountedLines, discountLines } from '../discount/discount-lines.ts';
import type { InvoiceDiscount } from '../discount/invoice-discounts.ts';
import type { InvoiceLine, NewLine } from '../invoice.ts';
import { lastMomentOf, taxPointOf } from '../period/tax-point.ts';
import { loweredBy } from '../standing/lowering.ts';
import { loweringOf } from '../standing/lowering-service.ts';
import { withOriginalTax } from '../standing/original-tax-service.ts';
import { type InvoiceTax, inOneGroup } from '../tax/invoice-tax.ts';
import { undecidedAt } from '../tax/line-tax.ts';
import { untaxed } from '../tax/tax.ts';
import { taxEngine } from '../tax/tax-engine-gateway.ts';
import { groupsOf, type LineToTax, partsOf } from '../tax/tax-groups.ts';
import { type AppliedDiscount, taxableOf, totalsOf } from '../totals.ts';
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
  const { lines, discounts, sections } = consolidate(payable.customer, timed(own, payable), children);
  return { ...(await totalled(lines, discounts, payable)), sections, used };
};

/** Makes a statement of a child's lines: takes its coupons off. Tax and credits are left to the parent's invoice. */
export const reckonStatement = (
  newLines: readonly NewLine[],
  { customer, period, at }: Payable,
  applicable: readonly InvoiceDiscount[],
  children: readonly ChildStatement[],
): ReckonedDraft => {
  const { used, ...own } = discountLines(newLines, applicable, customer.currency);
  const { lines, discounts, sections } = consolidate(customer, timed(own, { period }), children);
  const taxed = inOneGroup(untaxed(taxableOf(lines, customer.currency)));
  const totals = totalsOf(lines, discounts, taxed, applyCredits(taxed.total, [], zero(customer.currency), at));
  return { lines, totals, sections, used };
};

/** The sums of lines after coupons, with tax and with the credit that the customer has now. */
export const totalled = async (
  lines: readonly InvoiceLine[],
  discounts: readonly AppliedDiscount[],
  payable: Payable,
): Promise<Pick<Reckoned, 'lines' | 'totals'>> => {
  const { customer, at } = payable;
  const [{ lines: own, ...taxed }, { grants, balance }] = await Promise.all([
    taxedOn(lines, payable),
    creditOf(customer.id, customer.currency),
  ]);
  const lowered = (await loweringOf({ lines: own, taxGroups: taxed.taxGroups, currency: customer.currency })).map(
    loweredBy,
  );
  const settlement = applyCredits(taxed.total, grants, balance.holds, at, lowered);
  return { lines: own, totals: totalsOf(own, discounts, taxed, settlement) };
};

/** Notes on the lines when their tax falls due, which is told from the period of their own invoice: a child's lines
 *  come onto one of another period. */
const timed = ({ lines, discounts }: Pick<DiscountedLines, 'lines' | 'discounts'>, of: Pick<Payable, 'period'>) => ({
  lines: lines.map((line) => ({ ...line, tax: line.tax ?? undecidedAt(taxPointOf(line, of.period)) })),
  discounts,
});

/** Lines with the tax of each, and what they come to. */
type TaxedOn = InvoiceTax & Pick<Reckoned, 'lines'>;

/** Taxes the lines of an invoice, each at its own time. What changes a line of an earlier invoice keeps the tax that
 *  this one was billed with, as soon as it is final; all else is decided for the customer as it is now.
 *  @throws TaxEngineFailed `tax_engine_failed`; TaxAnswerInvalid `tax_answer_invalid` */
export const taxedOn = async (
  before: readonly InvoiceLine[],
  { invoiceId, customer, period }: Omit<Payable, 'at'>,
): Promise<TaxedOn> => {
  const { currency } = customer;
  const lines = await withOriginalTax(before);
  const open = lines.map(
    ({ id, chargeId, description, amount, discount, ...line }): LineToTax => ({
      ...{ id, chargeId, description },
      amount: subtract(amount, discount),
      tax: line.tax ?? undecidedAt(taxPointOf(line, period)),
    }),
  );
  const parts = partsOf(open, lastMomentOf(period), currency);
  const answers = parts.length === 0 ? [] : await taxEngine().calculate({ invoiceId, customer, parts });
  const { byLine, invoice } = groupsOf(open, answers, currency);
  return { ...invoice, lines: lines.map((line) => ({ ...line, tax: byLine.get(line.id) ?? line.tax })) };
};
