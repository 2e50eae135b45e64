// Which of a customer's discounts an invoice has, and of which it uses up a period.

import { type Discount, periodsFor } from '../../catalog/coupon/discount.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import {
  type ApplicableDiscount,
  type DiscountableLine,
  type DiscountShares,
  isDiscountable,
} from './apply-discounts.ts';

/** What discounts need to know of an invoice. */
export interface InvoiceToDiscount {
  /** Of invoices that replace one another, the id of the first. */
  readonly id: InvoiceId;
  /** It is empty (start = end) on the invoice for the fees that are due when a subscription starts. */
  readonly period: Period;
  readonly isTrial: boolean;
}

/** A discount that an invoice has, and whether the invoice uses up one of its periods. */
export interface InvoiceDiscount extends Discount, ApplicableDiscount {
  /** `period`: yes, because the closed period is one of those that the discount is for. `if_taken`: only if it takes
   *  something off this invoice. `none`: no. */
  readonly use: 'period' | 'if_taken' | 'none';
}

/** The discounts that the invoice has. How long one lasts depends on what it takes off:
 *  - A percentage for some periods is taken off all that is billed for these periods. The invoice of the last of
 *    them bills the next period's fees in advance too, and off these it is not taken (`until`). A trial and the
 *    start of a subscription use up none of the periods. 50 % for two periods, of 20.00 in advance and 100.00 of
 *    usage a month: 10.00 at the start, then 60.00, then 50.00.
 *  - An amount for some periods is taken off so many invoices, whatever they are for: 20.00 for three periods is off
 *    three invoices, that of the start included.
 *  - Once is the first invoice that it takes something off. */
export const discountsOn = (discounts: readonly Discount[], invoice: InvoiceToDiscount): readonly InvoiceDiscount[] =>
  discounts.flatMap((discount) => {
    const left = periodsFor(discount, invoice.period, invoice.id);
    if (left === 0) return [];
    const use = useOf(discount, invoice);
    return [{ ...discount, use, until: use === 'period' && left === 1 ? invoice.period.end : null }];
  });

const useOf = ({ duration, deduction }: Discount, { period, isTrial }: InvoiceToDiscount): InvoiceDiscount['use'] => {
  if (duration.kind === 'forever') return 'none';
  if (duration.kind === 'once' || deduction.kind === 'amount') return 'if_taken';
  return isTrial || period.start === period.end ? 'none' : 'period';
};

/** Those of the invoice's discounts of which it uses up a period. */
export const usedDiscounts = (
  applicable: readonly InvoiceDiscount[],
  lines: readonly DiscountableLine[],
  { shares }: Pick<DiscountShares, 'shares'>,
): readonly InvoiceDiscount[] => {
  const taken = new Set(
    lines.filter(isDiscountable).flatMap(({ id }) => (shares.get(id) ?? []).map(({ discountId }) => discountId)),
  );
  return applicable.filter(({ id, use }) => use === 'period' || (use === 'if_taken' && taken.has(id)));
};
