import { type Discount, periodsFor } from '../../catalog/coupon/discount.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import {
  type ApplicableDiscount,
  type DiscountableLine,
  type DiscountShares,
  isDiscountable,
} from './apply-discounts.ts';

/** An invoice as discounts look at it. */
export interface InvoiceToDiscount {
  /** The first of those that replace one another. */
  readonly id: InvoiceId;
  /** Empty for what is due at a subscription's start. */
  readonly period: Period;
  readonly isTrial: boolean;
}

/** A discount with what it does to one invoice. */
export interface InvoiceDiscount extends Discount, ApplicableDiscount {
  /** `period`: the closed period is one of its periods. `if_taken`: the invoice is one where something is taken off it. */
  readonly use: 'period' | 'if_taken' | 'none';
}

/** The discounts that the invoice has. A percentage for some periods is for what is billed for these, in the invoice of a
 *  period that is its last so not for the next one's fees; a start of a subscription and a trial use none of them. An amount
 *  for some periods is off so many invoices, whichever they are. */
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

/** Those of which the invoice uses a period. */
export const usedDiscounts = (
  running: readonly InvoiceDiscount[],
  lines: readonly DiscountableLine[],
  { shares }: Pick<DiscountShares, 'shares'>,
): readonly InvoiceDiscount[] => {
  const taken = new Set(
    lines.filter(isDiscountable).flatMap(({ id }) => (shares.get(id) ?? []).map(({ discountId }) => discountId)),
  );
  return running.filter(({ id, use }) => use === 'period' || (use === 'if_taken' && taken.has(id)));
};
