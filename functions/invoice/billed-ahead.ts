import type { BillingPeriod } from '../catalog/billing-period.ts';
import { chargeSchema } from '../catalog/charge.ts';
import { secondsOf } from '../catalog/subscription.ts';
import { zero } from '../money/money.ts';
import type { DiscountedLine } from './discount-change.ts';
import { discountedLine } from './discounted.ts';
import type { BilledFee } from './fees-in-advance.ts';
import type { BilledInvoice } from './invoice.ts';

/** The fees that an invoice has billed in advance for the period, which began when the invoice's ended. */
export const billedAhead = (
  invoice: BilledInvoice,
  { start, wholeEnd }: Pick<BillingPeriod, 'start' | 'wholeEnd'>,
): readonly BilledFee[] =>
  invoice.lines.flatMap((line) => {
    if (line.kind !== 'charge' || line.meter !== null || line.period.start !== start) return [];
    const fee = chargeSchema.parse(line.price);
    if (fee.model !== 'flat' || fee.billed !== 'advance') return [];
    const seconds = line.proration?.numerator ?? secondsOf({ start, end: wholeEnd });
    return [{ fee, seconds, billed: isOwed(invoice) ? discountedLine(invoice, line) : nothing(invoice) }];
  });

/** Where nobody pays, nothing is given back. */
const isOwed = ({ status }: BilledInvoice): boolean => status !== 'void' && status !== 'uncollectible';
const nothing = ({ currency }: BilledInvoice): DiscountedLine => ({ amount: zero(currency), discounts: [] });
