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

/** The invoice that lines are reckoned for, and who pays it. */
export interface Payable {
  readonly invoiceId: InvoiceId;
  readonly customer: Customer;
  readonly period: Period;
  /** In the customer's time. */
  readonly at: Instant;
}

interface ReckonedDraft extends Reckoned {
  /** Discounts of which the invoice uses a period. */
  readonly used: readonly InvoiceDiscount[];
}

/** The lines with coupons, tax and credits, and with the statements of the customer's children.
 *  @param running the discounts that the invoice has: children's lines have those of the child */
export const reckon = async (
  newLines: readonly NewLine[],
  payable: Payable,
  running: readonly InvoiceDiscount[] = [],
  children: readonly ChildStatement[] = [],
): Promise<ReckonedDraft> => {
  const { used, ...own } = discountLines(newLines, running, payable.customer.currency);
  const { lines, discounts, sections } = consolidate(payable.customer, own, children);
  return { lines, totals: await totalled(lines, discounts, payable), sections, used };
};

/** A child's lines with its coupons: what is taxed and paid is the parent's invoice. */
export const reckonStatement = (
  newLines: readonly NewLine[],
  { customer, at }: Payable,
  running: readonly InvoiceDiscount[],
  children: readonly ChildStatement[],
): ReckonedDraft => {
  const { used, ...own } = discountLines(newLines, running, customer.currency);
  const { lines, discounts, sections } = consolidate(customer, own, children);
  const taxed = untaxed(taxableOf(lines, customer.currency));
  const totals = totalsOf(lines, discounts, taxed, applyCredits(taxed.total, [], zero(customer.currency), at));
  return { lines, totals, sections, used };
};

/** What discounted lines come to, with tax and the credit that the customer has now. */
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

/** As the rates were when the period ended. */
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

/** What begins when a period ends is not its own. */
const lastMomentOf = ({ start, end }: Period): Instant => (start < end ? plusMilliseconds(end, -1) : start);
